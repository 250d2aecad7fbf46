/**
 * HMAC-SHA-256 in plain JavaScript: custom ids are signed where nothing can be awaited, and WebCrypto, which every runtime
 * has, can only be awaited.
 * @see {@link https://www.rfc-editor.org/rfc/rfc2104 | RFC 2104} and {@link https://doi.org/10.6028/NIST.FIPS.180-4 | FIPS 180-4}
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const short = new Uint8Array(blockBytes);
  short.set(key.length > blockBytes ? sha256(key) : key);
  const inner = short.map((byte) => byte ^ 0x36);
  const outer = short.map((byte) => byte ^ 0x5c);
  return (message) => sha256(joined(outer, sha256(joined(inner, message))));
}

const blockBytes = 64;
const rounds = 64;

/** The first 32 bits behind the point of a root of each of the first primes. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found = new Uint32Array(count);
  let filled = 0;
  for (let candidate = 2; filled < count; candidate++) {
    if (isPrime(candidate)) found[filled++] = (root(candidate) % 1) * 2 ** 32;
  }
  return found;
}

function isPrime(candidate: number): boolean {
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) return false;
  return true;
}

const roundConstants = fractions(rounds, Math.cbrt);
const initialState = fractions(8, Math.sqrt);

/** SHA-256 of FIPS 180-4, with its names. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / blockBytes) * blockBytes));
  new Uint8Array(padded.buffer).set(message);
  padded.setUint8(message.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(message.length) * 8n);
  const state = initialState.slice();
  const schedule = new Uint32Array(rounds);
  for (let block = 0; block < padded.byteLength; block += blockBytes) compress(state, schedule, padded, block);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

function compress(state: Uint32Array, schedule: Uint32Array, message: DataView, block: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = message.getUint32(block + t * 4);
  for (let t = 16; t < rounds; t++) {
    const near = at(schedule, t - 2);
    const far = at(schedule, t - 15);
    const sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    const sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    schedule[t] = sigma1 + at(schedule, t - 7) + sigma0 + at(schedule, t - 16);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < rounds; t++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + at(roundConstants, t) + at(schedule, t)) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** A word that is there: the indices above never leave their arrays. */
function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
