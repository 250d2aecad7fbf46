import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it, vi } from "vitest";
import { numberedFrames } from "./frames.ts";
import type { Pair } from "./voice-bots.ts";
import { heardBy, startPair, VoiceBot } from "./voice-bots.ts";

const modes = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const;

/** Sends frames from `a`, and waits until `b` has heard all of them, in order. */
async function expectHeard({ a, b }: Pair, count = 30, heard: Buffer[] = heardBy(b)): Promise<void> {
  heard.length = 0;
  const sent = numberedFrames(count);
  for (const frame of sent) expect(a.sendFrame(frame)).toBe(true);
  await vi.waitFor(() => expect(heard.length).toBe(count), { timeout: 3_000, interval: 20 });
  expect(heard).toEqual(sent);
}

/** What no client of ours may ever cause, whatever happens. */
function expectSound({ sandbox }: Pair): void {
  expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0 });
}

describe("two bots of this library on the sandbox", () => {
  it.concurrent.for(modes)(
    "hear each other, end to end encrypted, every frame in order (%s)",
    async (mode, { expect }) => {
      await using pair = await startPair({ voice: { modes: [mode] } });
      const { a, b, botA, botB, sandbox } = pair;
      expect([a.isEncrypted, b.isEncrypted]).toEqual([true, true]);
      expect(a.privacyCode).toMatch(/^\d{30}$/);
      expect(a.privacyCode).toBe(b.privacyCode);
      expect(await a.getVerificationCode(botB.botId)).toBe(await b.getVerificationCode(botA.botId));
      expect(await a.getFingerprint(botB.botId)).toHaveLength(64);
      await expectHeard(pair, 100);
      await expectHeard({ ...pair, a: b, b: a }, 100);
      expectSound(pair);
      expect(sandbox.stats().voice).toMatchObject({ dropped: {}, rejections: [], closes: {}, invalidReports: 0 });
      expect(a.getStats()).toMatchObject({ encryptionMode: mode, packetsSent: 100, packetsReceived: 100 });
      expect(b.getStats()).toMatchObject({ undecryptablePackets: 0, lostPackets: 0, dave: { decryptFailures: 0 } });
    },
  );

  it.concurrent("speak without DAVE where the call has none, and never start it unasked", async ({ expect }) => {
    await using pair = await startPair({ voice: { daveVersion: 0 } });
    expect([pair.a.isEncrypted, pair.a.privacyCode, pair.a.canSend]).toEqual([false, undefined, true]);
    await expectHeard(pair);
    await expect(pair.a.getVerificationCode(pair.botB.botId)).rejects.toThrow(/not encrypted/);
  });

  it.concurrent.for([4015, undefined])(
    "resume after a cut (%s), with audio and encryption going on",
    async (code, { expect }) => {
      await using pair = await startPair();
      const { a, sandbox, botA } = pair;
      await expectHeard(pair);
      const { identifies } = a.getStats();
      sandbox.faults.voice.cut({ userId: botA.botId, ...(code === undefined ? {} : { code }) });
      const couldSend: boolean[] = [];
      a.on("stateChange", () => couldSend.push(a.canSend));
      a.onCanSendChange(() => couldSend.push(a.canSend));
      await expectHeard(pair);
      await expect.poll(() => a.getStats().resumes).toBe(1);
      expect(couldSend).toEqual([true, true]);
      await expectHeard(pair);
      expect(a.getStats()).toMatchObject({ identifies, resumes: 1 });
      expectSound(pair);
    },
  );

  it.concurrent("resume with the sequence's wrap to 0 in between: 0 is a number like any other", async ({ expect }) => {
    const backoff = { baseDelayMs: 10, maxDelayMs: 20 };
    await using pair = await startPair({ voice: { firstSequence: 65_530 } }, { backoff });
    for (let round = 0; round < 3; round++) {
      for (let flags = 0; flags < 6; flags++) pair.b.setSpeaking(1 + (flags % 3));
      pair.sandbox.faults.voice.cut({ userId: pair.botA.botId });
      await expect.poll(() => pair.a.getStats().resumes).toBe(round + 1);
    }
    await expectHeard(pair);
    expect(pair.a.getStats().identifies).toBe(1);
  });

  it.concurrent.for([4006, 4009, 4011])("join afresh after %s, with new keys", async (code, { expect }) => {
    await using pair = await startPair();
    const { a, b, sandbox, botA } = pair;
    sandbox.faults.voice.cut({ userId: botA.botId, code });
    await expect.poll(() => a.getStats().identifies).toBe(2);
    await expect.poll(() => a.isEncrypted && b.isEncrypted && a.privacyCode === b.privacyCode).toBe(true);
    await expectHeard(pair);
    await expectHeard({ ...pair, a: b, b: a });
    expectSound(pair);
  });

  it.concurrent("join afresh when a resume is refused", async ({ expect }) => {
    await using pair = await startPair();
    pair.sandbox.faults.voice.refuseResumes(1);
    pair.sandbox.faults.voice.cut({ userId: pair.botA.botId });
    await expect.poll(() => pair.a.getStats().identifies).toBe(2);
    await expect.poll(() => pair.a.isEncrypted && pair.a.privacyCode === pair.b.privacyCode).toBe(true);
    await expectHeard(pair);
  });

  it.concurrent.for([4017, 4002])(
    "end for good after %s, and say why; nothing is tried again",
    async (code, { expect }) => {
      await using pair = await startPair();
      const { a, sandbox, botA } = pair;
      const closed = Promise.withResolvers<unknown>();
      a.on("closed", closed.resolve);
      sandbox.faults.voice.cut({ userId: botA.botId, code });
      expect(await closed.promise).toMatchObject({ name: "VoiceError", closeCode: code });
      expect(a.getStats()).toMatchObject({ identifies: 1, status: "closed" });
      expect(botA.voice.getConnection(sandbox.guildId)).toBeUndefined();
    },
  );

  it.concurrent.for([true, false])(
    "follow a move of the server (old connections end first: %s)",
    async (endFirst, { expect }) => {
      await using pair = await startPair();
      const { a, b, sandbox } = pair;
      await sandbox.faults.voice.moveServer({ endFirst });
      await expect.poll(() => [a.getStats().identifies, b.getStats().identifies]).toEqual([2, 2]);
      await expect.poll(() => a.isEncrypted && b.isEncrypted && a.privacyCode === b.privacyCode).toBe(true);
      await expectHeard(pair);
      expectSound(pair);
    },
  );

  it.concurrent("wait for another server when theirs goes away", async ({ expect }) => {
    await using pair = await startPair();
    pair.sandbox.faults.voice.loseServer();
    await expect.poll(() => pair.a.status).toBe("awaitingServer");
    await pair.sandbox.faults.voice.moveServer();
    await expect.poll(() => pair.a.isEncrypted && pair.a.privacyCode === pair.b.privacyCode).toBe(true);
    await expectHeard(pair);
  });

  it.concurrent("find their address though the first questions are lost", async ({ expect }) => {
    await using pair = await startPair();
    pair.botA.voice.leaveVoiceChannel(pair.sandbox.guildId);
    pair.sandbox.faults.voice.dropDiscovery(2);
    const again = await pair.botA.join(pair.sandbox);
    expect(again.canSend).toBe(true);
  });

  it.concurrent("give up a silent connection, and resume", async ({ expect }) => {
    await using pair = await startPair({ voice: { heartbeatIntervalMs: 400 } });
    pair.sandbox.faults.voice.muteConnections({ userId: pair.botA.botId });
    await expect.poll(() => pair.a.getStats().resumes, { timeout: 4_000 }).toBe(1);
    await expectHeard(pair);
  });

  it.concurrent("heal a call whose commit could not be processed, and lose no frame afterwards (pitfall 30)", async ({
    expect,
  }) => {
    await using pair = await startPair();
    const { a, b, sandbox } = pair;
    sandbox.faults.voice.corruptCommits(1);
    await using third = await VoiceBot.start(sandbox, "Third Bot");
    const c = await third.join(sandbox);
    await expect.poll(() => new Set([a, b, c].map(({ privacyCode }) => privacyCode)).size).toBe(1);
    await expect.poll(() => [a, b, c].every(({ isEncrypted }) => isEncrypted)).toBe(true);
    expect(sandbox.stats().voice.invalidReports).toBeGreaterThan(0);
    const heardC = heardBy(c);
    await expectHeard(pair);
    await expect.poll(() => heardC.length).toBe(30);
    expectSound(pair);
  });

  it.concurrent("heal a call whose welcome could not be processed", async ({ expect }) => {
    await using pair = await startPair();
    const { a, b, sandbox } = pair;
    sandbox.faults.voice.corruptWelcomes(1);
    await using third = await VoiceBot.start(sandbox, "Third Bot");
    const c = await third.join(sandbox);
    await expect
      .poll(() => c.isEncrypted && c.privacyCode === a.privacyCode && c.privacyCode === b.privacyCode)
      .toBe(true);
    expect(c.getStats().dave.recoveries).toBe(1);
    await expectHeard({ ...pair, b: c });
    await expectHeard({ ...pair, a: c });
  });

  it.concurrent("go to clear audio and back with the call, without a lost frame and without a clear one too many (pitfall 30)", async ({
    expect,
  }) => {
    await using pair = await startPair();
    const { a, b, sandbox } = pair;
    const heard = heardBy(b);
    const sent: Buffer[] = [];
    const talk = setInterval(() => {
      const [frame] = numberedFrames(1, sent.length);
      if (frame !== undefined && a.sendFrame(frame)) sent.push(frame);
    }, 5);
    sandbox.faults.voice.downgrade();
    await expect.poll(() => [a.getStats().dave.version, b.getStats().dave.version]).toEqual([0, 0]);
    expect(a.isEncrypted).toBe(false);
    const clearFrames = sent.length;
    await expect.poll(() => sent.length).toBeGreaterThan(clearFrames + 10);
    sandbox.faults.voice.upgrade();
    await expect.poll(() => a.isEncrypted && b.isEncrypted, { timeout: 4_000 }).toBe(true);
    const encrypted = sent.length;
    await expect.poll(() => sent.length).toBeGreaterThan(encrypted + 10);
    clearInterval(talk);
    await expect.poll(() => heard.length).toBe(sent.length);
    expect(heard).toEqual(sent);
    const { nonceReuses, plainFrames } = sandbox.stats().voice;
    expect(nonceReuses).toBe(0);
    // What was on its way when the server made the upgrade.
    expect(plainFrames).toBeLessThan(10);
  });

  it.concurrent("refuse clear audio that somebody on the way slips into an encrypted call", async ({ expect }) => {
    await using pair = await startPair();
    const heard = heardBy(pair.b);
    await expectHeard(pair, 5, heard);
    const [frame] = numberedFrames(1, 9_999);
    pair.sandbox.faults.voice.injectFrame({
      from: pair.botA.botId,
      times: 20,
      ...(frame === undefined ? {} : { opus: frame }),
    });
    await expect.poll(() => pair.b.getStats().dave.refusedClear).toBe(20);
    expect(heard).toHaveLength(5);
  });

  it.concurrent("hear first words though opcode 5 comes late (pitfall 31)", async ({ expect }) => {
    await using sandbox = await createSandbox();
    sandbox.faults.voice.delaySpeaking(200);
    await using botA = await VoiceBot.start(sandbox);
    await using botB = await VoiceBot.start(sandbox, "Second Bot");
    const [a, b] = await Promise.all([botA.join(sandbox), botB.join(sandbox)]);
    const heard = heardBy(b);
    const sent = numberedFrames(10);
    for (const frame of sent) a.sendFrame(frame);
    await expect.poll(() => heard.length).toBe(10);
    expect(heard).toEqual(sent);
  });

  it.concurrent("hear a third who comes and goes, and forget them", async ({ expect }) => {
    await using pair = await startPair();
    const { a, b, sandbox } = pair;
    const left: string[] = [];
    b.on("userLeft", (userId) => left.push(userId));
    for (let round = 0; round < 3; round++) {
      await using third = await VoiceBot.start(sandbox, `Third Bot ${round}`);
      const c = await third.join(sandbox);
      await expect
        .poll(() => c.privacyCode !== undefined && c.privacyCode === a.privacyCode && a.privacyCode === b.privacyCode)
        .toBe(true);
      await expectHeard({ ...pair, a: c });
      await expectHeard({ ...pair, b: c });
      third.voice.leaveVoiceChannel(sandbox.guildId);
      await expect.poll(() => left).toContain(third.botId);
      await expect.poll(() => a.privacyCode === b.privacyCode).toBe(true);
      await expectHeard(pair);
    }
    expectSound(pair);
    expect(sandbox.stats().voice.invalidReports).toBe(0);
  });

  it.concurrent("lose no frame while others come and go (pitfall 30: deaf or garbled after anyone joins)", async ({
    expect,
  }) => {
    await using pair = await startPair();
    const { a, b, sandbox } = pair;
    const heardA = heardBy(a);
    const heardB = heardBy(b);
    const sent: Buffer[] = [];
    const talk = setInterval(() => {
      const [frame] = numberedFrames(1, sent.length);
      // Both can send all the time: nobody waits for keys while the group changes.
      if (frame !== undefined && a.sendFrame(frame) && b.sendFrame(frame)) sent.push(frame);
    }, 5);
    for (let round = 0; round < 4; round++) {
      await using third = await VoiceBot.start(sandbox, `Third Bot ${round}`);
      const c = await third.join(sandbox);
      await expect.poll(() => c.privacyCode === a.privacyCode && a.privacyCode === b.privacyCode).toBe(true);
    }
    clearInterval(talk);
    await expect.poll(() => [heardA.length, heardB.length]).toEqual([sent.length, sent.length]);
    expect(heardA).toEqual(sent);
    expect(heardB).toEqual(sent);
    expect(a.getStats().dave.decryptFailures + b.getStats().dave.decryptFailures).toBe(0);
    expect(sandbox.stats().voice).toMatchObject({ invalidReports: 0, nonceReuses: 0, plainFrames: 0 });
  });
});
