import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadDavey } from "../src/connection/dave/davey-session.ts";
import { secretKey, VoiceBench } from "./fake-voice.ts";

const opus = Uint8Array.of(0xfc, 1, 2, 3);

const davey = await loadDavey();

/** JSON as the voice gateway might send it: known opcodes, with fields that may be anything. */
const message = fc.record({
  op: fc.integer({ min: 0, max: 40 }),
  seq: fc.option(fc.oneof(fc.integer(), fc.jsonValue()), { nil: undefined }),
  d: fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        heartbeat_interval: fc.oneof(fc.integer(), fc.jsonValue()),
        ssrc: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.jsonValue()),
        user_id: fc.oneof(fc.constantFrom("1", "2", "300"), fc.jsonValue()),
        user_ids: fc.oneof(fc.array(fc.constantFrom("1", "2", "300")), fc.jsonValue()),
        transition_id: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.jsonValue()),
        protocol_version: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.jsonValue()),
        epoch: fc.oneof(fc.constantFrom<string | number>(1, "1", 2), fc.jsonValue()),
        speaking: fc.oneof(fc.integer(), fc.jsonValue()),
        secret_key: fc.oneof(fc.constant([...secretKey]), fc.jsonValue()),
        mode: fc.constantFrom("aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize", "other"),
        dave_protocol_version: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  ),
});

/** A binary message: number, an opcode of DAVE's, and anything. */
const binary = fc
  .tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 21, max: 32 }), fc.uint8Array({ maxLength: 300 }))
  .map(([seq, op, payload]) => Buffer.concat([Buffer.of(seq >> 8, seq & 0xff, op), payload]));

/** An RTP header, or nearly one, and then anything. */
const datagram = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(
      fc.integer({ min: 0x80, max: 0xbf }),
      fc.constantFrom(0x78, 0xf8, 200, 201, 0x67),
      fc.uint8Array({ maxLength: 200 }),
    )
    .map(([first, second, rest]) => Uint8Array.from([first, second, ...rest])),
);

describe("whatever comes by the network", () => {
  test.prop([fc.array(fc.oneof(message, binary), { maxLength: 30 }), fc.integer({ min: 0, max: 1 })], { numRuns: 150 })(
    "messages of the voice gateway end in no crash, with real MLS behind them",
    async (messages, daveVersion) => {
      await using bench = new VoiceBench({ loadDave: async () => davey });
      const connection = await bench.connected(daveVersion);
      for (const one of messages) {
        const socket = bench.socket;
        if (Buffer.isBuffer(one)) socket.listener.onMessage(one, true);
        else socket.listener.onMessage(Buffer.from(JSON.stringify(one)), false);
      }
      connection.sendFrame(opus);
      await bench.clock.advance(20_000);
      expect(connection.getStats().malformedMessages).toBeLessThanOrEqual(messages.length);
      // Whatever they were: nothing that is encrypted end to end left in the clear.
      if (daveVersion === 1 && connection.getStats().dave.version === 1) {
        expect(bench.udps.flatMap(({ packets }) => packets).every((packet) => packet.length > 36 + opus.length)).toBe(
          true,
        );
      }
    },
  );

  test.prop([fc.array(datagram, { maxLength: 50 })], { numRuns: 100 })(
    "datagrams are counted, and heard by nobody",
    async (datagrams) => {
      await using bench = new VoiceBench();
      const connection = await bench.connected();
      const heard: unknown[] = [];
      connection.on("audioReceived", (frame) => heard.push(frame));
      for (const one of datagrams) bench.udp.listener.onMessage(Buffer.from(one));
      bench.udp.listener.onError(new Error("ECONNREFUSED"));
      const { malformedDatagrams, undecryptablePackets, packetsReceived, udpErrors } = connection.getStats();
      expect(malformedDatagrams + undecryptablePackets).toBeLessThanOrEqual(datagrams.length);
      expect([packetsReceived, udpErrors, heard]).toEqual([0, 1, []]);
      expect(connection.sendFrame(opus)).toBe(true);
    },
  );

  test.prop([fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 0x80, max: 0xbf })], { numRuns: 200 })(
    "genuine packets with nonsense inside end in no crash",
    async (inside, first) => {
      await using bench = new VoiceBench({ loadDave: async () => davey });
      const connection = await bench.connected(1);
      bench.socket.receive(5, { user_id: "42", ssrc: 5, speaking: 1 });
      bench.udp.audio(5, 1, inside, 1, first);
      bench.udp.audio(5, 2, Buffer.concat([inside, Buffer.of(12, 0xfa, 0xfa)]), 2, first);
      await bench.clock.advance(2_000);
      expect(connection.status).toBe("ready");
    },
  );

  it("a socket that says nothing but nonsense does not keep a join for ever", async () => {
    await using bench = new VoiceBench();
    const joining = bench.join({ timeoutMs: 5_000 }).catch((error: unknown) => error);
    await bench.settle();
    bench.voiceState("s1");
    bench.voiceServer("t1");
    bench.socket.listener.onOpen();
    for (let index = 0; index < 100; index++) bench.socket.listener.onMessage(Buffer.from("{"), false);
    await bench.clock.advance(5_000);
    expect(await joining).toMatchObject({ message: expect.stringContaining(`"identifying"`) });
  });
});
