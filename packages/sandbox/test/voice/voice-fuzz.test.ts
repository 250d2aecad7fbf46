import { fc, test } from "@fast-check/vitest";
import { afterEach, beforeEach, describe, expect } from "vitest";
import type { Sandbox } from "../../src/index.ts";
import { GroupView } from "../../src/voice/dave/group-view.ts";
import { ExternalSender } from "../../src/voice/dave/external-sender.ts";
import { readCommit } from "../../src/voice/dave/commit.ts";
import { readKeyPackage } from "../../src/voice/dave/key-package.ts";
import { oggOpusFrames } from "../../src/voice/member/ogg-opus.ts";
import { frameOf, readRtpHeader } from "../../src/voice/transport/rtp.ts";
import { createSandbox } from "../../src/index.ts";
import { connectRaw, RawVoiceClient, takeSeat } from "./raw-voice-client.ts";
import type { RawPeer } from "./raw-voice-client.ts";
import { sweepFrames } from "./sound.ts";
import { oggOpus } from "./ogg-writer.ts";

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

describe("foreign bytes", () => {
  test.prop([bytes])("are never more than no key package, no commit, no frame", (input) => {
    expect(typeof readKeyPackage(input, "1")).toBe("string");
    expect(typeof readCommit(input)).toBe("string");
    expect(typeof new GroupView("1", new ExternalSender()).commit("1", input)).toBe("string");
    const header = readRtpHeader(input);
    if (header !== undefined) expect(frameOf(input, header)?.length ?? 0).toBeLessThanOrEqual(input.length);
  });

  const file = oggOpus(sweepFrames(5), 2);
  test.prop([fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })])(
    "in an Ogg file give frames or an error that says so",
    (at, value) => {
      const changed = Buffer.from(file);
      changed[at] = value;
      let outcome: unknown;
      try {
        outcome = oggOpusFrames(changed);
      } catch (error) {
        outcome = error;
        expect(String(error)).toMatch(/no Ogg\/Opus file/);
      }
      expect(outcome).toBeDefined();
    },
  );
});

describe("a voice server that is sent anything", () => {
  let sandbox: Sandbox;
  let alice: RawPeer;
  beforeEach(async () => {
    sandbox = await createSandbox({ voice: { sendsPerMinute: 1_000_000 } });
    alice = await connectRaw(sandbox, sandbox.users["alice"] ?? "");
  });
  afterEach(async () => {
    alice.media.close();
    await sandbox.close();
  });
  /** It still takes somebody in and answers. */
  const works = async (): Promise<void> => {
    const seat = await takeSeat(sandbox, sandbox.users["bob"] ?? "");
    const client = new RawVoiceClient(seat.endpoint);
    expect(await client.ready(seat)).toHaveProperty("ssrc");
    await client.close();
    sandbox.world.voiceStates.update(sandbox.guildId, seat.userId, { channelId: null });
  };

  test("before identifying, closes with one of its codes and goes on", async () => {
    const messages = fc.sample(fc.oneof(fc.json(), fc.string(), bytes), { numRuns: 60, seed: 7 });
    for (const message of messages) {
      const client = new RawVoiceClient(alice.seat.endpoint);
      await client.op(8);
      client.socket.send(message);
      expect((await client.closed).code).toBeGreaterThanOrEqual(4001);
    }
    await works();
  });

  test("with a session, takes no harm from any opcode with any content", async () => {
    const content = fc.oneof(
      fc.jsonValue(),
      fc.record({
        speaking: fc.jsonValue(),
        ssrc: fc.jsonValue(),
        transition_id: fc.jsonValue(),
        protocol: fc.constantFrom("udp", "webrtc", 1),
        data: fc.jsonValue(),
        t: fc.jsonValue(),
        seq_ack: fc.jsonValue(),
      }),
    );
    const messages = fc.sample(fc.tuple(fc.nat({ max: 40 }), content, bytes, fc.boolean()), { numRuns: 200, seed: 8 });
    let peer = alice;
    for (const [op, d, payload, isBinary] of messages) {
      if (peer.client.socket.readyState !== peer.client.socket.OPEN) {
        peer.media.close();
        sandbox.world.voiceStates.update(sandbox.guildId, peer.seat.userId, { channelId: null });
        peer = alice = await connectRaw(sandbox, peer.seat.userId);
      }
      if (isBinary) peer.client.sendBinary(op, payload);
      else peer.client.send(op, d);
      const answered = peer.client.flush();
      const { code } = (await Promise.race([answered, peer.client.closed])) ?? { code: 0 };
      expect(code === 0 || (code >= 4001 && code <= 4022 && code !== 4015)).toBe(true);
    }
    await works();
  });

  test("over UDP, counts what it can not use, and forwards none of it", async () => {
    const packets = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), { numRuns: 300, seed: 9 });
    const sound = alice.media.seal(Buffer.from("sound"));
    for (const [index, packet] of packets.entries()) {
      alice.media.write(packet);
      const changed = Buffer.from(sound);
      const at = (index * 7) % changed.length;
      changed[at] = (changed[at] ?? 0) ^ (1 + (index % 255));
      alice.media.write(changed.subarray(0, 1 + ((index * 13) % changed.length)));
      if (index % 25 === 0) await alice.client.flush();
    }
    await works();
    const { packetsForwarded, packetsReceived } = sandbox.stats().voice;
    expect([packetsForwarded, packetsReceived]).toEqual([0, 0]);
  });
});
