const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/**
 * The key that XChaCha20 derives from a key and the first 16 bytes of its 24-byte nonce.
 * @see {@link https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03#section-2.2 | HChaCha20}
 */
export function hchacha20(key: Uint8Array, nonce: Uint8Array): Buffer {
  const state = new Uint32Array(16);
  const words = new DataView(key.buffer, key.byteOffset, 32);
  const nonceWords = new DataView(nonce.buffer, nonce.byteOffset, 16);
  state.set(constants);
  for (let index = 0; index < 8; index++) state[4 + index] = words.getUint32(index * 4, true);
  for (let index = 0; index < 4; index++) state[12 + index] = nonceWords.getUint32(index * 4, true);
  for (let round = 0; round < 10; round++) {
    quarterRound(state, 0, 4, 8, 12);
    quarterRound(state, 1, 5, 9, 13);
    quarterRound(state, 2, 6, 10, 14);
    quarterRound(state, 3, 7, 11, 15);
    quarterRound(state, 0, 5, 10, 15);
    quarterRound(state, 1, 6, 11, 12);
    quarterRound(state, 2, 7, 8, 13);
    quarterRound(state, 3, 4, 9, 14);
  }
  const derived = Buffer.alloc(32);
  for (let index = 0; index < 4; index++) {
    derived.writeUInt32LE(state[index] ?? 0, index * 4);
    derived.writeUInt32LE(state[12 + index] ?? 0, 16 + index * 4);
  }
  return derived;
}

function quarterRound(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  mix(state, a, b, d, 16);
  mix(state, c, d, b, 12);
  mix(state, a, b, d, 8);
  mix(state, c, d, b, 7);
}

/** Adds `from` to `to`, and rotates what `turned` becomes by it. */
function mix(state: Uint32Array, to: number, from: number, turned: number, bits: number): void {
  const sum = ((state[to] ?? 0) + (state[from] ?? 0)) >>> 0;
  state[to] = sum;
  const mixed = (state[turned] ?? 0) ^ sum;
  state[turned] = ((mixed << bits) | (mixed >>> (32 - bits))) >>> 0;
}
