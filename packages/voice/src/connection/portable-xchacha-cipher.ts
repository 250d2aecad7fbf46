import { createCipheriv, createDecipheriv } from "node:crypto";
import { hchacha20 } from "./hchacha20.ts";
import type { TransportCipher } from "./transport-cipher.ts";
import { nonceBytes, tagBytes, trailerBytes } from "./transport-cipher.ts";

const algorithm = "chacha20-poly1305";
const options = { authTagLength: tagBytes } as const;

/** `aead_xchacha20_poly1305_rtpsize` with nothing but node: the same bytes as sodium-native's, about ten times slower. */
export function createPortableXChaChaCipher(secretKey: Uint8Array): TransportCipher {
  const key = Buffer.from(secretKey);
  const nonce16 = Buffer.alloc(16);
  // What is left of the 24 bytes of nonce is zero in every packet.
  const iv = Buffer.alloc(12);
  return {
    mode: "aead_xchacha20_poly1305_rtpsize",
    seal(packet, header, payload, nonce) {
      nonce16.writeUInt32BE(nonce, 0);
      const cipher = createCipheriv(algorithm, hchacha20(key, nonce16), iv, options);
      cipher.setAAD(header, { plaintextLength: payload.length });
      const ciphertext = cipher.update(payload);
      cipher.final();
      packet.set(ciphertext, header.length);
      const end = header.length + ciphertext.length;
      packet.set(cipher.getAuthTag(), end);
      packet.writeUInt32BE(nonce, end + tagBytes);
    },
    open(packet, clearBytes) {
      const end = packet.length - trailerBytes;
      packet.copy(nonce16, 0, packet.length - nonceBytes);
      const decipher = createDecipheriv(algorithm, hchacha20(key, nonce16), iv, options);
      decipher.setAAD(packet.subarray(0, clearBytes), { plaintextLength: end - clearBytes });
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
