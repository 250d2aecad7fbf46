import { isIP } from "node:net";
import { isRecord } from "./json-record.ts";
import type { Remote } from "./voice-session.ts";

export interface IdentifyPayload {
  readonly guildId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly maxDaveVersion: number;
}

const snowflake = /^\d{1,20}$/;

/** @returns `undefined` when it makes no sense. */
export function readIdentify(d: unknown): IdentifyPayload | undefined {
  if (!isRecord(d)) return undefined;
  const { server_id: guildId, user_id: userId, session_id: sessionId, token } = d;
  const maxDaveVersion = d["max_dave_protocol_version"] ?? 0;
  if (typeof guildId !== "string" || !snowflake.test(guildId)) return undefined;
  if (typeof userId !== "string" || !snowflake.test(userId)) return undefined;
  if (typeof sessionId !== "string" || typeof token !== "string") return undefined;
  if (typeof maxDaveVersion !== "number" || !Number.isInteger(maxDaveVersion) || maxDaveVersion < 0) return undefined;
  return { guildId, userId, sessionId, token, maxDaveVersion };
}

export interface ResumePayload {
  readonly guildId: string;
  readonly sessionId: string;
  readonly token: string;
  /** `-1` when nothing numbered has arrived. */
  readonly acknowledged: number;
}

export function readResume(d: unknown): ResumePayload | undefined {
  if (!isRecord(d)) return undefined;
  const { server_id: guildId, session_id: sessionId, token } = d;
  const acknowledged = d["seq_ack"] ?? -1;
  if (typeof guildId !== "string" || typeof sessionId !== "string" || typeof token !== "string") return undefined;
  if (typeof acknowledged !== "number" || !Number.isInteger(acknowledged)) return undefined;
  if (acknowledged < -1 || acknowledged > 0xffff) return undefined;
  return { guildId, sessionId, token, acknowledged };
}

export interface SelectProtocolPayload {
  readonly protocol: string;
  readonly mode: string;
  readonly remote: Remote;
}

export function readSelectProtocol(d: unknown): SelectProtocolPayload | undefined {
  if (!isRecord(d) || typeof d["protocol"] !== "string") return undefined;
  const data: unknown = d["data"];
  // What another protocol would carry is not looked at.
  if (d["protocol"] !== "udp") return { protocol: d["protocol"], mode: "", remote: { address: "", port: 0 } };
  if (!isRecord(data)) return undefined;
  const { address, port, mode } = data;
  if (typeof address !== "string" || isIP(address) === 0 || typeof mode !== "string") return undefined;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return { protocol: "udp", mode, remote: { address, port } };
}

/** The transition that a client is ready for, or could not follow. */
export function readTransitionId(d: unknown): number | undefined {
  const id: unknown = isRecord(d) ? d["transition_id"] : undefined;
  return typeof id === "number" && Number.isInteger(id) ? id : undefined;
}

export interface SpeakingPayload {
  readonly speaking: number;
  readonly ssrc: number | undefined;
}

export function readSpeaking(d: unknown): SpeakingPayload | undefined {
  if (!isRecord(d)) return undefined;
  const { speaking, ssrc } = d;
  if (typeof speaking !== "number" || !Number.isInteger(speaking) || speaking < 0 || speaking > 0xff) return undefined;
  if (ssrc !== undefined && (typeof ssrc !== "number" || !Number.isInteger(ssrc))) return undefined;
  return { speaking, ssrc };
}
