/** One frame of a user's, as it came. */
export interface OpusFrame {
  readonly userId: string;
  /** The Opus packet, 20 ms as a rule. */
  readonly opus: Uint8Array;
  /** RTP sequence number, 16 bits. */
  readonly sequence: number;
  /** RTP timestamp, in samples at 48 kHz, 32 bits. */
  readonly timestamp: number;
  /** When its datagram came, in milliseconds of the connection's clock. */
  readonly receivedAtMs: number;
  /** Frames right before it that did not come. */
  readonly lostBefore: number;
  /** How long nothing was sent right before it, in milliseconds. */
  readonly pauseBeforeMs: number;
}
