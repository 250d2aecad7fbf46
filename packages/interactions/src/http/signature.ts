import { ValidationError } from "@zignal/errors";

/** Tells whether Discord signed a request. */
export type VerifySignature = (signature: string, timestamp: string, body: Uint8Array) => Promise<boolean>;

/**
 * Checks Ed25519 signatures by WebCrypto, which every runtime has.
 * @param publicKey - The application's public key: 64 hexadecimal digits.
 * @throws {ValidationError} if it is none.
 * @see {@link https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers | Discord Docs/Security Headers}
 */
export function signatureVerifier(publicKey: string): VerifySignature {
  const bytes = bytesOf(publicKey);
  if (bytes?.length !== 32) {
    throw ValidationError.of("publicKey", "must be the application's public key: 64 hexadecimal digits");
  }
  let key: ReturnType<typeof crypto.subtle.importKey> | undefined;
  return async (signature, timestamp, body) => {
    const signed = bytesOf(signature);
    if (signed?.length !== 64) return false;
    key ??= crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    const prefix = new TextEncoder().encode(timestamp);
    const message = new Uint8Array(prefix.length + body.length);
    message.set(prefix);
    message.set(body, prefix.length);
    return crypto.subtle.verify("Ed25519", await key, signed, message);
  };
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> | undefined {
  if (hex.length % 2 !== 0 || !/^[\da-f]+$/i.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
