import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSandbox } from "@zignal/sandbox";
import type { Sandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import type { VoiceConnection } from "../src/index.ts";
import { numberedFrames } from "./sandbox/frames.ts";
import { VoiceBot } from "./sandbox/voice-bots.ts";

/** `ZIGNAL_SOAK_SECONDS=120 pnpm exec vitest run packages/voice/test/soak` is the whole of it. */
const seconds = Number(process.env["ZIGNAL_SOAK_SECONDS"] ?? 4);
const bots = 10;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Numbers from 0 to below 1, the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One bad thing. */
async function misfortune(
  sandbox: Sandbox,
  all: readonly VoiceBot[],
  channels: readonly string[],
  next: () => number,
): Promise<void> {
  const { voice } = sandbox.faults;
  const bot = all[Math.floor(next() * all.length)];
  if (bot === undefined) return;
  const userId = bot.botId;
  const channelId = channels[Math.floor(next() * channels.length)] ?? "";
  const misfortunes: (() => unknown)[] = [
    () => voice.cut({ userId }),
    () => voice.cut({ userId, code: 4015 }),
    () => voice.cut({ userId, code: 4006 }),
    () => voice.cut({ userId, code: 4009 }),
    () => voice.moveServer({ endFirst: next() < 0.5 }),
    () => voice.corruptCommits(1),
    () => voice.corruptWelcomes(1),
    () => voice.withholdExecutions(1),
    () => voice.dropHeartbeatAcks(3),
    () => voice.dropDiscovery(2),
    () => voice.refuseResumes(1),
    () => voice.degradeNetwork({ loss: 0.05, duplicate: 0.05, reorder: 0.1, jitterMs: 20 }),
    () => voice.degradeNetwork({}),
    () => sandbox.world.voiceStates.update(sandbox.guildId, userId, { channelId }),
    () => bot.voice.joinVoiceChannel({ guildId: sandbox.guildId, channelId, timeoutMs: 5_000 }).catch(() => undefined),
    () => voice.injectFrame({ from: userId, opus: Buffer.from("plain text, somebody's"), times: 5 }),
  ];
  try {
    await misfortunes[Math.floor(next() * misfortunes.length)]?.();
  } catch {
    // The one it should happen to is not connected just now.
  }
}

describe("a soak", () => {
  it(
    `of ten connections on a bad day (${seconds} s): no nonce twice, no plain text, nothing left behind`,
    { timeout: (seconds + 60) * 1_000 },
    async () => {
      const rejections: unknown[] = [];
      const onRejection = (reason: unknown): void => void rejections.push(reason);
      process.on("unhandledRejection", onRejection);
      const next = random(7);
      const sandbox = await createSandbox({
        limits: { gateway: { identifyIntervalMs: 0 } },
        voice: { heartbeatIntervalMs: 300, transitionTimeoutMs: 300 },
      });
      const second = sandbox.world.channels.create(sandbox.guildId, { name: "Second", type: 2 });
      const channels = [sandbox.channels["Voice Lounge"] ?? "", second.id];
      const options = {
        backoff: { baseDelayMs: 50, maxDelayMs: 200 },
        maxRejoins: 1_000,
        timeouts: { settlingMs: 200, signallingMs: 1_000 },
      };
      const all: VoiceBot[] = [];
      for (let index = 0; index < bots; index++) {
        all.push(await VoiceBot.start(sandbox, index === 0 ? undefined : `Bot ${index}`, options));
      }
      const connections = (): VoiceConnection[] => all.flatMap(({ voice }) => [...voice.connections.values()]);
      const join = async (bot: VoiceBot, index: number): Promise<unknown> =>
        await bot.voice.joinVoiceChannel({
          guildId: sandbox.guildId,
          channelId: channels[index % 2] ?? "",
          timeoutMs: 10_000,
        });
      await Promise.all(all.map(join));
      const plain = "said in the clear";
      let number = 0;
      const talk = setInterval(() => {
        const [frame] = numberedFrames(1, number++);
        for (const connection of connections())
          if (frame !== undefined) connection.sendFrame(Buffer.concat([frame, Buffer.from(plain)]));
      }, 20);
      const heard = new Map<string, number>();
      for (const connection of connections()) {
        connection.on("audioReceived", ({ userId, opus }) => {
          if (!Buffer.from(opus).includes(plain))
            rejections.push(`heard what nobody said: ${Buffer.from(opus).toString("latin1")}`);
          heard.set(userId, (heard.get(userId) ?? 0) + 1);
        });
      }
      let heap = 0;
      const began = performance.now();
      while (performance.now() - began < seconds * 1_000) {
        await misfortune(sandbox, all, channels, next);
        const { promise, resolve } = Promise.withResolvers<void>();
        setTimeout(() => resolve(), 150);
        await promise;
        if (heap === 0 && performance.now() - began > seconds * 300) heap = heapInUse();
      }
      sandbox.faults.clear();
      const grown = heapInUse() - heap;

      // The day is over: everybody hears everybody again.
      await Promise.all(
        all.map(async (bot, index) => await (bot.voice.getConnection(sandbox.guildId) ?? join(bot, index))),
      );
      const apart = (): string[] =>
        all.flatMap(({ botId, voice }) => {
          const connection = voice.getConnection(sandbox.guildId);
          return connection?.isEncrypted === true
            ? []
            : [`${botId} ${connection?.status} ${JSON.stringify([...(connection?.users ?? [])])}`];
        });
      await expect.poll(apart, { timeout: 20_000 }).toEqual([]);
      heard.clear();
      await expect.poll(() => heard.size, { timeout: 5_000 }).toBe(bots);
      clearInterval(talk);
      expect(rejections).toEqual([]);
      const { voice } = sandbox.stats();
      expect(voice).toMatchObject({ nonceReuses: 0, plainFrames: 0 });
      expect(grown).toBeLessThan(20_000_000);

      await Promise.all(all.map((bot) => bot[Symbol.asyncDispose]()));
      await sandbox.close();
      process.off("unhandledRejection", onRejection);
      await expect
        .poll(() => process.getActiveResourcesInfo().filter((name) => name === "UDPWrap" || name === "UDPWRAP").length)
        .toBe(0);
    },
  );
});
