import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/index.ts";
import { hchacha20 } from "../../src/voice/transport/hchacha20.ts";
import { discoveryRequest } from "../../src/voice/transport/ip-discovery.ts";
import { TransportCipher } from "../../src/voice/transport/transport-cipher.ts";
import { useSandbox } from "../sandbox-fixture.ts";
import { connectRaw } from "./raw-voice-client.ts";
import type { RawMedia, RawPeer } from "./raw-voice-client.ts";

const silence = Buffer.from([0xf8, 0xff, 0xfe]);
const modes = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const;
/** Transport only, so that frames are what they look like. */
const plain = { requireDave: false, daveVersion: 0 } as const;

it("derives XChaCha20's keys as the draft's test vector says", () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  const nonce = Buffer.from("000000090000004a0000000031415927", "hex");
  expect(hchacha20(key, nonce).toString("hex")).toBe(
    "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc",
  );
});

it.each(modes)("opens only what was sealed with the same key, and unchanged (%s)", (mode) => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const header = Buffer.alloc(12, 3);
  const packet = new TransportCipher(mode, key, 7).seal(header, Buffer.from("audio"));
  expect(packet.subarray(-4)).toEqual(Buffer.from([0, 0, 0, 7]));
  expect(new TransportCipher(mode, key, 0).open(packet, 12)?.toString()).toBe("audio");
  expect(new TransportCipher(mode, other, 0).open(packet, 12)).toBeUndefined();
  for (let index = 0; index < packet.length; index++) {
    const changed = Buffer.from(packet);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(new TransportCipher(mode, key, 0).open(changed, 12)).toBeUndefined();
  }
  expect(new TransportCipher(mode, key, 0).open(packet.subarray(0, 20), 12)).toBeUndefined();
});

describe("datagrams", () => {
  const fixture = useSandbox();
  const open: RawMedia[] = [];
  afterEach(() => {
    for (const media of open.splice(0)) media.close();
  });
  const start = async (voice: SandboxOptions["voice"] = {}): Promise<Sandbox> =>
    fixture.start({ voice: { ...plain, paddingEvery: 0, ...voice } });
  const peer = async (sandbox: Sandbox, name: string, options = {}): Promise<RawPeer> => {
    const connected = await connectRaw(sandbox, sandbox.users[name] ?? "", options);
    open.push(connected.media);
    return connected;
  };
  /** Two in a call, the first of whom may speak. */
  const pair = async (sandbox: Sandbox, first = {}, second = {}): Promise<[RawPeer, RawPeer]> => {
    const alice = await peer(sandbox, "alice", first);
    const bob = await peer(sandbox, "bob", second);
    alice.client.send(5, { speaking: 1, delay: 0, ssrc: alice.media.ssrc });
    await alice.client.flush();
    return [alice, bob];
  };

  it("tell a client its own address, and get lost on demand", async () => {
    const sandbox = await start();
    const { media } = await peer(sandbox, "alice");
    sandbox.faults.voice.dropDiscovery(2);
    for (let asked = 0; asked < 2; asked++) media.write(discoveryRequest(media.ssrc));
    expect(await media.discover()).toEqual({ address: "127.0.0.1", port: media.socket.address().port });
    expect(sandbox.stats().voice.discoveries).toBe(4);
  });

  it("come back when they only keep the way open", async () => {
    const sandbox = await start();
    const { media } = await peer(sandbox, "alice");
    const beat = Buffer.from("0807060504030201", "hex");
    media.write(beat);
    expect((await once(media.socket, "message"))[0]).toEqual(beat);
  });

  it.each(modes)(
    "are decrypted and encrypted anew for each receiver, in its own mode (%s to the other)",
    async (mode) => {
      const sandbox = await start();
      const other = modes.find((name) => name !== mode) ?? mode;
      const [alice, bob] = await pair(sandbox, { mode }, { mode: other });
      const carol = await peer(sandbox, "carol", { mode });
      const frames = [Buffer.from("first"), Buffer.from("second"), silence];
      for (const frame of frames) alice.media.write(alice.media.seal(frame));
      for (const { media } of [bob, carol]) {
        await expect.poll(() => media.opened().map((packet) => packet?.frame)).toEqual(frames);
        expect(media.opened().map((packet) => packet?.ssrc)).toEqual([1, 2, 3].map(() => alice.media.ssrc));
        // An extension in front of every frame, as Discord's have.
        expect(media.opened().map((packet) => packet?.first)).toEqual([0x90, 0x90, 0x90]);
      }
      expect(bob.media.packets[0]).not.toEqual(carol.media.packets[0]);
      expect(alice.media.packets).toEqual([]);
    },
  );

  it("keep their frame whatever padding and extension they carry, in both directions", async () => {
    const sandbox = await start({ paddingEvery: 2 });
    const [alice, bob] = await pair(sandbox);
    const variants = [
      { padding: 7 },
      { extension: Buffer.alloc(8, 1) },
      { padding: 255, extension: Buffer.alloc(4) },
      {},
    ];
    for (const [index, variant] of variants.entries()) {
      alice.media.write(alice.media.seal(Buffer.from(`frame ${index}`), variant));
    }
    await expect
      .poll(() => bob.media.opened().map((packet) => packet?.frame.toString()))
      .toEqual(["frame 0", "frame 1", "frame 2", "frame 3"]);
    expect(bob.media.opened().map((packet) => packet?.first)).toEqual([0x90, 0xb0, 0x90, 0xb0]);
  });

  it("end who speaks without saying so first", async () => {
    const sandbox = await start();
    const { client, media } = await peer(sandbox, "alice");
    client.send(5, { speaking: 0, delay: 0, ssrc: media.ssrc });
    await client.flush();
    media.write(media.seal(silence));
    expect((await client.closed).reason).toMatch(/Invalid SSRC/);
  });

  it("do not pass from who is muted, nor to who is deafened", async () => {
    const sandbox = await start();
    const [alice, bob] = await pair(sandbox);
    const { world, guildId } = sandbox;
    const say = (text: string): void => alice.media.write(alice.media.seal(Buffer.from(text)));
    const heard = (): (string | undefined)[] => bob.media.opened().map((packet) => packet?.frame.toString());
    const moderate = async (userId: string, change: object): Promise<void> => {
      const response = await fetch(`${sandbox.restUrl}/guilds/${guildId}/members/${userId}`, {
        method: "PATCH",
        headers: { authorization: `Bot ${sandbox.token}`, "content-type": "application/json" },
        body: JSON.stringify(change),
      });
      expect(response.status).toBe(200);
    };
    await moderate(alice.seat.userId, { mute: true });
    say("muted");
    await expect.poll(() => sandbox.stats().voice.dropped).toEqual({ muted: 1 });
    await moderate(alice.seat.userId, { mute: false });
    await moderate(bob.seat.userId, { deaf: true });
    say("to the deaf");
    await expect.poll(() => sandbox.stats().voice.packetsReceived).toBe(2);
    await moderate(bob.seat.userId, { deaf: false });
    world.voiceStates.update(guildId, bob.seat.userId, { selfDeaf: true });
    say("to who will not hear");
    await expect.poll(() => sandbox.stats().voice.packetsReceived).toBe(3);
    world.voiceStates.update(guildId, bob.seat.userId, { selfDeaf: false });
    say("heard");
    await expect.poll(heard).toEqual(["heard"]);
    // Being disconnected by a moderator ends it.
    await moderate(alice.seat.userId, { channel_id: null });
    expect((await alice.client.closed).code).toBe(4014);
  });

  it("are counted and dropped: repeats, nonces used twice, strangers, other keys, control packets, nonsense", async () => {
    const sandbox = await start();
    const [alice, bob] = await pair(sandbox);
    const once = alice.media.seal(Buffer.from("once"));
    for (let index = 0; index < 3; index++) alice.media.write(once);
    await expect.poll(() => sandbox.stats().voice.dropped).toEqual({ duplicate: 2 });
    expect(sandbox.stats().voice.nonceReuses).toBe(0);
    alice.media.begin(alice.description);
    alice.media.write(alice.media.seal(Buffer.from("same nonce, other frame")));
    await expect.poll(() => sandbox.stats().voice.nonceReuses).toBe(1);
    bob.media.write(alice.media.seal(Buffer.from("from elsewhere")));
    alice.media.write(alice.media.seal(Buffer.from("x"), { ssrc: 1 }));
    alice.media.write(Buffer.concat([alice.media.seal(Buffer.from("changed")), Buffer.from([0])]));
    alice.media.write(Buffer.from([0x80, 0xc9, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]));
    alice.media.write(Buffer.from("nonsense of some length"));
    await expect
      .poll(() => sandbox.stats().voice.dropped)
      .toEqual({
        duplicate: 2,
        nonceReuse: 1,
        unknownSender: 1,
        unknownSsrc: 1,
        undecryptable: 1,
        rtcp: 1,
        malformed: 1,
      });
    expect(bob.media.opened().map((packet) => packet?.frame.toString())).toEqual(["once"]);
  });

  it("suffer a bad network: loss, repeats, reordering and delay, the same for the same seed", async () => {
    const sent = 200;
    const through = async (conditions: object): Promise<number[]> => {
      const sandbox = await start();
      const [alice, bob] = await pair(sandbox);
      sandbox.faults.voice.degradeNetwork({ direction: "toClient", userId: bob.seat.userId, ...conditions });
      for (let index = 0; index < sent; index++) {
        alice.media.write(alice.media.seal(silence));
        if (index % 20 === 19) await alice.client.flush();
      }
      await expect.poll(() => sandbox.stats().voice.packetsReceived).toBe(sent);
      let arrived = -1;
      await expect
        .poll(
          () => {
            const settled = arrived === bob.media.packets.length && arrived > 0;
            arrived = bob.media.packets.length;
            return settled;
          },
          { interval: 100 },
        )
        .toBe(true);
      await sandbox.close();
      return bob.media.opened().map((packet) => packet?.sequence ?? -1);
    };
    const lossy = await through({ loss: 0.2 });
    expect(lossy.length).toBeGreaterThan(sent * 0.65);
    expect(lossy.length).toBeLessThan(sent * 0.95);
    const repeated = await through({ duplicate: 0.5 });
    expect(repeated.length).toBeGreaterThan(sent * 1.3);
    expect(new Set(repeated).size).toBe(sent);
    const reordered = await through({ reorder: 0.3 });
    expect(new Set(reordered).size).toBe(sent);
    expect(reordered.filter((sequence, index) => sequence < (reordered[index - 1] ?? 0)).length).toBeGreaterThan(20);
    expect(await through({ loss: 0.2 })).toEqual(lossy);
  });

  it("can be slow", async () => {
    const sandbox = await start();
    const [alice, bob] = await pair(sandbox);
    sandbox.faults.voice.degradeNetwork({ delayMs: 80 });
    const from = performance.now();
    alice.media.write(alice.media.seal(silence));
    await once(bob.media.socket, "message");
    // Both ways.
    expect(performance.now() - from).toBeGreaterThanOrEqual(155);
    expect(() => sandbox.faults.voice.degradeNetwork({ loss: 2 })).toThrow(/loss must be a share from 0 to 1/);
  });
});
