import { isRecord } from "./json-record.ts";

/** What a client may send at most, in bytes: a commit with its welcome grows with the group. */
const maxMessageBytes = 256 * 1024;

export type ClientMessage =
  | { readonly kind: "json"; readonly op: number; readonly d: unknown }
  | { readonly kind: "binary"; readonly op: number; readonly payload: Buffer };

/** Reads what a client sent: JSON, or one byte of opcode and a payload. @returns `undefined` when it is neither. */
export function decodeClientMessage(data: Buffer, isBinary: boolean): ClientMessage | undefined {
  if (data.length > maxMessageBytes) return undefined;
  if (isBinary) {
    const op = data[0];
    return op === undefined ? undefined : { kind: "binary", op, payload: data.subarray(1) };
  }
  let value: unknown;
  try {
    value = JSON.parse(data.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !Number.isInteger(value["op"])) return undefined;
  return { kind: "json", op: Number(value["op"]), d: value["d"] };
}

/** @param seq - Number of a message that can be sent again after a resume. */
export function encodeJson(op: number, d: unknown, seq?: number): string {
  return JSON.stringify(seq === undefined ? { op, d } : { op, d, seq });
}

/** Binary messages of the server are always numbered. */
export function encodeBinary(op: number, payload: Uint8Array, seq: number): Buffer {
  const prefix = Buffer.alloc(3);
  prefix.writeUInt16BE(seq, 0);
  prefix[2] = op;
  return Buffer.concat([prefix, payload]);
}
