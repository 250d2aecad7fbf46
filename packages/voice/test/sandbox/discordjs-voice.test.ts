import { createSandbox } from "@zignal/sandbox";
import { describe, it } from "vitest";
// The peer lives with the sandbox's own tests: it is what shows that the sandbox is right.
import { DiscordJsVoice, secondBot } from "../../../sandbox/test/peers/discordjs-voice.ts";
import { oggOpus } from "../../../sandbox/test/voice/ogg-writer.ts";
import { sweepFrames } from "../../../sandbox/test/voice/sound.ts";
import { heardBy, VoiceBot } from "./voice-bots.ts";

describe("with @discordjs/voice, unmodified, at the other end", () => {
  it.concurrent.for(["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const)(
    "every frame arrives in both directions, end to end encrypted (%s)",
    { timeout: 40_000 },
    async (mode, { expect }) => {
      await using sandbox = await createSandbox({ voice: { modes: [mode] } });
      const peer = await DiscordJsVoice.start(sandbox, secondBot(sandbox, "Peer"));
      await using bot = await VoiceBot.start(sandbox);
      try {
        await peer.join(sandbox.guildId, sandbox.channels["Voice Lounge"] ?? "");
        const connection = await bot.join(sandbox);
        expect(connection.isEncrypted).toBe(true);
        const frames = sweepFrames(50);
        const heard = heardBy(connection);
        await peer.play(oggOpus(frames));
        // The peer sends four frames of silence behind it, not five.
        await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(54);
        expect(heard.slice(0, 50)).toEqual(frames);
        await connection.playAudio(oggOpus(frames));
        await expect.poll(async () => peer.heard(bot.botId), { timeout: 5_000 }).toHaveLength(55);
        expect((await peer.heard(bot.botId)).slice(0, 50)).toEqual(frames);
        expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, dropped: {}, invalidReports: 0 });
        expect(connection.getStats()).toMatchObject({
          lostPackets: 0,
          undecryptablePackets: 0,
          dave: { decryptFailures: 0 },
        });
      } finally {
        await peer.close();
      }
    },
  );
});
