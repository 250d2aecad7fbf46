import OpusScript from "opusscript";

/** A sine that rises from 200 Hz to 4 kHz, 48 kHz stereo, 16 bits. */
export function sweep(frames: number): Buffer {
  const samples = frames * 960;
  const pcm = Buffer.alloc(samples * 4);
  let phase = 0;
  for (let index = 0; index < samples; index++) {
    phase += (2 * Math.PI * (200 + (3800 * index) / samples)) / 48_000;
    const value = Math.round(Math.sin(phase) * 12_000);
    pcm.writeInt16LE(value, index * 4);
    pcm.writeInt16LE(value, index * 4 + 2);
  }
  return pcm;
}

/** The sweep as Opus frames of 20 ms. No two are the same. */
export function sweepFrames(count: number): Buffer[] {
  const encoder = new OpusScript(48_000, 2, OpusScript.Application.AUDIO);
  const pcm = sweep(count);
  const frames = Array.from({ length: count }, (_, index) =>
    Buffer.from(encoder.encode(pcm.subarray(index * 3840, (index + 1) * 3840), 960)),
  );
  encoder.delete();
  return frames;
}
