import { afterEach, describe, expect, it } from "vitest";
import { useSandbox } from "../sandbox-fixture.ts";
import { oggOpus } from "../voice/ogg-writer.ts";
import { sweepFrames } from "../voice/sound.ts";
import { DiscordJsVoice, secondBot } from "./discordjs-voice.ts";

describe("@discordjs/voice, unmodified", () => {
  const { start } = useSandbox();
  const peers: DiscordJsVoice[] = [];
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
  });

  it.each(["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const)(
    "plays to another of its kind and back, frame by frame, end to end encrypted (%s)",
    { timeout: 40_000 },
    async (mode) => {
      const sandbox = await start({ voice: { modes: [mode] } });
      const channelId = sandbox.channels["Voice Lounge"] ?? "";
      const a = await DiscordJsVoice.start(sandbox);
      peers.push(a);
      const b = await DiscordJsVoice.start(sandbox, secondBot(sandbox, "Second Bot"));
      peers.push(b);
      await a.join(sandbox.guildId, channelId);
      await b.join(sandbox.guildId, channelId);
      await expect.poll(() => sandbox.stats().voice.commits, { timeout: 5000 }).toBe(1);
      const frames = sweepFrames(50);
      await a.play(oggOpus(frames));
      await expect.poll(async () => b.heard(a.userId)).toHaveLength(54);
      expect((await b.heard(a.userId)).slice(0, 50)).toEqual(frames);
      await b.play(oggOpus(frames));
      await expect.poll(async () => a.heard(b.userId)).toHaveLength(54);
      expect((await a.heard(b.userId)).slice(0, 50)).toEqual(frames);
      const { voice } = sandbox.stats();
      expect(voice).toMatchObject({ packetsReceived: 108, packetsForwarded: 108, nonceReuses: 0, plainFrames: 0 });
      expect(voice).toMatchObject({ dropped: {}, rejections: [], invalidReports: 0 });
    },
  );
});
