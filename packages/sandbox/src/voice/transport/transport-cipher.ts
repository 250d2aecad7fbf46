import { createCipheriv, createDecipheriv } from "node:crypto";
import type { CipherGCM, DecipherGCM } from "node:crypto";
import { hchacha20 } from "./hchacha20.ts";

/** @see {@link https://docs.discord.com/developers/topics/voice-connections#transport-encryption-modes | Discord Docs/Transport Encryption Modes} */
export type EncryptionMode = "aead_aes256_gcm_rtpsize" | "aead_xchacha20_poly1305_rtpsize";

const tagSize = 16;
/** What stands at a packet's end: the part of the nonce that changes. */
const nonceSize = 4;

/** Encrypts and decrypts the packets of one session. What follows the clear header is ciphertext, tag and nonce. */
export class TransportCipher {
  readonly #mode: EncryptionMode;
  readonly #key: Buffer;
  #counter: number;

  /** @param firstNonce - Both ends share a key: they must not share nonces. */
  constructor(mode: EncryptionMode, key: Buffer, firstNonce: number) {
    this.#mode = mode;
    this.#key = key;
    this.#counter = firstNonce;
  }

  /** `header` stays readable and is authenticated. */
  seal(header: Buffer, plain: Uint8Array): Buffer {
    const nonce = Buffer.alloc(nonceSize);
    nonce.writeUInt32BE(this.#counter);
    this.#counter = (this.#counter + 1) >>> 0;
    const cipher = this.#cipher(nonce);
    cipher.setAAD(header, { plaintextLength: plain.length });
    const sealed = cipher.update(plain);
    cipher.final();
    return Buffer.concat([header, sealed, cipher.getAuthTag(), nonce]);
  }

  /** @returns `undefined` when it was not encrypted with this key, or changed on its way. */
  open(packet: Buffer, headerSize: number): Buffer | undefined {
    const end = packet.length - nonceSize - tagSize;
    if (end < headerSize) return undefined;
    const decipher = this.#decipher(packet.subarray(packet.length - nonceSize));
    decipher.setAAD(packet.subarray(0, headerSize), { plaintextLength: end - headerSize });
    decipher.setAuthTag(packet.subarray(end, end + tagSize));
    const opened = decipher.update(packet.subarray(headerSize, end));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return opened;
  }

  #cipher(nonce: Buffer): CipherGCM {
    if (this.#mode === "aead_aes256_gcm_rtpsize") return createCipheriv("aes-256-gcm", this.#key, padded(nonce, 12));
    const { key, iv } = this.#extended(nonce);
    return createCipheriv("chacha20-poly1305", key, iv, { authTagLength: tagSize });
  }

  #decipher(nonce: Buffer): DecipherGCM {
    if (this.#mode === "aead_aes256_gcm_rtpsize") {
      return createDecipheriv("aes-256-gcm", this.#key, padded(nonce, 12), { authTagLength: tagSize });
    }
    const { key, iv } = this.#extended(nonce);
    return createDecipheriv("chacha20-poly1305", key, iv, { authTagLength: tagSize });
  }

  /** XChaCha20 is ChaCha20 with a key of its own for each nonce. */
  #extended(nonce: Buffer): { key: Buffer; iv: Buffer } {
    const extended = padded(nonce, 24);
    const iv = Buffer.alloc(12);
    extended.copy(iv, 4, 16, 24);
    return { key: hchacha20(this.#key, extended.subarray(0, 16)), iv };
  }
}

function padded(nonce: Buffer, size: number): Buffer {
  const whole = Buffer.alloc(size);
  nonce.copy(whole);
  return whole;
}
