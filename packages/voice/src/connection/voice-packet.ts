/** One Opus frame as it was heard: opened, of a known user, in the order of its arrival. */
export interface VoicePacket {
  /** Of the sender's stream; it changes when the user rejoins. */
  ssrc: number;
  userId: string;
  /** RTP sequence number, 16 bits. */
  sequence: number;
  /** RTP timestamp, 32 bits, in samples of 48 kHz. */
  timestamp: number;
  /** The Opus packet. It belongs to the receiver: nothing writes to it afterwards. */
  opus: Uint8Array;
  /** When the datagram came, in milliseconds of the connection's clock. */
  receivedAtMs: number;
}
