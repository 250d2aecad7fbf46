import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sandbox, VoiceMember, VoiceOptions } from "../../src/index.ts";
import { useSandbox } from "../sandbox-fixture.ts";
import { oggOpus } from "./ogg-writer.ts";
import { sweep, sweepFrames } from "./sound.ts";

const channel = "Voice Lounge";
const fast = { intervalMs: 0 };

/** Enough of a frame to tell it from others, and to be read in a failure. */
const text = (bytes: Buffer): string => bytes.toString("base64").slice(0, 16);

/** What `to` heard of a sentence of `from` that nobody has said before. */
const passes = async (from: VoiceMember | undefined, ...to: (VoiceMember | undefined)[]): Promise<void> => {
  const marks = to.map((member) => member?.heard.length ?? 0);
  const frames = sweepFrames(10);
  await from?.speak(frames, fast);
  for (const [index, member] of to.entries()) {
    const heard = (): string[] =>
      (member?.heard ?? [])
        .slice(marks[index])
        .filter(({ userId }) => userId === from?.userId)
        .map(({ opus }) => text(opus));
    await expect.poll(() => heard().slice(0, 10), { timeout: 3000 }).toEqual(frames.map(text));
  }
};

describe("people in voice", () => {
  const { start } = useSandbox();
  const call = async (voice: VoiceOptions, ...names: string[]): Promise<[Sandbox, ...VoiceMember[]]> => {
    const sandbox = await start({ voice });
    const members: VoiceMember[] = [];
    for (const name of names) members.push(await sandbox.user(name).joinVoice(channel));
    if (names.length > 1) await Promise.all(members.map(async (member) => member.whenReady()));
    return [sandbox, ...members];
  };
  it("hear what one of them says, frame by frame, encrypted end to end, and then silence", async () => {
    const [sandbox, alice, bob, carol] = await call({}, "alice", "bob", "carol");
    const frames = sweepFrames(25);
    expect(await alice?.speak(frames, fast)).toBe(25);
    for (const member of [bob, carol]) {
      const heard = await member?.waitForFrames(25, { from: alice?.userId ?? "" });
      expect(heard?.map(({ opus }) => opus)).toEqual(frames);
      expect(heard?.every(({ encrypted }) => encrypted)).toBe(true);
      await expect
        .poll(() => member?.heard.slice(25).map(({ encrypted }) => encrypted))
        .toEqual([false, false, false, false, false]);
    }
    expect(new Set([alice, bob, carol].map((member) => member?.privacyCode)).size).toBe(1);
    expect(alice?.privacyCode).toMatch(/^\d{30}$/);
    expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, rejections: [], dropped: {} });
  });

  it("say Ogg/Opus and WAV files, raw samples and streams of frames; anything else is refused by name", async () => {
    const [, alice, bob] = await call({}, "alice", "bob");
    const frames = sweepFrames(6);
    const folder = await mkdtemp(join(tmpdir(), "zignal-voice-"));
    const path = join(folder, "sweep.ogg");
    await writeFile(path, oggOpus(frames, 4));
    expect(await alice?.speak(path, fast)).toBe(6);
    expect((await bob?.waitForFrames(6))?.map(({ opus }) => opus)).toEqual(frames);
    async function* stream(): AsyncGenerator<Buffer> {
      yield* frames;
    }
    expect(await alice?.speak(stream(), fast)).toBe(6);
    expect(await alice?.speak({ pcm: sweep(3) }, fast)).toBe(3);
    const header = Buffer.alloc(44);
    header.write("RIFF", 0);
    header.write("WAVEfmt ", 8);
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt32LE(48_000, 24);
    header.writeUInt16LE(16, 34);
    header.write("data", 36);
    header.writeUInt32LE(3000, 40);
    expect(await alice?.speak(Buffer.concat([header, Buffer.alloc(3000)]), fast)).toBe(2);
    header.writeUInt32LE(44_100, 24);
    await expect(alice?.speak(Buffer.concat([header, Buffer.alloc(3000)]))).rejects.toThrow(/48 kHz.*44100 Hz/);
    await expect(alice?.speak(Buffer.from("ID3..."))).rejects.toThrow(/neither Ogg\/Opus nor WAV/);
    await expect(alice?.speak(Buffer.from("OggS".padEnd(40, "x")))).rejects.toThrow(/no Ogg\/Opus file/);
    await expect(alice?.speak(join(folder, "missing.ogg"))).rejects.toThrow(/ENOENT/);
  });

  it("keep time: a frame every 20 milliseconds", async () => {
    const [, alice, bob] = await call({}, "alice", "bob");
    await alice?.speak(sweepFrames(25));
    const heard = (await bob?.waitForFrames(25)) ?? [];
    const took = (heard.at(-1)?.receivedAtMs ?? 0) - (heard[0]?.receivedAtMs ?? 0);
    expect(took).toBeGreaterThan(460);
    expect(took).toBeLessThan(700);
    expect(heard.map(({ sequence }) => (sequence - (heard[0]?.sequence ?? 0)) & 0xffff)).toEqual(
      heard.map((_, index) => index),
    );
  });

  it("wait with speaking for somebody to share keys with", async () => {
    const [sandbox, alice] = await call({}, "alice");
    await expect(alice?.speak(sweepFrames(1), { timeoutMs: 50 })).rejects.toThrow(/the right to speak.*50 ms/);
    const bob = await sandbox.user("bob").joinVoice(channel);
    await passes(alice, bob);
    await expect(bob.waitForFrames(1000, { timeoutMs: 50 })).rejects.toThrow(/1000 frames of audio \(10 came\)/);
  });

  it("lose no first words that come before their speaker is named, nor any to a bad network's order", async () => {
    const [sandbox, alice, bob] = await call({}, "alice", "bob");
    sandbox.faults.voice.delaySpeaking(150);
    await passes(alice, bob);
    sandbox.faults.clear();
    sandbox.faults.voice.degradeNetwork({ duplicate: 0.5, delayMs: 20 });
    await passes(bob, alice);
    expect([alice?.lostFrames, bob?.lostFrames]).toEqual([0, 0]);
  });

  it("share new keys whenever somebody comes or goes, and begin anew when one is left alone", async () => {
    const [sandbox, alice, bob] = await call({}, "alice", "bob");
    const codes = new Set([alice?.privacyCode]);
    const carol = await sandbox.user("carol").joinVoice(channel);
    await carol.whenReady();
    await passes(carol, alice, bob);
    codes.add(alice?.privacyCode);
    await bob?.leave();
    expect(bob?.connected).toBe(false);
    expect(bob?.channelId).toBeUndefined();
    await expect.poll(() => alice?.privacyCode === carol.privacyCode && !codes.has(alice.privacyCode)).toBe(true);
    codes.add(alice?.privacyCode);
    await passes(alice, carol);
    await carol.leave();
    await expect.poll(() => alice?.canSpeak).toBe(false);
    const again = await sandbox.user("carol").joinVoice(channel);
    await Promise.all([again.whenReady(), alice?.whenReady()]);
    await passes(again, alice);
    expect(codes.size).toBe(3);
    expect(sandbox.stats().voice).toMatchObject({ rejections: [], invalidReports: 0, plainFrames: 0 });
  });

  it("come and go in a crowd, and whoever stays shares keys in the end", async () => {
    const sandbox = await start({ members: 8 });
    const names = Array.from({ length: 8 }, (_, index) => `member-${index + 1}`);
    const joined = await Promise.all(names.map(async (name) => sandbox.user(name).joinVoice(channel)));
    await Promise.all(joined.map(async (member) => member.whenReady()));
    await Promise.all(joined.filter((_, index) => index % 3 === 0).map(async (member) => member.leave()));
    const back = await sandbox.user("member-1").joinVoice(channel);
    const staying = [...joined.filter((_, index) => index % 3 !== 0), back];
    await Promise.all(staying.map(async (member) => member.whenReady()));
    await expect.poll(() => new Set(staying.map(({ privacyCode }) => privacyCode)).size, { timeout: 5000 }).toBe(1);
    await passes(back, ...staying.slice(0, -1));
    expect(sandbox.stats().voice).toMatchObject({ rejections: [], invalidReports: 0, plainFrames: 0 });
  });

  it("fall back to transport encryption when one without DAVE joins, and return when it leaves", async () => {
    const [sandbox, alice, bob] = await call({ requireDave: false, transitionTimeoutMs: 200 }, "alice", "bob");
    const carol = await sandbox.user("carol").joinVoice(channel, { maxDaveVersion: 0 });
    expect(carol.daveVersion).toBe(0);
    await expect.poll(() => [alice?.daveVersion, bob?.daveVersion]).toEqual([0, 0]);
    await passes(alice, bob, carol);
    await passes(carol, alice, bob);
    await carol.leave();
    await expect.poll(() => [alice?.daveVersion, bob?.daveVersion]).toEqual([1, 1]);
    await passes(bob, alice);
    expect(alice?.heard.at(-10)?.encrypted).toBe(true);
    expect(sandbox.stats().voice).toMatchObject({ rejections: [], plainFrames: 0, lateTransitions: 0 });
  });

  it("are never encrypted end to end on a stage", async () => {
    const sandbox = await start();
    const stage = sandbox.world.channels.create(sandbox.guildId, { name: "Stage", type: 13 });
    const alice = await sandbox.user("alice").joinVoice(stage.id);
    const bob = await sandbox.user("bob").joinVoice(stage.id, { maxDaveVersion: 0 });
    await passes(alice, bob);
    expect(alice.daveVersion).toBe(0);
    expect(bob.heard.every(({ encrypted }) => !encrypted)).toBe(true);
  });

  it("follow a move, a new server, and a cut; and are where they were", async () => {
    const [sandbox, alice, bob] = await call({}, "alice", "bob");
    sandbox.faults.voice.cut();
    await expect.poll(() => sandbox.stats().voice.resumes).toBe(2);
    await passes(alice, bob);
    await sandbox.faults.voice.moveServer();
    await Promise.all([alice?.whenReady(), bob?.whenReady()]);
    await passes(bob, alice);
    const other = sandbox.world.channels.create(sandbox.guildId, { name: "Other", type: 2 });
    for (const member of [alice, bob]) {
      sandbox.world.voiceStates.update(sandbox.guildId, member?.userId ?? "", { channelId: other.id });
    }
    await expect.poll(() => [alice?.channelId, bob?.channelId]).toEqual([other.id, other.id]);
    await Promise.all([alice?.whenReady(), bob?.whenReady()]);
    await passes(alice, bob);
    const { identifies } = sandbox.stats().voice;
    sandbox.faults.voice.cut({ code: 4006, userId: alice?.userId ?? "" });
    await expect.poll(() => sandbox.stats().voice.identifies).toBe(identifies + 1);
    await Promise.all([alice?.whenReady(), bob?.whenReady()]);
    await passes(alice, bob);
    expect(await sandbox.user("alice").joinVoice("Other")).toBe(alice);
  });

  describe("with faults in the keys", () => {
    it("are added again after a welcome or a commit that can not be processed", async () => {
      const [sandbox, alice, bob] = await call({}, "alice", "bob");
      sandbox.faults.voice.corruptWelcomes();
      const carol = await sandbox.user("carol").joinVoice(channel);
      await carol.whenReady();
      await passes(carol, alice, bob);
      expect(sandbox.stats().voice.invalidReports).toBe(1);
      sandbox.faults.voice.corruptCommits();
      await bob?.leave();
      await expect.poll(() => sandbox.stats().voice.invalidReports).toBe(2);
      await expect.poll(() => alice?.privacyCode === carol.privacyCode && alice.canSpeak, { timeout: 5000 }).toBe(true);
      await passes(carol, alice);
      expect(sandbox.stats().voice).toMatchObject({ rejections: [], plainFrames: 0 });
    });

    it("wait for a commit that is withheld, and go on once it comes", async () => {
      const [sandbox, alice, bob] = await call({}, "alice", "bob");
      const code = alice?.privacyCode;
      sandbox.faults.voice.withholdCommits(Number.POSITIVE_INFINITY);
      const carol = await sandbox.user("carol").joinVoice(channel);
      await expect(carol.whenReady(200)).rejects.toThrow(/the right to speak/);
      await passes(alice, bob);
      expect(alice?.privacyCode).toBe(code);
      sandbox.faults.clear();
      await carol.whenReady();
      await passes(carol, alice, bob);
    });

    it("are downgraded and upgraded on demand, also where a transition's execution is never told", async () => {
      const [sandbox, alice, bob] = await call({ transitionTimeoutMs: 100 }, "alice", "bob");
      sandbox.faults.voice.downgrade();
      await expect.poll(() => [alice?.daveVersion, bob?.daveVersion]).toEqual([0, 0]);
      await passes(alice, bob);
      sandbox.faults.voice.upgrade();
      await expect.poll(() => [alice?.daveVersion, bob?.daveVersion]).toEqual([1, 1]);
      await passes(bob, alice);
      sandbox.faults.voice.withholdExecutions();
      const carol = await sandbox.user("carol").joinVoice(channel);
      await carol.whenReady();
      await passes(carol, alice, bob);
      expect(sandbox.stats().voice.plainFrames).toBe(0);
    });

    it("show frames that somebody slipped in, and count those that a client forgot to encrypt", async () => {
      const [sandbox, alice, bob] = await call({}, "alice", "bob");
      const opus = Buffer.from("clear audio");
      await passes(alice, bob);
      expect(sandbox.faults.voice.injectFrame({ from: alice?.userId ?? "", opus, times: 3 })).toBe(1);
      await expect.poll(() => bob?.heard.filter((frame) => frame.opus.equals(opus)).length).toBe(3);
      expect(bob?.heard.filter(({ opus: frame, encrypted }) => frame.equals(opus) && encrypted)).toEqual([]);
      expect(sandbox.stats().voice.plainFrames).toBe(0);
      await alice?.speak(sweepFrames(4), { ...fast, plain: true });
      await expect.poll(() => sandbox.stats().voice.plainFrames).toBe(4);
    });
  });

  it("may not be where they may not be", async () => {
    const sandbox = await start();
    await expect(sandbox.user("alice").joinVoice("general")).rejects.toThrow(/"general" is no voice channel/);
    const deny = { id: sandbox.guildId, type: 0, allow: "0", deny: String(0x100000) } as const;
    sandbox.world.channels.update(sandbox.channels[channel] ?? "", { permission_overwrites: [deny] });
    await expect(sandbox.user("carol").joinVoice(channel)).rejects.toThrow(/Missing (Permissions|Access)/);
  });
});
