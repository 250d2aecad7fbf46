import { ValidationError } from "@zignal/errors";
import type { GatewayDispatchPayload, GatewayReadyDispatch } from "@zignal/types";
import type { PresenceData } from "./presence.ts";

/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes | Discord Docs/Gateway Opcodes} */
export const opcode = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presenceUpdate: 3,
  voiceStateUpdate: 4,
  resume: 6,
  reconnect: 7,
  requestGuildMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
  requestSoundboardSounds: 31,
  requestChannelInfo: 43,
} as const;

/** Any payload that can be sent; `GatewaySendPayload` of `@zignal/types` says what Discord knows. */
export interface OutgoingPayload {
  readonly op: number;
  readonly d: unknown;
}

/** Discord closes the connection on anything longer. */
const maxPayloadBytes = 4096;

export interface IdentifyData {
  token: string;
  intents: number;
  shard: readonly [id: number, count: number];
  presence: PresenceData | undefined;
  largeThreshold: number | undefined;
}

/** @see {@link https://docs.discord.com/developers/events/gateway-events#identify | Discord Docs/Identify} */
export function identifyText({ token, intents, shard, presence, largeThreshold }: IdentifyData): string {
  return JSON.stringify({
    op: opcode.identify,
    d: {
      token,
      intents,
      shard,
      presence,
      large_threshold: largeThreshold,
      properties: { os: process.platform, browser: "zignal", device: "zignal" },
    },
  });
}

/** @see {@link https://docs.discord.com/developers/events/gateway-events#resume | Discord Docs/Resume} */
export function resumeText(token: string, sessionId: string, sequence: number): string {
  return JSON.stringify({ op: opcode.resume, d: { token, session_id: sessionId, seq: sequence } });
}

/** @param sequence - Of the last event; `0` for none yet. */
export function heartbeatText(sequence: number): string {
  return `{"op":1,"d":${sequence > 0 ? sequence : "null"}}`;
}

/**
 * A payload as it goes over the wire.
 * @throws {ValidationError} when it is none, or longer than Discord accepts.
 */
export function sendText(payload: OutgoingPayload): string {
  const { op } = (payload ?? {}) as Partial<OutgoingPayload>;
  if (!Number.isInteger(op)) throw ValidationError.of("payload", `must be { op, d } (its opcode was ${String(op)})`);
  const text = ValidationError.naming("payload", () => JSON.stringify(payload));
  const bytes = Buffer.byteLength(text);
  if (bytes > maxPayloadBytes) {
    throw ValidationError.of(
      "payload",
      `must be at most ${maxPayloadBytes} bytes as JSON (opcode ${payload.op} has ${bytes}): Discord closes the connection on longer ones, so split or shorten it`,
    );
  }
  return text;
}

export function isReady(payload: GatewayDispatchPayload): payload is GatewayReadyDispatch {
  return eventOf(payload) === "READY";
}

function eventOf({ t }: { t: string }): string {
  return t;
}
