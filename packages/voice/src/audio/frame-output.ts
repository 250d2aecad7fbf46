/** One Opus frame of Discord's: 20 ms. */
export const frameDurationMs = 20;

/** Samples per channel in 20 ms at 48 kHz; also what an RTP timestamp grows by with each frame. */
export const samplesPerFrame = 960;

/** Bytes of 20 ms of PCM: 960 samples of two channels, 16 bits little-endian each. */
export const pcmBytesPerFrame = 3840;

/** The Opus frame that means silence; always sent in the clear. Treat it as read-only. */
export const silenceFrame: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);

/** How many {@link silenceFrame}s end a piece of audio, so that receivers do not interpolate into the gap. */
export const silenceFrameCount = 5;

/**
 * Bits of the Speaking opcode.
 *
 * @see {@link https://docs.discord.com/developers/topics/voice-connections#speaking | Discord Docs/Speaking}
 */
export const SpeakingFlags = { none: 0, microphone: 1, soundshare: 2, priority: 4 } as const;

/** Where a player's frames go: one voice connection. */
export interface FrameOutput {
  /** Is there a session that may send now (transport ready, and DAVE ready where the call has it)? */
  readonly canSend: boolean;
  /**
   * Sends one 20 ms Opus frame. The bytes may be shared with other outputs: they must not be written to.
   *
   * @returns `false` when it was not sent.
   */
  sendFrame(opus: Uint8Array): boolean;
  /** Announces with the Speaking opcode what is sent from now on: bits of {@link SpeakingFlags}, 0 for nothing. */
  setSpeaking(flags: number): void;
  /** Calls `listener` after each change of `canSend`. Returns a function that takes it off. */
  onCanSendChange(listener: () => void): () => void;
}
