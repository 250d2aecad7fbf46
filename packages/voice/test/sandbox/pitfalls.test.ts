import type { Sandbox } from "@zignal/sandbox";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it, vi } from "vitest";
import type { VoiceConnection } from "../../src/index.ts";
import { numberedFrames } from "./frames.ts";
import { heardBy, startPair, VoiceBot } from "./voice-bots.ts";

/** All that one end sends reaches the other, in order; a person on the other side or a connection. */
async function reaches(from: VoiceConnection, heard: () => Buffer[], first = 0): Promise<void> {
  const before = heard().length;
  const sent = numberedFrames(20, first);
  for (const frame of sent) expect(from.sendFrame(frame)).toBe(true);
  await vi.waitFor(() => expect(heard().slice(before)).toEqual(sent), { timeout: 3_000, interval: 20 });
}

/** How a bot's voice ended, and how often it had identified when nothing more happened. */
async function afterClose(code: number): Promise<{ sandbox: Sandbox; bot: VoiceBot; connection: VoiceConnection }> {
  const sandbox = await createSandbox();
  const bot = await VoiceBot.start(sandbox, undefined, { backoff: { baseDelayMs: 5, maxDelayMs: 10 } });
  const connection = await bot.join(sandbox);
  const changed = new Promise<void>((resolve) => connection.once("stateChange", () => resolve()));
  sandbox.faults.voice.cut({ code });
  await changed;
  // Longer than a storm would need.
  await sandbox.waitForEvent("NOTHING", undefined, 150).catch(() => undefined);
  return { sandbox, bot, connection };
}

describe("pitfall 27: signalling", () => {
  it.concurrent("a server update that comes before the state update is as good as one after it", async ({ expect }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox);
    sandbox.faults.reorderEvents("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE");
    expect((await bot.join(sandbox)).status).toBe("ready");
  });

  it.concurrent("a server update without a state update is half of what it takes: the join names the step that failed", async ({
    expect,
  }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox, undefined, { timeouts: { signallingMs: 200 } });
    sandbox.faults.withholdEvents("VOICE_STATE_UPDATE");
    await expect(bot.join(sandbox)).rejects.toThrow(/signalling/);
    expect(sandbox.stats().voice.identifies).toBe(0);
    expect((await bot.join(sandbox)).status).toBe("ready");
  });

  it.concurrent("a session that is no longer valid (4006) is not tried again with what it had", async ({ expect }) => {
    const { sandbox, bot, connection } = await afterClose(4006);
    await expect.poll(() => connection.status).toBe("ready");
    const { identifies, closes } = sandbox.stats().voice;
    // With the old token the sandbox would have closed with 4006 again.
    expect({ identifies, closes }).toEqual({ identifies: 2, closes: { 4006: 1 } });
    await bot[Symbol.asyncDispose]();
    await sandbox.close();
  });

  it.concurrent("the last of several server updates counts, and none of them is cached for the next join", async ({
    expect,
  }) => {
    await using pair = await startPair();
    const { privacyCode } = pair.a;
    await pair.sandbox.faults.voice.moveServer();
    await pair.sandbox.faults.voice.moveServer();
    const heard = heardBy(pair.b);
    const codes = (): Set<string | undefined> => new Set([pair.a.privacyCode, pair.b.privacyCode]);
    await expect.poll(() => codes().size === 1 && !codes().has(privacyCode) && !codes().has(undefined)).toBe(true);
    await reaches(pair.a, () => heard);
    // Who was just identifying when the second move came has shown a token that had been superseded.
    const superseded = (): number => pair.sandbox.stats().voice.closes[4006] ?? 0;
    const before = superseded();
    pair.botA.voice.leaveVoiceChannel(pair.sandbox.guildId);
    const again = await pair.botA.join(pair.sandbox);
    await reaches(again, () => heard, 100);
    expect(superseded()).toBe(before);
  });
});

describe("pitfall 28: each close code has its own end, and none a storm", () => {
  const ends: [code: number, identifies: number, status: string][] = [
    [4001, 1, "closed"],
    [4002, 1, "closed"],
    [4003, 1, "closed"],
    [4004, 2, "ready"],
    [4005, 1, "closed"],
    [4006, 2, "ready"],
    [4009, 2, "ready"],
    [4011, 2, "ready"],
    [4012, 1, "closed"],
    [4015, 1, "ready"],
    [4016, 1, "closed"],
    [4017, 1, "closed"],
    [4020, 1, "closed"],
    [4021, 1, "awaitingServer"],
    [4022, 1, "awaitingServer"],
  ];
  it.concurrent.for(ends)("%i: %i identifies in all, then %s", async ([code, identifies, status], { expect }) => {
    const { sandbox, bot, connection } = await afterClose(code);
    await expect.poll(() => connection.status, { timeout: 3_000 }).toBe(status);
    expect(sandbox.stats().voice.identifies).toBe(identifies);
    await bot[Symbol.asyncDispose]();
    await sandbox.close();
  });

  it.concurrent.for([4021, 4022])("%i: a new server is the way back", async (code, { expect }) => {
    const { sandbox, bot, connection } = await afterClose(code);
    await sandbox.faults.voice.moveServer();
    await expect.poll(() => connection.status, { timeout: 3_000 }).toBe("ready");
    expect(sandbox.stats().voice.identifies).toBe(2);
    await bot[Symbol.asyncDispose]();
    await sandbox.close();
  });

  it.concurrent("a server that refuses for ever is given up after a few tries, with its code", async ({ expect }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox, undefined, {
      backoff: { baseDelayMs: 1, maxDelayMs: 2 },
      maxRejoins: 3,
    });
    const connection = await bot.join(sandbox);
    const closed = Promise.withResolvers<unknown>();
    connection.on("closed", closed.resolve);
    connection.on("stateChange", (status) => {
      if (status === "ready") setImmediate(() => sandbox.faults.voice.cut({ code: 4006 }));
    });
    sandbox.faults.voice.cut({ code: 4006 });
    expect(await closed.promise).toMatchObject({ name: "VoiceError", closeCode: 4006 });
    expect(sandbox.stats().voice.identifies).toBeLessThanOrEqual(5);
  });
});

describe("pitfall 29: UDP", () => {
  it.concurrent("discovery that is never answered fails the join by name, and the next join is a new one", async ({
    expect,
  }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox, undefined, {
      timeouts: { discoveringMs: 150 },
      backoff: { baseDelayMs: 5, maxDelayMs: 10 },
      maxRejoins: 1,
    });
    sandbox.faults.voice.dropDiscovery(Number.POSITIVE_INFINITY);
    await expect(bot.join(sandbox)).rejects.toThrow(/discover/i);
    sandbox.faults.clear();
    expect((await bot.join(sandbox)).status).toBe("ready");
  });

  it.concurrent("a bad network costs only what it loses, and repeats and reordering nothing", async ({ expect }) => {
    await using pair = await startPair();
    const heard = heardBy(pair.b);
    pair.sandbox.faults.voice.degradeNetwork({ duplicate: 0.3, delayMs: 5 });
    await reaches(pair.a, () => heard);
    expect(pair.b.getStats()).toMatchObject({ packetsReceived: 20, undecryptablePackets: 0 });
    expect(pair.b.getStats().duplicatePackets).toBeGreaterThan(0);
    pair.sandbox.faults.clear();
    await reaches(pair.a, () => heard, 50);
  });
});

describe("pitfall 30: keys", () => {
  it.concurrent("transition id 0 is a transition: the first group of a call is in force without an op 22", async ({
    expect,
  }) => {
    await using pair = await startPair();
    const heard = heardBy(pair.b);
    expect(pair.sandbox.stats().voice).toMatchObject({ commits: 1, transitions: 0 });
    await reaches(pair.a, () => heard);
  });

  it.concurrent("several transitions pend at once, none of which is said to be executed, and no frame is lost", async ({
    expect,
  }) => {
    await using pair = await startPair({ voice: { transitionTimeoutMs: 200 } });
    const { sandbox } = pair;
    const heard = heardBy(pair.b);
    sandbox.faults.voice.withholdExecutions(3);
    const people = [];
    for (const name of ["alice", "bob", "carol"]) people.push(await sandbox.user(name).joinVoice("Voice Lounge"));
    await Promise.all(people.map(async (person) => person.whenReady()));
    await reaches(pair.a, () => heard);
    expect(new Set([pair.a, pair.b, ...people].map(({ privacyCode }) => privacyCode)).size).toBe(1);
    expect(sandbox.stats().voice).toMatchObject({ plainFrames: 0, invalidReports: 0 });
  });

  it.concurrent("nothing goes out in the clear while a call is upgraded, nor after", async ({ expect }) => {
    await using pair = await startPair({ voice: { transitionTimeoutMs: 300 } });
    const { sandbox, a } = pair;
    sandbox.faults.voice.downgrade();
    await expect.poll(() => a.isEncrypted).toBe(false);
    const carol = await sandbox.user("carol").joinVoice("Voice Lounge");
    sandbox.faults.voice.upgrade();
    let number = 0;
    await expect
      .poll(
        () => {
          for (const frame of numberedFrames(5, (number += 5))) a.sendFrame(frame);
          return a.isEncrypted;
        },
        { interval: 5 },
      )
      .toBe(true);
    await carol.whenReady();
    const from = carol.heard.length;
    for (const frame of numberedFrames(20, 1_000)) a.sendFrame(frame);
    await expect
      .poll(() => carol.heard.slice(from).filter(({ opus }) => opus.readUInt16BE(2) >= 1_000).length)
      .toBe(20);
    const last = carol.heard.slice(-20);
    expect(last.every(({ encrypted }) => encrypted)).toBe(true);
    expect(sandbox.stats().voice.plainFrames).toBe(0);
  });

  it.concurrent("who rejoins brings a new key package, and is heard and hears at once", async ({ expect }) => {
    await using pair = await startPair();
    const { sandbox, botA } = pair;
    const heard = heardBy(pair.b);
    for (let round = 0; round < 3; round++) {
      botA.voice.leaveVoiceChannel(sandbox.guildId);
      const again = await botA.join(sandbox);
      await reaches(again, () => heard, round * 100);
    }
    expect(sandbox.stats().voice).toMatchObject({ rejections: [], invalidReports: 0, plainFrames: 0 });
  });

  it.concurrent.for([
    ["a key package", 26],
    ["a commit", 28],
    ["the word that a welcome does not fit", 31],
  ] as const)("%s that was lost with the connection is sent again after the resume", async ([, op], { expect }) => {
    await using sandbox = await createSandbox();
    await using bot = await VoiceBot.start(sandbox);
    const connection = await bot.join(sandbox);
    sandbox.faults.voice.loseMessages(op);
    if (op === 31) sandbox.faults.voice.corruptWelcomes();
    // Whose commit wins is chance: alice's is not to win.
    if (op === 28) sandbox.faults.voice.loseMessages(28, 2);
    const rejoined = op === 28 ? connection : await (bot.voice.leaveVoiceChannel(sandbox.guildId), bot.join(sandbox));
    const alice = await sandbox.user("alice").joinVoice("Voice Lounge");
    await alice.whenReady(150).catch(() => undefined);
    // Whichever of the two it was that lost something.
    sandbox.faults.voice.cut();
    await expect.poll(() => rejoined.canSend && alice.canSpeak, { timeout: 5_000 }).toBe(true);
    await reaches(rejoined, () => alice.heard.filter(({ opus }) => opus.length > 3).map(({ opus }) => opus));
  });

  it.concurrent("speaking that was lost with the connection is told again after the resume", async ({ expect }) => {
    await using pair = await startPair({ voice: { daveVersion: 0, requireDave: false } });
    const { sandbox, a, b, botA } = pair;
    sandbox.faults.voice.loseMessages(5, 2);
    botA.voice.leaveVoiceChannel(sandbox.guildId);
    const again = await botA.join(sandbox);
    sandbox.faults.clear();
    sandbox.faults.voice.cut({ userId: botA.botId });
    await expect.poll(() => again.getStats().resumes).toBe(1);
    const heard = heardBy(b);
    await reaches(again, () => heard);
    expect(a.status).toBe("closed");
    expect(sandbox.stats().voice.dropped).toEqual({});
  });

  it.concurrent("who leaves has none of the keys that come after", async ({ expect }) => {
    await using pair = await startPair();
    const { sandbox, a, b } = pair;
    const carol = await sandbox.user("carol").joinVoice("Voice Lounge");
    await carol.whenReady();
    await expect.poll(() => a.privacyCode).toBe(carol.privacyCode);
    const shared = a.privacyCode;
    await carol.leave();
    await expect.poll(() => a.privacyCode !== shared && a.privacyCode === b.privacyCode).toBe(true);
    const heard = heardBy(b);
    await reaches(a, () => heard);
    expect([...a.users]).toEqual([pair.botB.botId]);
  });
});
