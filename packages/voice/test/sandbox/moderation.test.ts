import { createSandbox } from "@zignal/sandbox";
import { describe, it } from "vitest";
import { numberedFrames } from "./frames.ts";
import { heardBy, startPair, VoiceBot } from "./voice-bots.ts";

const voiceChannel = 2;

describe("what moderators and the main gateway do to a connection", () => {
  it.concurrent("moved to another channel, both ends meet again there, with another group", async ({ expect }) => {
    await using pair = await startPair();
    const { a, b, botA, botB, sandbox } = pair;
    const { id } = sandbox.world.channels.create(sandbox.guildId, { name: "Other", type: voiceChannel });
    const before = a.privacyCode;
    sandbox.world.voiceStates.update(sandbox.guildId, botA.botId, { channelId: id });
    await expect.poll(() => a.channelId).toBe(id);
    sandbox.world.voiceStates.update(sandbox.guildId, botB.botId, { channelId: id });
    await expect.poll(() => a.isEncrypted && a.privacyCode === b.privacyCode).toBe(true);
    expect(a.privacyCode).not.toBe(before);
    const heard = heardBy(b);
    const sent = numberedFrames(20);
    for (const frame of sent) a.sendFrame(frame);
    await expect.poll(() => heard).toEqual(sent);
    expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, invalidReports: 0 });
  });

  it.concurrent("moving by itself keeps the connection too", async ({ expect }) => {
    await using pair = await startPair();
    const { sandbox, botA, a, b } = pair;
    const { id } = sandbox.world.channels.create(sandbox.guildId, { name: "Other", type: voiceChannel });
    const left: string[] = [];
    b.on("userLeft", (userId) => left.push(userId));
    const moved = await botA.voice.joinVoiceChannel({ guildId: sandbox.guildId, channelId: id, timeoutMs: 5_000 });
    expect(moved).toBe(a);
    expect([a.channelId, [...a.users]]).toEqual([id, []]);
    await expect.poll(() => left).toEqual([botA.botId]);
  });

  it.concurrent("kicked, it is over, and does not come back by itself", async ({ expect }) => {
    await using pair = await startPair();
    const { a, botA, sandbox } = pair;
    const closed = Promise.withResolvers<unknown>();
    a.on("closed", closed.resolve);
    sandbox.world.voiceStates.update(sandbox.guildId, botA.botId, { channelId: null });
    expect(await closed.promise).toMatchObject({ message: expect.stringContaining("disconnected") });
    const { identifies } = sandbox.stats().voice;
    const again = await botA.join(sandbox);
    expect(again).not.toBe(a);
    expect(sandbox.stats().voice.identifies).toBe(identifies + 1);
  });

  it.concurrent("a main session that is lost leads to a new voice session", async ({ expect }) => {
    await using pair = await startPair({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const { a, b, sandbox } = pair;
    expect(sandbox.faults.invalidateSession()).toBeGreaterThan(0);
    await expect.poll(() => a.getStats().identifies > 1 && b.getStats().identifies > 1, { timeout: 15_000 }).toBe(true);
    await expect.poll(() => a.isEncrypted && a.privacyCode === b.privacyCode, { timeout: 5_000 }).toBe(true);
    const heard = heardBy(b);
    const sent = numberedFrames(20);
    for (const frame of sent) a.sendFrame(frame);
    await expect.poll(() => heard).toEqual(sent);
  });

  it.concurrent("a full channel rejects the join, and one whose server is never told too", async ({ expect }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox, undefined, { timeouts: { signallingMs: 300 } });
    sandbox.faults.voice.withholdServerUpdates(1);
    await expect(bot.join(sandbox)).rejects.toThrow(/signalling/);
    const again = await bot.join(sandbox);
    expect(again.status).toBe("ready");
  });

  it.concurrent("alone in an encrypted call the join resolves, and audio waits for the first listener", async ({
    expect,
  }) => {
    await using sandbox = await createSandbox();
    await using botA = await VoiceBot.start(sandbox);
    const a = await botA.join(sandbox);
    expect([a.status, a.canSend, a.isEncrypted]).toEqual(["ready", false, false]);
    await using botB = await VoiceBot.start(sandbox, "Second Bot");
    const b = await botB.join(sandbox);
    await expect.poll(() => a.canSend).toBe(true);
    const heard = heardBy(b);
    const sent = numberedFrames(5);
    for (const frame of sent) a.sendFrame(frame);
    await expect.poll(() => heard).toEqual(sent);
  });
});
