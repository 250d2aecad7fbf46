import { createPrivateKey, createPublicKey, sign } from "node:crypto";

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8, and before those of a public one in SPKI. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiPrefixLength = 12;

/** The key with which Discord signs what it posts to an application. */
export interface SigningKey {
  /** The application's public key: 64 hexadecimal digits. */
  readonly publicKey: string;
  /** The signature of a body sent at a timestamp, in hexadecimal digits. */
  sign(timestamp: string, body: string): string;
}

/** @param seed - 64 hexadecimal digits: the same make the same key. */
export function signingKeyOf(seed: string): SigningKey {
  const der = Buffer.concat([pkcs8Prefix, Buffer.from(seed, "hex")]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    publicKey: spki.subarray(spkiPrefixLength).toString("hex"),
    sign: (timestamp, body) => sign(null, Buffer.from(timestamp + body), privateKey).toString("hex"),
  };
}
