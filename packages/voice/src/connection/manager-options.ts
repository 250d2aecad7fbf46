import type { Clock, LoggerLike } from "@zignal/errors";
import { silentLogger, systemClock, ValidationError } from "@zignal/errors";
import { isSnowflake } from "@zignal/types/snowflake";
import type { AudioPlayerOptions } from "../audio/player-options.ts";
import type { AudioReceiverOptions } from "../receive/audio-receiver.ts";
import type { VoiceBackoff } from "./backoff.ts";
import { defaultVoiceBackoff } from "./backoff.ts";
import type { CreateDaveSession } from "./dave/dave-session.ts";
import { loadDavey } from "./dave/davey-session.ts";
import { voiceScheme, voiceUrl } from "./endpoint-url.ts";
import type { EncryptionMode } from "./transport-cipher.ts";
import { encryptionModes, isEncryptionMode } from "./transport-cipher.ts";
import type { OpenUdpSocket } from "./udp-socket.ts";
import { openDgramSocket } from "./udp-socket.ts";
import type { VoiceGateway } from "./voice-gateway.ts";
import type { VoiceLinkContext } from "./voice-link.ts";
import type { OpenVoiceSocket } from "./voice-socket.ts";
import { openWsVoiceSocket } from "./ws-voice-socket.ts";

/** How long each step of a voice connection may take, in milliseconds. */
export interface VoiceTimeouts {
  /** From opcode 4 of the main gateway to both of its answers. @defaultValue `15_000` */
  signallingMs: number;
  /** For opening the socket, with TLS and all. @defaultValue `10_000` */
  openingMs: number;
  /** From Identify to Ready. @defaultValue `10_000` */
  identifyingMs: number;
  /** For IP discovery, with all its retries. @defaultValue `5_000` */
  discoveringMs: number;
  /** From Select Protocol to Session Description. @defaultValue `10_000` */
  selectingMs: number;
  /** From Resume to Resumed. @defaultValue `10_000` */
  resumingMs: number;
  /** How long a new server may take to be announced after a session was ended by Discord. @defaultValue `60_000` */
  serverMs: number;
  /** How long a session has to last to count as a success. @defaultValue `10_000` */
  settlingMs: number;
}

const defaultVoiceTimeouts: VoiceTimeouts = {
  signallingMs: 15_000,
  openingMs: 10_000,
  identifyingMs: 10_000,
  discoveringMs: 5_000,
  selectingMs: 10_000,
  resumingMs: 10_000,
  serverMs: 60_000,
  settlingMs: 10_000,
};

export interface VoiceManagerOptions {
  /** The bot's main gateway. */
  gateway: VoiceGateway;
  /** The bot's own user. @defaultValue as READY tells, if the manager is made before the gateway connects */
  userId?: string;
  /** Which encryption of packets to prefer; the other is taken where it is not offered. @defaultValue `"aead_aes256_gcm_rtpsize"`, as Discord asks */
  encryptionMode?: EncryptionMode;
  /** See {@link VoiceTimeouts}; each has its own default. */
  timeouts?: Partial<VoiceTimeouts>;
  /** See {@link VoiceBackoff}; each has its own default. */
  backoff?: Partial<VoiceBackoff>;
  /** Times in a row that one session is resumed before it is given up for a new one. @defaultValue `5` */
  maxResumes?: number;
  /** New sessions in a row, none of which lasts, before a connection is given up. @defaultValue `5` */
  maxRejoins?: number;
  /** For the players of all connections; they share one clock. */
  player?: AudioPlayerOptions;
  /** For the receivers of all connections. */
  receiver?: AudioReceiverOptions;
  /**
   * How voice servers are reached.
   * @defaultValue `"wss"`; `"ws"` for a sandbox: a server on this machine, and any while the environment's
   * `ZIGNAL_GATEWAY_URL` begins with `ws:`
   */
  endpointScheme?: "wss" | "ws";
  /** Makes an URL of what VOICE_SERVER_UPDATE names. @defaultValue `<endpointScheme>://<endpoint>/?v=8` */
  endpointUrl?: (endpoint: string) => string;
  /** Opens WebSockets; replace it in tests. @defaultValue by `ws` */
  openSocket?: OpenVoiceSocket;
  /** Opens UDP sockets; replace it in tests. @defaultValue by node:dgram */
  openUdpSocket?: OpenUdpSocket;
  /** Loads what does MLS and encrypts frames; replace it in tests. @defaultValue `@snazzah/davey` */
  loadDave?: () => Promise<CreateDaveSession>;
  /** @defaultValue the machine's */
  clock?: Clock;
  /** Uniform in `[0, 1)`, for jitter and for where counters begin. @defaultValue `Math.random` */
  random?: () => number;
  /** @defaultValue silent */
  logger?: LoggerLike;
}

export interface ResolvedManagerOptions extends Omit<VoiceLinkContext, "createDaveSession" | "nonces"> {
  readonly gateway: VoiceGateway;
  readonly userId: string | undefined;
  readonly loadDave: () => Promise<CreateDaveSession>;
}

/** @throws {ValidationError} naming the option that does not fit. */
export function resolveManagerOptions(options: VoiceManagerOptions): ResolvedManagerOptions {
  const { gateway, userId, encryptionMode = "aead_aes256_gcm_rtpsize" } = options;
  if (typeof gateway?.send !== "function" || typeof gateway.on !== "function") {
    throw ValidationError.of(
      "gateway",
      "must have send() and on(): pass a Gateway of @zignal/gateway, or what looks like it",
    );
  }
  if (userId !== undefined) checkSnowflake("userId", userId);
  if (!isEncryptionMode(encryptionMode)) {
    throw ValidationError.of(
      "encryptionMode",
      `must be one of ${encryptionModes.join(", ")} (was ${String(encryptionMode)})`,
    );
  }
  const timeouts = { ...defaultVoiceTimeouts, ...options.timeouts };
  for (const [name, value] of Object.entries(timeouts)) checkPositive(`timeouts.${name}`, value);
  const backoff = { ...defaultVoiceBackoff, ...options.backoff };
  for (const [name, value] of Object.entries(backoff)) checkPositive(`backoff.${name}`, value);
  const scheme = checkedScheme(options.endpointScheme);
  return {
    gateway,
    userId,
    preferredMode: encryptionMode,
    deadlinesMs: {
      signalling: timeouts.signallingMs,
      opening: timeouts.openingMs,
      identifying: timeouts.identifyingMs,
      discovering: timeouts.discoveringMs,
      selecting: timeouts.selectingMs,
      resuming: timeouts.resumingMs,
      server: timeouts.serverMs,
      settling: timeouts.settlingMs,
    },
    backoff,
    maxResumes: checkedCount("maxResumes", options.maxResumes ?? 5),
    maxRejoins: checkedCount("maxRejoins", options.maxRejoins ?? 5),
    endpointUrl:
      options.endpointUrl ?? ((endpoint) => voiceUrl(endpoint, scheme ?? voiceScheme(endpoint, process.env))),
    openSocket: options.openSocket ?? openWsVoiceSocket,
    openUdpSocket: options.openUdpSocket ?? openDgramSocket,
    loadDave: options.loadDave ?? loadDavey,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger: options.logger ?? silentLogger,
  };
}

/** @throws {ValidationError} */
export function checkSnowflake(path: string, value: unknown): string {
  if (isSnowflake(value)) return value;
  throw ValidationError.of(path, `must be a snowflake: a decimal string (was ${JSON.stringify(value)})`);
}

/** @throws {ValidationError} */
export function checkPositive(path: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value <= 2 ** 31 - 1) return value;
  throw ValidationError.of(path, `must be above 0, in milliseconds (was ${String(value)})`);
}

function checkedCount(path: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw ValidationError.of(path, `must be a whole number of at least 0 (was ${String(value)})`);
}

function checkedScheme(scheme: "ws" | "wss" | undefined): "ws" | "wss" | undefined {
  if (scheme === undefined || scheme === "wss" || scheme === "ws") return scheme;
  throw ValidationError.of("endpointScheme", `must be "wss" or "ws" (was ${JSON.stringify(scheme)})`);
}
