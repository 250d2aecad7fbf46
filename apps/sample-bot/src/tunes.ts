/** What the bar plays when nobody brings a song: notes as frequencies in Hz, 0 for a rest; each a quarter of a second. */
export const tunes: Readonly<Record<string, readonly number[]>> = {
  "Coffee waltz": [523, 659, 784, 523, 659, 784, 587, 698],
  "Last orders": [784, 659, 523, 392, 440, 494, 523, 0],
};

const sampleRate = 48_000;
const samplesPerNote = sampleRate / 4;

/** A tune as raw audio: 48 kHz, stereo, 16 bits. */
export function render(notes: readonly number[]): Uint8Array {
  const pcm = new Int16Array(notes.length * samplesPerNote * 2);
  for (const [index, frequency] of notes.entries()) {
    for (let sample = 0; sample < samplesPerNote; sample++) {
      // Struck, and fading.
      const loudness = Math.min(1, sample / 500) * Math.exp((-3 * sample) / samplesPerNote);
      const value = 9000 * loudness * Math.sin((2 * Math.PI * frequency * sample) / sampleRate);
      pcm.fill(Math.round(value), (index * samplesPerNote + sample) * 2, (index * samplesPerNote + sample + 1) * 2);
    }
  }
  return new Uint8Array(pcm.buffer);
}
