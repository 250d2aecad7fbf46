import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { composeBufferEncoders, encode } from "ts-mls/codec/tlsEncoder.js";
import { varLenDataEncoder } from "ts-mls/codec/variableLength.js";

/** The only cipher suite of DAVE version 1: number 2 of RFC 9420. */
export const cipherSuite = "MLS_128_DHKEMP256_AES128GCM_SHA256_P256";

const pair = encode(composeBufferEncoders([varLenDataEncoder, varLenDataEncoder]));

function labelled(label: string, content: Uint8Array): Uint8Array {
  return pair([Buffer.from(`MLS 1.0 ${label}`), content]);
}

/** @see {@link https://datatracker.ietf.org/doc/html/rfc9420#section-5.1.2 | RFC 9420, section 5.1.2} */
export function signWithLabel(key: KeyObject, label: string, content: Uint8Array): Buffer {
  return sign("sha256", labelled(label, content), key);
}

export function verifyWithLabel(
  publicKey: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = readPublicKey(publicKey);
  return key !== undefined && verify("sha256", labelled(label, content), key, signature);
}

/** @see {@link https://datatracker.ietf.org/doc/html/rfc9420#section-5.2 | RFC 9420, section 5.2} */
export function referenceOf(label: "KeyPackage" | "Proposal", value: Uint8Array): Buffer {
  return createHash("sha256")
    .update(labelled(`${label} Reference`, value))
    .digest();
}

/** A point of P-256 in its uncompressed form, as MLS writes it. */
function readPublicKey(point: Uint8Array): KeyObject | undefined {
  if (point.length !== 65 || point[0] !== 4) return undefined;
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => Buffer.from(part).toString("base64url"));
  if (x === undefined || y === undefined) return undefined;
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  } catch {
    // Not on the curve.
    return undefined;
  }
}
