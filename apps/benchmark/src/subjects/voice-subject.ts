/** Where a library is to connect, and what for. */
export interface VoiceTarget {
  /** Port of the voice server on 127.0.0.1. */
  port: number;
  mode: "aead_aes256_gcm_rtpsize" | "aead_xchacha20_poly1305_rtpsize";
}

/** One voice connection of a library. */
export interface VoiceSubjectConnection {
  /** Plays an Ogg/Opus file from its first frame to its last, on the library's own clock. */
  play(ogg: Buffer): void;
  /** Calls `onFrame` for each frame of these users. */
  listen(userIds: readonly string[], onFrame: () => void): void;
}

/** Opens one connection; a library is asked for many. */
export type ConnectVoiceSubject = (target: VoiceTarget, index: number) => Promise<VoiceSubjectConnection>;

/** The bot. */
export const botId = "100000000000000001";

/** A guild for each connection. */
export function guildIdOf(index: number): string {
  return String(300_000_000_000_000_000n + BigInt(index));
}

export const channelId = "400000000000000001";
