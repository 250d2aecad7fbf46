/** Neighbours on each side that a sample is made of, when nothing is narrowed. */
const halfTaps = 16;

/** Beyond so many positions between two samples the nearest one is taken: its error is below 16 bits' noise of speech. */
const mostPhases = 1024;

/**
 * Changes the sample rate of one channel: a polyphase filter of windowed sincs (Blackman), as its input comes in.
 *
 * The phases are exact where the two rates have a common measure (44,100 Hz: 160 of them).
 */
export class Resampler {
  readonly #step: number;
  readonly #phases: number;
  readonly #taps: number;
  readonly #filters: readonly Float32Array[];
  #input: Float32Array;
  #inputLength: number;
  /** Where the next output sample lies in `#input`, in whole samples and in 1/phases. */
  #position = 0;
  #phase = 0;

  constructor(fromRate: number, toRate: number) {
    const measure = greatestCommonDivisor(fromRate, toRate);
    this.#step = fromRate / measure;
    this.#phases = toRate / measure;
    // Narrowed where the new rate can not hold the upper part of the band.
    const cutoff = Math.min(1, toRate / fromRate);
    const half = Math.ceil(halfTaps / cutoff);
    this.#taps = 2 * half;
    const filterCount = Math.min(this.#phases, mostPhases);
    this.#filters = Array.from({ length: filterCount }, (_, index) => filterOf(index / filterCount, half, cutoff));
    // As if silence had come before, so that the first sample out is the first one in.
    this.#inputLength = half - 1;
    this.#input = new Float32Array(this.#inputLength);
  }

  /** Takes samples, and gives those that can be made now. */
  push(samples: Float32Array): Float32Array {
    this.#append(samples);
    const available = this.#inputLength - this.#taps - this.#position;
    if (available < 0) return new Float32Array(0);
    const output = new Float32Array(Math.ceil(((available + 1) * this.#phases) / this.#step) + 1);
    let written = 0;
    while (this.#position + this.#taps <= this.#inputLength) {
      output[written++] = this.#sampleHere();
      this.#phase += this.#step;
      this.#position += Math.floor(this.#phase / this.#phases);
      this.#phase %= this.#phases;
    }
    this.#dropUsed();
    return output.subarray(0, written);
  }

  /** The samples that still lie within the input. */
  end(): Float32Array {
    return this.push(new Float32Array(this.#taps / 2));
  }

  #sampleHere(): number {
    const index = Math.floor((this.#phase * this.#filters.length) / this.#phases);
    const filter = this.#filters[index];
    if (filter === undefined) return 0;
    let sum = 0;
    for (let tap = 0; tap < this.#taps; tap++) sum += (filter[tap] ?? 0) * (this.#input[this.#position + tap] ?? 0);
    return sum;
  }

  #append(samples: Float32Array): void {
    const needed = this.#inputLength + samples.length;
    if (this.#input.length < needed) {
      const larger = new Float32Array(needed * 2);
      larger.set(this.#input.subarray(0, this.#inputLength));
      this.#input = larger;
    }
    this.#input.set(samples, this.#inputLength);
    this.#inputLength = needed;
  }

  #dropUsed(): void {
    const used = Math.min(this.#position, this.#inputLength);
    this.#input.copyWithin(0, used, this.#inputLength);
    this.#inputLength -= used;
    this.#position -= used;
  }
}

function filterOf(fraction: number, half: number, cutoff: number): Float32Array {
  const filter = new Float32Array(2 * half);
  let sum = 0;
  for (let tap = 0; tap < filter.length; tap++) {
    const distance = tap - (half - 1) - fraction;
    const value = cutoff * sinc(cutoff * distance) * blackman(distance / half);
    filter[tap] = value;
    sum += value;
  }
  // A constant stays what it is, whatever the phase.
  for (let tap = 0; tap < filter.length; tap++) filter[tap] = (filter[tap] ?? 0) / sum;
  return filter;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** 1 in the middle, 0 at -1 and 1. */
function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
