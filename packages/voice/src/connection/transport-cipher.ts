/** Bytes of the authentication tag. */
export const tagBytes = 16;
/** Bytes of the nonce that each packet carries at its end. */
export const nonceBytes = 4;
/** What encryption adds to a packet. */
export const trailerBytes: number = tagBytes + nonceBytes;

/** @see {@link https://docs.discord.com/developers/topics/voice-connections#transport-encryption-modes | Discord Docs/Transport Encryption Modes} */
export type EncryptionMode = "aead_aes256_gcm_rtpsize" | "aead_xchacha20_poly1305_rtpsize";

/** The modes in the order in which Discord asks to prefer them. */
export const encryptionModes: readonly EncryptionMode[] = [
  "aead_aes256_gcm_rtpsize",
  "aead_xchacha20_poly1305_rtpsize",
];

export function isEncryptionMode(mode: string): mode is EncryptionMode {
  return (encryptionModes as readonly string[]).includes(mode);
}

/** The best mode that the server offers; `undefined` when it offers none that is still in use. */
export function chooseMode(offered: readonly string[], preferred: EncryptionMode): EncryptionMode | undefined {
  if (offered.includes(preferred)) return preferred;
  return encryptionModes.find((mode) => offered.includes(mode));
}

/** Seals and opens packets with one key. */
export interface TransportCipher {
  readonly mode: EncryptionMode;
  /**
   * Writes ciphertext, tag and nonce behind the header.
   *
   * @param packet - Begins with the header; as long as all of it.
   * @param header - The same header, which is authenticated and stays clear.
   * @param nonce - A number that was never used with this key.
   */
  seal(packet: Buffer, header: Buffer, payload: Uint8Array, nonce: number): void;
  /**
   * @param clearBytes - The length of the header.
   * @returns What was encrypted; `undefined` when it is not genuine.
   */
  open(packet: Buffer, clearBytes: number): Buffer | undefined;
}

export type CreateCipher = (key: Uint8Array) => TransportCipher;
