import { CloseCode } from "./opcodes.ts";
import type { Refusal } from "./opcodes.ts";

/** What an app may send at most, in bytes. */
const maxPayloadBytes = 4096;

export interface ReceivedPayload {
  readonly op: number;
  readonly d: unknown;
}

export type DecodedPayload =
  | { readonly ok: true; readonly payload: ReceivedPayload }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Reads what an app sent.
 * @see {@link https://docs.discord.com/developers/events/gateway#sending-events | Discord Docs/Sending Events}
 */
export function decodePayload(bytes: Buffer): DecodedPayload {
  if (bytes.length > maxPayloadBytes) {
    return refuse(`The payload has ${bytes.length} bytes; at most ${maxPayloadBytes} are allowed.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return refuse("Error while decoding payload.");
  }
  if (!isRecord(value) || !Number.isInteger(value["op"])) return refuse("Error while decoding payload.");
  return { ok: true, payload: { op: Number(value["op"]), d: value["d"] } };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(reason: string): DecodedPayload {
  return { ok: false, refusal: { code: CloseCode.DecodeError, reason } };
}
