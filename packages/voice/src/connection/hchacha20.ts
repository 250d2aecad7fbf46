const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;
const rounds: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/**
 * Derives the subkey that turns ChaCha20 into XChaCha20.
 *
 * @param key - 32 bytes.
 * @param nonce - The first 16 of XChaCha20's 24 bytes.
 * @see {@link https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03#section-2.2 | HChaCha20}
 */
export function hchacha20(key: Uint8Array, nonce: Uint8Array): Buffer {
  const keyView = new DataView(key.buffer, key.byteOffset, 32);
  const nonceView = new DataView(nonce.buffer, nonce.byteOffset, 16);
  const words = new Uint32Array(16);
  words.set(constants);
  for (let index = 0; index < 8; index++) words[4 + index] = keyView.getUint32(4 * index, true);
  for (let index = 0; index < 4; index++) words[12 + index] = nonceView.getUint32(4 * index, true);
  for (let round = 0; round < 10; round++) {
    for (const [a, b, c, d] of rounds) quarterRound(words, a, b, c, d);
  }
  const subkey = Buffer.alloc(32);
  for (let index = 0; index < 4; index++) {
    subkey.writeUInt32LE(words[index] ?? 0, 4 * index);
    subkey.writeUInt32LE(words[12 + index] ?? 0, 16 + 4 * index);
  }
  return subkey;
}

function quarterRound(words: Uint32Array, a: number, b: number, c: number, d: number): void {
  mix(words, a, b, d, 16);
  mix(words, c, d, b, 12);
  mix(words, a, b, d, 8);
  mix(words, c, d, b, 7);
}

/** Adds `from` to `to`, and folds the sum into `into`, rotated left by `bits`. */
function mix(words: Uint32Array, to: number, from: number, into: number, bits: number): void {
  const sum = ((words[to] ?? 0) + (words[from] ?? 0)) >>> 0;
  words[to] = sum;
  const folded = (words[into] ?? 0) ^ sum;
  words[into] = (folded << bits) | (folded >>> (32 - bits));
}
