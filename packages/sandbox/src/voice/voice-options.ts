import type { EncryptionMode } from "./transport/transport-cipher.ts";

/** How the voice server behaves. The defaults are Discord's, as far as they are known. */
export interface VoiceOptions {
  /** Port of the voice server: the same for WebSockets (with and without TLS) and UDP. @defaultValue `0`: any free one */
  port?: number;
  /** What Hello tells clients to heartbeat at, in milliseconds. @defaultValue `13_750` */
  heartbeatIntervalMs?: number;
  /** How long a session can be resumed after its connection is gone, in milliseconds. @defaultValue `10_000` */
  sessionTimeoutMs?: number;
  /** Numbered messages kept for a resume; who missed more is closed with 4006. @defaultValue `500` */
  replayBufferSize?: number;
  /** Number of a session's first numbered message; `65_530` shows the wrap of 16 bits soon. @defaultValue `1` */
  firstSequence?: number;
  /** Messages one connection may send in 60 seconds before it is closed with 4021. @defaultValue `600` */
  sendsPerMinute?: number;
  /** Encryption modes on offer, best first. @defaultValue both that Discord has */
  modes?: readonly EncryptionMode[];
  /** Highest version of end-to-end encryption (DAVE) that calls use; `0` leaves it out. @defaultValue `1` */
  daveVersion?: 0 | 1;
  /** Closes clients without DAVE with 4017, as Discord does since March 2026; otherwise they downgrade the call. @defaultValue `true` */
  requireDave?: boolean;
  /** How long the server waits for everybody to be ready for a DAVE transition, in milliseconds. @defaultValue `2000` */
  transitionTimeoutMs?: number;
  /** Every so manieth packet to a receiver carries RTP padding, as some of Discord's do; `0`: none. @defaultValue `16` */
  paddingEvery?: number;
}

const defaults: Required<VoiceOptions> = {
  port: 0,
  heartbeatIntervalMs: 13_750,
  sessionTimeoutMs: 10_000,
  replayBufferSize: 500,
  firstSequence: 1,
  sendsPerMinute: 600,
  modes: ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"],
  daveVersion: 1,
  requireDave: true,
  transitionTimeoutMs: 2000,
  paddingEvery: 16,
};

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  port: [0, 65_535],
  heartbeatIntervalMs: [1, 600_000],
  sessionTimeoutMs: [0, 600_000],
  replayBufferSize: [0, 30_000],
  firstSequence: [0, 65_535],
  sendsPerMinute: [1, Number.MAX_SAFE_INTEGER],
  daveVersion: [0, 1],
  transitionTimeoutMs: [0, 600_000],
  paddingEvery: [0, Number.MAX_SAFE_INTEGER],
};

/** Every option with its value, and what is wrong with those that do not fit. */
export function resolveVoiceOptions(options: VoiceOptions): {
  resolved: Required<VoiceOptions>;
  wrong: { name: string; message: string }[];
} {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: Required<VoiceOptions> = { ...defaults, ...Object.fromEntries(given) };
  const wrong: { name: string; message: string }[] = [];
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(defaults, name)) wrong.push({ name, message: "is unknown" });
  }
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value: unknown = resolved[name as keyof VoiceOptions];
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) continue;
    wrong.push({ name, message: `must be a whole number from ${least} to ${most} (was ${String(value)})` });
  }
  const { modes } = resolved;
  if (!Array.isArray(modes) || modes.length === 0 || modes.some((mode) => !defaults.modes.includes(mode))) {
    wrong.push({ name: "modes", message: `must be a list of ${defaults.modes.join(" and ")}` });
  }
  return { resolved, wrong };
}
