import { VoiceManager } from "@zignal/voice";
import { describe, expect, it } from "vitest";
import { ValidationError, VoiceError } from "../src/index.ts";
import { createBot, startBot } from "./bot.ts";

const voice = { endpointScheme: "ws" } as const;

describe("client.voice", () => {
  it("joins on first use, hears people, and is left at disconnect(); afterwards it can join again", async () => {
    await using bot = await startBot({ voice });
    const { client, sandbox } = bot;
    const { guildId } = sandbox;
    const channelId = sandbox.channels["Voice Lounge"] ?? "";
    expect([client.voice.connections.size, client.voice.leaveVoiceChannel(guildId)]).toEqual([0, false]);
    const connection = await client.voice.joinVoiceChannel({ guildId, channelId });
    expect([connection.status, client.voice.getConnection(guildId)]).toEqual(["ready", connection]);
    expect(sandbox.world.voiceStates.get(guildId, sandbox.botId)?.channel_id).toBe(channelId);
    const joined = Promise.withResolvers<string>();
    connection.on("userJoined", joined.resolve);
    const carol = sandbox.user("carol");
    await carol.joinVoice("Voice Lounge");
    expect(await joined.promise).toBe(carol.id);
    await carol.leaveVoice();

    await client.disconnect();
    expect(client.voice.connections.size).toBe(0);
    await expect.poll(() => sandbox.world.voiceStates.get(guildId, sandbox.botId)).toBeUndefined();
    await expect.poll(() => sandbox.stats().voice.connections).toBe(0);
    await client.connect();
    const again = await client.voice.joinVoiceChannel({ guildId, channelId });
    expect([again === connection, again.status]).toEqual([false, "ready"]);
    expect(client.voice.leaveVoiceChannel(guildId)).toBe(true);
  });

  it("goes on through a reconnect of the gateway", async () => {
    await using bot = await startBot({ voice });
    const { client, sandbox } = bot;
    const channelId = sandbox.channels["Voice Lounge"] ?? "";
    const connection = await client.voice.joinVoiceChannel({ guildId: sandbox.guildId, channelId });
    await client.reconnect();
    expect([connection.status, client.voice.connections.size]).toEqual(["ready", 1]);
  });

  it("makes one manager for those who ask for it at the same time, without a cache too", async () => {
    await using bot = await startBot({ voice, cache: false });
    const { client } = bot;
    const [first, second] = await Promise.all([client.voice.manager(), client.voice.manager()]);
    expect(first).toBe(second);
    expect(first).toBeInstanceOf(VoiceManager);
  });

  it("says what is missing: the intent, a connection, or that it is switched off", async () => {
    await using bot = await createBot({ intents: { guilds: true } });
    const join = { guildId: bot.sandbox.guildId, channelId: bot.sandbox.channels["Voice Lounge"] ?? "" };
    const refused = bot.client.voice.joinVoiceChannel(join);
    await expect(refused).rejects.toThrow(ValidationError);
    await expect(refused).rejects.toThrow(/intents must have "guildVoiceStates"/);
    await using off = await createBot({ voice: false });
    await expect(off.client.voice.manager()).rejects.toThrow(/switched off/);
    await using early = await createBot({ voice });
    const tooEarly = early.client.voice.joinVoiceChannel({ ...join, userId: bot.sandbox.botId });
    await expect(tooEarly).rejects.toThrow(VoiceError);
    await expect(tooEarly).rejects.toThrow(/not connected/);
    await expect(bot.client.voice.joinVoiceChannel(join)).rejects.toThrow(/guildVoiceStates/);
  });

  it("can be a configured one, which the client leaves to whoever made it", async () => {
    await using bot = await startBot();
    const { sandbox } = bot;
    const manager = new VoiceManager({ gateway: bot.client.gateway, userId: sandbox.botId, ...voice });
    await using other = await createBot({ voice: manager, gateway: bot.client.gateway });
    expect(await other.client.voice.manager()).toBe(manager);
    await other.client.close();
    expect(manager.connections.size).toBe(0);
    await manager.close();
  });

  it("is closed with the client while it is still joining, and leaves nothing behind", async () => {
    const bot = await startBot({ voice });
    const { client, sandbox } = bot;
    const channelId = sandbox.channels["Voice Lounge"] ?? "";
    const joining = client.voice.joinVoiceChannel({ guildId: sandbox.guildId, channelId });
    const [outcome] = await Promise.allSettled([joining, client.close()]);
    expect(outcome.status).toBe("rejected");
    expect(client.voice.connections.size).toBe(0);
    await expect.poll(() => sandbox.stats().voice.connections).toBe(0);
    await sandbox.close();
  });
});
