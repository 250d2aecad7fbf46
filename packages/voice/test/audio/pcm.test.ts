import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { addWithGain, GainRamp, toPcmFrame } from "../../src/audio/gain.ts";
import { PcmConverter } from "../../src/audio/pcm-converter.ts";
import { Resampler } from "../../src/audio/resampler.ts";
import type { PcmFormat, SampleFormat } from "../../src/audio/wav.ts";
import { parseWavHeader } from "../../src/audio/wav.ts";
import { joinPcm, wavOf } from "./signals.ts";

function tone(rate: number, hz: number, samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hz * index) / rate));
}

function resample(rate: number, input: Float32Array, pieces = 1000): Float32Array {
  const resampler = new Resampler(rate, 48_000);
  const parts: number[] = [];
  for (let offset = 0; offset < input.length; offset += pieces) {
    parts.push(...resampler.push(input.subarray(offset, offset + pieces)));
  }
  return Float32Array.from([...parts, ...resampler.end()]);
}

describe("the resampler", () => {
  it.each([8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 44_101, 88_200, 96_000, 192_000])(
    "brings a tone at %i Hz to 48 kHz, in time and without distortion",
    (rate) => {
      const output = resample(rate, tone(rate, 1000, rate / 2));
      expect(Math.abs(output.length - 24_000)).toBeLessThanOrEqual(2);
      let signal = 0;
      let noise = 0;
      for (let index = 500; index < 23_000; index++) {
        const expected = 0.5 * Math.sin((2 * Math.PI * 1000 * index) / 48_000);
        signal += expected ** 2;
        noise += (expected - (output[index] ?? 0)) ** 2;
      }
      expect(10 * Math.log10(signal / noise)).toBeGreaterThan(55);
    },
  );

  it("takes away what 48 kHz can not hold, instead of mirroring it", () => {
    const output = resample(96_000, tone(96_000, 30_000, 48_000));
    const loudest = output.subarray(500, 23_000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(loudest).toBeLessThan(0.01);
  });

  propertyTest.prop([fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 })])(
    "gives the same however its input is cut",
    (cuts) => {
      const input = tone(44_100, 500, 5000);
      const whole = resample(44_100, input, 5000);
      const resampler = new Resampler(44_100, 48_000);
      const parts: number[] = [];
      let offset = 0;
      for (let index = 0; offset < input.length; index++) {
        const length = cuts[index % cuts.length] ?? 1;
        parts.push(...resampler.push(input.subarray(offset, offset + length)));
        offset += length;
      }
      expect([...parts, ...resampler.end()]).toEqual([...whole]);
    },
  );
});

function convert(format: PcmFormat, bytes: Uint8Array, pieces: number): Int16Array {
  const converter = new PcmConverter(format);
  const frames: Int16Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += pieces)
    frames.push(...converter.push(bytes.subarray(offset, offset + pieces)));
  return joinPcm([...frames, ...converter.end()]);
}

describe("raw audio", () => {
  it.each([
    ["u8", Buffer.from([128, 192, 64])],
    ["s16le", Buffer.from(Int16Array.of(0, 16_384, -16_384).buffer)],
    ["s24le", Buffer.from([0, 0, 0, 0, 0, 0x40, 0, 0, 0xc0])],
    ["s32le", Buffer.from(Int32Array.of(0, 2 ** 30, -(2 ** 30)).buffer)],
    ["f32le", Buffer.from(Float32Array.of(0, 0.5, -0.5).buffer)],
    ["f64le", Buffer.from(Float64Array.of(0, 0.5, -0.5).buffer)],
  ] as [SampleFormat, Buffer][])("of %s becomes 16 bits on both channels", (sampleFormat, bytes) => {
    const pcm = convert({ sampleRate: 48_000, channels: 1, sampleFormat }, bytes, 2);
    expect([...pcm.subarray(0, 6)]).toEqual([0, 0, 16_384, 16_384, -16_384, -16_384]);
    expect(pcm.length).toBe(1920);
  });

  propertyTest.prop([fc.int16Array({ minLength: 0, maxLength: 5000 }), fc.integer({ min: 1, max: 999 })])(
    "at 48 kHz stereo comes out as it went in, however its bytes are cut",
    (samples, pieces) => {
      const whole = samples.subarray(0, samples.length - (samples.length % 2)).slice();
      const pcm = convert(
        { sampleRate: 48_000, channels: 2, sampleFormat: "s16le" },
        new Uint8Array(whole.buffer),
        pieces,
      );
      expect([...pcm.subarray(0, whole.length)]).toEqual([...whole]);
      expect(pcm.length).toBe(Math.ceil(whole.length / 1920) * 1920);
    },
  );

  it("of six channels is mixed down without being cut off, and numbers that are none are silence", () => {
    const loud = Float32Array.of(1, 0, 1, 1, 1, 0, Number.NaN, Infinity, 0, 0, 0, 0);
    const pcm = convert({ sampleRate: 48_000, channels: 6, sampleFormat: "f32le" }, new Uint8Array(loud.buffer), 48);
    expect(pcm[0]).toBe(32_767);
    expect(pcm[1]).toBeCloseTo((Math.SQRT1_2 / 2.4142) * 32_768, -1);
    expect([pcm[2], pcm[3]]).toEqual([0, 0]);
  });
});

describe("a WAV file's header", () => {
  it("is read with chunks before the samples, and with the length of a stream that is not known", () => {
    const wav = wavOf(Int16Array.of(1, 2, 3, 4), 44_100, 1);
    const listed = Buffer.concat([wav.subarray(0, 12), Buffer.from("LIST\x03\0\0\0abc\0"), wav.subarray(12)]);
    listed.writeUInt32LE(0xffffffff, 12 + 12 + 24 + 4);
    expect(parseWavHeader(listed)).toEqual({
      format: { sampleRate: 44_100, channels: 1, sampleFormat: "s16le" },
      dataOffset: 56,
      dataBytes: undefined,
    });
  });

  it("of a compressed file is left to ffmpeg", () => {
    const wav = wavOf(Int16Array.of(1, 2));
    wav.writeUInt16LE(0x55, 20);
    expect(parseWavHeader(wav)?.format).toBeUndefined();
  });

  propertyTest.prop([fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 60 })])(
    "never fails on damaged bytes",
    (noise, at) => {
      const wav = wavOf(Int16Array.of(1, 2, 3, 4));
      wav.set(noise.subarray(0, Math.max(0, wav.length - at)), Math.min(at, wav.length));
      const header = parseWavHeader(wav);
      if (header !== undefined) expect(header.dataOffset).toBeGreaterThanOrEqual(20);
    },
  );
});

describe("mixing", () => {
  it("bends what is too loud towards the limit, and leaves the rest as it is", () => {
    const mix = new Float32Array(1920);
    const loud = new Int16Array(1920).fill(20_000);
    addWithGain(mix, loud, 1, 1);
    expect(toPcmFrame(mix)[0]).toBe(20_000);
    addWithGain(mix, loud, 1, 1);
    expect(toPcmFrame(mix)[0]).toBeGreaterThan(31_000);
    expect(toPcmFrame(mix)[0]).toBeLessThanOrEqual(32_767);
  });

  it("moves loudness evenly and no faster than it may", () => {
    const ramp = new GainRamp(1, 100, 200);
    ramp.target = 0;
    expect([ramp.advance(), ramp.advance()]).toEqual([
      [1, 0.8],
      [0.8, 0.6000000000000001],
    ]);
    ramp.target = 1;
    for (let count = 0; count < 10; count++) ramp.advance();
    expect(ramp.isUnity).toBe(true);
  });
});
