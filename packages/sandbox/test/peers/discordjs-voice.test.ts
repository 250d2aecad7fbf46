import { afterEach, describe, expect, it } from "vitest";
import { useSandbox } from "../sandbox-fixture.ts";
import { oggOpus } from "../voice/ogg-writer.ts";
import { sweepFrames } from "../voice/sound.ts";
import { DiscordJsVoice, secondBot } from "./discordjs-voice.ts";

/** What @discordjs/voice 0.19.2 sends after the last frame: one less than Discord asks for. */
const silenceFrames = 4;

const silence = Buffer.from([0xf8, 0xff, 0xfe]).toString("base64");

/** Enough of a frame to tell it from others, and to be read in a failure. */
const text = (frame: Buffer): string => frame.toString("base64").slice(0, 16);

describe("@discordjs/voice, unmodified", () => {
  const { start } = useSandbox();
  const peers: DiscordJsVoice[] = [];
  const peer = async (...args: Parameters<typeof DiscordJsVoice.start>): Promise<DiscordJsVoice> => {
    const started = await DiscordJsVoice.start(...args);
    peers.push(started);
    return started;
  };
  afterEach(async () => {
    await Promise.all(peers.splice(0).map(async (started) => started.close()));
  });

  it.each(["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const)(
    "plays to another of its kind and to a person, and hears both, frame by frame, encrypted end to end (%s)",
    { timeout: 40_000 },
    async (mode) => {
      const sandbox = await start({ voice: { modes: [mode] } });
      const channelId = sandbox.channels["Voice Lounge"] ?? "";
      const [a, b] = await Promise.all([peer(sandbox), peer(sandbox, secondBot(sandbox, "Second Bot"))]);
      await Promise.all([a.join(sandbox.guildId, channelId), b.join(sandbox.guildId, channelId)]);
      const alice = await sandbox.user("alice").joinVoice("Voice Lounge");
      await alice.whenReady();
      // The first commit is in force at once, each later one after a transition.
      const settled = ({ commits, transitions } = sandbox.stats().voice): number => commits - transitions;
      await expect.poll(() => settled()).toBe(1);
      const frames = sweepFrames(40);
      const expected = frames.map(text);
      for (const [speaker, other] of [
        [a, b],
        [b, a],
      ] as const) {
        await speaker.play(oggOpus(frames));
        await expect.poll(async () => other.heard(speaker.userId)).toHaveLength(frames.length + silenceFrames);
        expect((await other.heard(speaker.userId)).slice(0, frames.length).map(text)).toEqual(expected);
        const heard = await alice.waitForFrames(frames.length, { from: speaker.userId });
        expect(heard.map(({ opus }) => text(opus))).toEqual(expected);
        expect(heard.every(({ encrypted }) => encrypted)).toBe(true);
      }
      await alice.speak(frames);
      for (const listener of [a, b]) {
        await expect
          .poll(async () => (await listener.heard(alice.userId)).length)
          .toBeGreaterThanOrEqual(frames.length);
        expect((await listener.heard(alice.userId)).slice(0, frames.length).map(text)).toEqual(expected);
      }
      const { voice } = sandbox.stats();
      expect(voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, dropped: {}, rejections: [], invalidReports: 0 });
      expect(voice.packetsReceived).toBe(2 * (frames.length + silenceFrames) + frames.length + 5);
      expect(voice.packetsForwarded).toBe(2 * voice.packetsReceived);
    },
  );

  it(
    "keeps its keys when people come and go, resumes after a cut, and follows to another server",
    { timeout: 40_000 },
    async () => {
      const sandbox = await start();
      const bot = await peer(sandbox);
      const alice = await sandbox.user("alice").joinVoice("Voice Lounge");
      await bot.join(sandbox.guildId, sandbox.channels["Voice Lounge"] ?? "");
      const frames = sweepFrames(20);
      const expected = frames.map(text);
      const reaches = async (): Promise<void> => {
        await alice.whenReady();
        const before = alice.heard.length;
        await bot.play(oggOpus(frames));
        const heard = (): string[] =>
          alice.heard
            .slice(before)
            .map(({ opus }) => text(opus))
            .filter((frame) => frame !== silence);
        await expect.poll(() => heard().slice(0, frames.length)).toEqual(expected);
      };
      await reaches();
      const carol = await sandbox.user("carol").joinVoice("Voice Lounge");
      await carol.whenReady();
      await carol.leave();
      await expect.poll(() => sandbox.stats().voice.transitions).toBe(2);
      await reaches();
      sandbox.faults.voice.cut({ userId: bot.userId });
      await expect.poll(() => sandbox.stats().voice.resumes).toBe(1);
      await reaches();
      const identifies = sandbox.stats().voice.identifies;
      await sandbox.faults.voice.moveServer();
      await expect.poll(() => sandbox.stats().voice.identifies, { timeout: 5000 }).toBe(identifies + 2);
      await expect.poll(async () => (await bot.state()).status, { timeout: 5000 }).toBe("ready");
      await reaches();
      expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, invalidReports: 0 });
    },
  );
});
