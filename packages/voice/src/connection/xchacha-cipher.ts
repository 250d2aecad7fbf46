import type { CreateCipher } from "./transport-cipher.ts";
import { nonceBytes, tagBytes, trailerBytes } from "./transport-cipher.ts";
import { createPortableXChaChaCipher } from "./portable-xchacha-cipher.ts";

/** The two functions of libsodium that are used. */
export interface Sodium {
  crypto_aead_xchacha20poly1305_ietf_encrypt(
    ciphertext: Buffer,
    message: Buffer,
    additional: Buffer | null,
    unused: null,
    nonce: Buffer,
    key: Buffer,
  ): void;
  crypto_aead_xchacha20poly1305_ietf_decrypt(
    message: Buffer,
    unused: null,
    ciphertext: Buffer,
    additional: Buffer | null,
    nonce: Buffer,
    key: Buffer,
  ): void;
}

/** `aead_xchacha20_poly1305_rtpsize`, by sodium-native, or by node:crypto where it has no binary (such as Alpine). */
export async function loadXChaChaCipher(): Promise<CreateCipher> {
  try {
    const { default: sodium } = await import("sodium-native");
    return (key) => createSodiumCipher(sodium, key);
  } catch {
    return createPortableXChaChaCipher;
  }
}

/** The namespace of `import("sodium-native")` lacks its numbers: pass its `default`. */
export function createSodiumCipher(sodium: Sodium, secretKey: Uint8Array): ReturnType<CreateCipher> {
  const key = Buffer.from(secretKey);
  // 4 bytes of nonce and 20 of zeros.
  const iv = Buffer.alloc(24);
  const openingIv = Buffer.alloc(24);
  return {
    mode: "aead_xchacha20_poly1305_rtpsize",
    seal(packet, header, payload, nonce) {
      iv.writeUInt32BE(nonce, 0);
      const end = header.length + payload.length + tagBytes;
      const message = Buffer.isBuffer(payload)
        ? payload
        : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        packet.subarray(header.length, end),
        message,
        header,
        null,
        iv,
        key,
      );
      packet.writeUInt32BE(nonce, end);
    },
    open(packet, clearBytes) {
      const end = packet.length - nonceBytes;
      packet.copy(openingIv, 0, end);
      const plain = Buffer.allocUnsafe(packet.length - clearBytes - trailerBytes);
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
          plain,
          null,
          packet.subarray(clearBytes, end),
          packet.subarray(0, clearBytes),
          openingIv,
          key,
        );
      } catch {
        return undefined;
      }
      return plain;
    },
  };
}
