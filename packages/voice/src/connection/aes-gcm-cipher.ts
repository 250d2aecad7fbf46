import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import type { TransportCipher } from "./transport-cipher.ts";
import { nonceBytes, tagBytes, trailerBytes } from "./transport-cipher.ts";

const algorithm = "aes-256-gcm";
const options = { authTagLength: tagBytes } as const;

/** `aead_aes256_gcm_rtpsize`, by node:crypto. */
export function createAesGcmCipher(key: Uint8Array): TransportCipher {
  // Kept, as importing the key anew costs more than encrypting a packet.
  const secret = createSecretKey(key);
  // 4 bytes of nonce and 8 of zeros; node reads them before the call returns.
  const iv = Buffer.alloc(12);
  const openingIv = Buffer.alloc(12);
  return {
    mode: "aead_aes256_gcm_rtpsize",
    seal(packet, header, payload, nonce) {
      iv.writeUInt32BE(nonce, 0);
      const cipher = createCipheriv(algorithm, secret, iv, options);
      cipher.setAAD(header);
      const ciphertext = cipher.update(payload);
      cipher.final();
      let at = header.length;
      packet.set(ciphertext, at);
      at += ciphertext.length;
      packet.set(cipher.getAuthTag(), at);
      at += tagBytes;
      packet.writeUInt32BE(nonce, at);
    },
    open(packet, clearBytes) {
      const end = packet.length - trailerBytes;
      packet.copy(openingIv, 0, packet.length - nonceBytes);
      const decipher = createDecipheriv(algorithm, secret, openingIv, options);
      decipher.setAAD(packet.subarray(0, clearBytes));
      decipher.setAuthTag(packet.subarray(end, end + tagBytes));
      const plain = decipher.update(packet.subarray(clearBytes, end));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return plain;
    },
  };
}
