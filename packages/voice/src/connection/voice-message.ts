import { voiceOpcode } from "./opcodes.ts";

/** A message of the voice gateway, read and checked. */
export type VoiceMessage =
  | { type: "hello"; heartbeatIntervalMs: number }
  | { type: "serverReady"; ssrc: number; ip: string; port: number; modes: string[] }
  | { type: "sessionDescription"; mode: string; secretKey: Uint8Array; daveVersion: number }
  | { type: "speaking"; userId: string; ssrc: number; flags: number }
  | { type: "heartbeatAck" }
  | { type: "resumed" }
  | { type: "clientsConnect"; userIds: string[] }
  | { type: "clientDisconnect"; userId: string }
  | { type: "prepareTransition"; transitionId: number; version: number }
  | { type: "executeTransition"; transitionId: number }
  | { type: "prepareEpoch"; epoch: number; version: number }
  | { type: "externalSender"; payload: Buffer }
  | { type: "proposals"; operation: number; payload: Buffer }
  | { type: "commit"; transitionId: number; payload: Buffer }
  | { type: "welcome"; transitionId: number; payload: Buffer }
  /** An opcode that nobody needs; Discord adds some without a word. */
  | { type: "unknown"; op: number }
  /** What does not have the shape that its opcode asks for. */
  | { type: "malformed" };

export interface ReadMessage {
  readonly message: VoiceMessage;
  /** Of messages that a resume would repeat. */
  readonly sequence: number | undefined;
}

const malformed: ReadMessage = { message: { type: "malformed" }, sequence: undefined };

/** Reads one message; never throws. */
export function readVoiceMessage(data: Buffer, isBinary: boolean): ReadMessage {
  return isBinary ? readBinary(data) : readJson(data);
}

/** @see {@link https://docs.discord.com/developers/topics/voice-connections#binary-websocket-messages | Discord Docs/Binary WebSocket Messages} */
function readBinary(data: Buffer): ReadMessage {
  if (data.length < 3) return malformed;
  const op = data.readUInt8(2);
  return { message: binaryMessage(op, data.subarray(3)), sequence: data.readUInt16BE(0) };
}

function binaryMessage(op: number, payload: Buffer): VoiceMessage {
  switch (op) {
    case voiceOpcode.daveExternalSender:
      return { type: "externalSender", payload };
    case voiceOpcode.daveProposals:
      if (payload.length < 1) return malformed.message;
      return { type: "proposals", operation: payload.readUInt8(0), payload: payload.subarray(1) };
    case voiceOpcode.daveAnnounceCommit:
      if (payload.length < 2) return malformed.message;
      return { type: "commit", transitionId: payload.readUInt16BE(0), payload: payload.subarray(2) };
    case voiceOpcode.daveWelcome:
      if (payload.length < 2) return malformed.message;
      return { type: "welcome", transitionId: payload.readUInt16BE(0), payload: payload.subarray(2) };
    default:
      return { type: "unknown", op };
  }
}

function readJson(data: Buffer): ReadMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data.toString("utf8"));
  } catch {
    return malformed;
  }
  if (!isObject(parsed) || typeof parsed["op"] !== "number") return malformed;
  const { op, d, seq } = parsed;
  return {
    message: jsonMessage(op, isObject(d) ? d : {}) ?? malformed.message,
    sequence: isUnsigned(seq, 0xffff_ffff) ? seq : undefined,
  };
}

type Fields = Record<string, unknown>;

function jsonMessage(op: number, d: Fields): VoiceMessage | undefined {
  switch (op) {
    case voiceOpcode.hello: {
      const interval = d["heartbeat_interval"];
      if (typeof interval !== "number" || !(interval > 0 && interval < 2 ** 31)) return undefined;
      // However short Discord says, a beat of every few milliseconds would be a flood.
      return { type: "hello", heartbeatIntervalMs: Math.max(interval, 20) };
    }
    case voiceOpcode.ready:
      return serverReady(d);
    case voiceOpcode.sessionDescription:
      return sessionDescription(d);
    case voiceOpcode.speaking: {
      const { user_id: userId, ssrc, speaking } = d;
      if (!isId(userId) || !isUnsigned(ssrc, 0xffff_ffff)) return undefined;
      return {
        type: "speaking",
        userId,
        ssrc,
        flags: isUnsigned(speaking, 0xffff) ? speaking : Number(speaking === true),
      };
    }
    case voiceOpcode.heartbeatAck:
      return { type: "heartbeatAck" };
    case voiceOpcode.resumed:
      return { type: "resumed" };
    case voiceOpcode.clientsConnect: {
      const userIds = d["user_ids"];
      return Array.isArray(userIds) ? { type: "clientsConnect", userIds: userIds.filter(isId) } : undefined;
    }
    case voiceOpcode.clientDisconnect: {
      const userId = d["user_id"];
      return isId(userId) ? { type: "clientDisconnect", userId } : undefined;
    }
    default:
      return daveMessage(op, d);
  }
}

function daveMessage(op: number, d: Fields): VoiceMessage | undefined {
  const { transition_id: transitionId, protocol_version: version } = d;
  switch (op) {
    case voiceOpcode.davePrepareTransition:
      if (!isUnsigned(transitionId, 0xffff) || !isUnsigned(version, 0xffff)) return undefined;
      return { type: "prepareTransition", transitionId, version };
    case voiceOpcode.daveExecuteTransition:
      return isUnsigned(transitionId, 0xffff) ? { type: "executeTransition", transitionId } : undefined;
    case voiceOpcode.davePrepareEpoch: {
      // libdave's own example has the epoch as a string.
      const epoch = typeof d["epoch"] === "string" ? Number(d["epoch"] || Number.NaN) : d["epoch"];
      if (typeof epoch !== "number" || !(epoch >= 0) || !isUnsigned(version, 0xffff)) return undefined;
      return { type: "prepareEpoch", epoch, version };
    }
    default:
      return { type: "unknown", op };
  }
}

function serverReady(d: Fields): VoiceMessage | undefined {
  const { ssrc, ip, port, modes } = d;
  if (!isUnsigned(ssrc, 0xffff_ffff) || typeof ip !== "string" || !isUnsigned(port, 0xffff) || port === 0) {
    return undefined;
  }
  if (!Array.isArray(modes)) return undefined;
  return { type: "serverReady", ssrc, ip, port, modes: modes.filter((mode) => typeof mode === "string") };
}

function sessionDescription(d: Fields): VoiceMessage | undefined {
  const { mode, secret_key: key, dave_protocol_version: daveVersion = 0 } = d;
  if (typeof mode !== "string" || !isUnsigned(daveVersion, 0xffff)) return undefined;
  if (!Array.isArray(key) || key.length !== 32 || !key.every((byte) => isUnsigned(byte, 255))) return undefined;
  return { type: "sessionDescription", mode, secretKey: Uint8Array.from(key), daveVersion };
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUnsigned(value: unknown, highest: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= highest;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,20}$/.test(value);
}
