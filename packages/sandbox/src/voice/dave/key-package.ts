import { decodeKeyPackage, encodeKeyPackage, encodeKeyPackageTBS } from "ts-mls/keyPackage.js";
import type { KeyPackage } from "ts-mls/keyPackage.js";
import { encodeLeafNodeTBS } from "ts-mls/leafNode.js";
import { cipherSuite, referenceOf, verifyWithLabel } from "./mls-crypto.ts";

export interface ValidKeyPackage {
  readonly keyPackage: KeyPackage;
  /** What a Welcome refers to it by. */
  readonly reference: Buffer;
  readonly signatureKey: Uint8Array;
}

/** An MLSMessage names its version and then that it holds a key package. The whitepaper asks for it, libdave omits it. */
const messagePrefix = Buffer.from([0, 1, 0, 5]);

const longest = { notBefore: 0n, notAfter: 2n ** 64n - 1n };

/**
 * Checks what a client wants to join with.
 * @returns what is wrong with it, as text.
 * @see {@link https://daveprotocol.com/#validation | DAVE, Key Package Validation}
 */
export function readKeyPackage(payload: Buffer, userId: string): ValidKeyPackage | string {
  const bytes = payload.subarray(0, 4).equals(messagePrefix) ? payload.subarray(4) : payload;
  const keyPackage = decode(bytes);
  if (keyPackage === undefined) return "is no KeyPackage";
  const { leafNode } = keyPackage;
  if (keyPackage.cipherSuite !== cipherSuite) return `has cipher suite ${keyPackage.cipherSuite}`;
  if (leafNode.credential.credentialType !== "basic") return "has no basic credential";
  if (!Buffer.from(leafNode.credential.identity).equals(identityOf(userId))) return `is not of user ${userId}`;
  const { notBefore, notAfter } = leafNode.lifetime;
  if (notBefore !== longest.notBefore || notAfter !== longest.notAfter) return "has a limited lifetime";
  if (keyPackage.extensions.length + leafNode.extensions.length > 0) return "has extensions";
  const key = leafNode.signaturePublicKey;
  if (!verifyWithLabel(key, "LeafNodeTBS", encodeLeafNodeTBS(leafNode), leafNode.signature)) {
    return "has a leaf node with a wrong signature";
  }
  if (!verifyWithLabel(key, "KeyPackageTBS", encodeKeyPackageTBS(keyPackage), keyPackage.signature)) {
    return "has a wrong signature";
  }
  return { keyPackage, signatureKey: key, reference: referenceOf("KeyPackage", encodeKeyPackage(keyPackage)) };
}

/** A user as groups know it: the snowflake as 64 bits, big-endian. */
export function identityOf(userId: string): Buffer {
  const identity = Buffer.alloc(8);
  identity.writeBigUInt64BE(BigInt.asUintN(64, BigInt(userId)));
  return identity;
}

function decode(bytes: Buffer): KeyPackage | undefined {
  try {
    const [keyPackage, size] = decodeKeyPackage(bytes, 0) ?? [];
    return size === bytes.length ? keyPackage : undefined;
  } catch {
    return undefined;
  }
}
