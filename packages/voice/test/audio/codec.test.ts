import { describe, expect, it } from "vitest";
import { chooseOpusCodec, loadOpusCodec } from "../../src/audio/load-codec.ts";
import { OpusScriptCodec } from "../../src/audio/opusscript-codec.ts";
import { framesOf, joinPcm, rms, signalToNoiseDb, sweep } from "./signals.ts";

describe("the codec", () => {
  it("brings a sweep through encoding and decoding", () => {
    const codec = loadOpusCodec("opusscript");
    const encoder = codec.createEncoder();
    const decoder = codec.createDecoder();
    const reference = sweep(1);
    const heard = joinPcm(framesOf(reference).map((frame) => decoder.decode(encoder.encode(frame))));
    // libopus looks 6.5 ms ahead: 312 samples.
    const { db, delay } = signalToNoiseDb(reference, heard);
    expect(delay).toBe(312);
    expect(db).toBeGreaterThan(20);
    encoder.close();
    decoder.close();
  });

  it("conceals a lost frame by going on as before, for any frame size", () => {
    const codec = loadOpusCodec("opusscript");
    const encoder = codec.createEncoder();
    const decoder = codec.createDecoder();
    const frames = framesOf(sweep(0.5, 440, 440));
    const heard = frames.map((frame, index) => {
      const packet = encoder.encode(frame);
      return index === 15 ? decoder.conceal() : decoder.decode(packet);
    });
    expect(heard[15]?.length).toBe(1920);
    expect(rms(heard[15] ?? new Int16Array()) / rms(heard[14] ?? new Int16Array(1))).toBeGreaterThan(0.7);
    // 2.5 ms frames: eight of nothing are 20 ms.
    decoder.decode(Uint8Array.of(0xe4, 0, 0));
    expect(decoder.conceal().length).toBe(1920);
    // SILK frames of 60 ms: a third of one.
    decoder.decode(Uint8Array.of(0x18, 0, 0));
    expect(decoder.conceal().length).toBe(1920);
    encoder.close();
    decoder.close();
  });

  it("refuses malformed packets before they reach the library", () => {
    const decoder = loadOpusCodec("opusscript").createDecoder();
    expect(() => decoder.decode(Uint8Array.of(0xfd, 1))).toThrow(/Malformed/);
    expect(() => decoder.decode(new Uint8Array(0))).toThrow(/Malformed/);
    expect(decoder.decode(Uint8Array.of(0xf8, 0xff, 0xfe)).length).toBe(1920);
    decoder.close();
    decoder.close();
  });

  it("makes 120 encoders, though one memory of opusscript's holds no more than 53", () => {
    const codec = new OpusScriptCodec();
    const encoders = Array.from({ length: 120 }, () => codec.createEncoder());
    const pcm = sweep(0.02);
    expect(encoders.every((encoder) => encoder.encode(pcm).length > 20)).toBe(true);
    expect(codec.heaps).toBe(3);
    for (const encoder of encoders) encoder.close();
    // The memory is used again.
    const more = Array.from({ length: 120 }, () => codec.createEncoder());
    expect(codec.heaps).toBe(3);
    for (const encoder of more) encoder.close();
  });

  it("is the same for all who ask for it: fifty players have one memory", () => {
    expect(loadOpusCodec("opusscript")).toBe(loadOpusCodec("opusscript"));
    expect(loadOpusCodec()).toBe(loadOpusCodec());
  });

  it("takes the first native package that works, and steps over one that is broken", () => {
    const asked: string[] = [];
    class OpusEncoder {
      encode(): Uint8Array {
        return Uint8Array.of(0xfc, 0, 0);
      }
      decode(): Uint8Array {
        return new Uint8Array(3840);
      }
    }
    const codec = chooseOpusCodec(undefined, (name) => {
      asked.push(name);
      if (name === "@evan/opus") return { Encoder: Array, Decoder: Array };
      return name === "@discordjs/opus" ? { OpusEncoder } : undefined;
    });
    expect(asked).toEqual(["@evan/opus", "mediaplex", "@discordjs/opus"]);
    expect([codec.name, codec.native]).toEqual(["@discordjs/opus", true]);
    expect(chooseOpusCodec(undefined, () => undefined).name).toBe("opusscript");
    expect(() => chooseOpusCodec("mediaplex", () => undefined)).toThrow(/codec is mediaplex, which is not installed/);
  });
});
