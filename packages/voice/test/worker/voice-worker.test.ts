import { once } from "node:events";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import type { AudioPlayerStats } from "../../src/index.ts";
import { voiceWorker, VoiceWorker } from "../../src/index.ts";
import { VoiceBot } from "../sandbox/voice-bots.ts";
import { numbered, oggOf } from "../audio/signals.ts";
import type { Request } from "./play-script.ts";

const script = (name: string): URL => new URL(name, import.meta.url);
const execArgv = ["--conditions=@zignal/source", "--no-warnings"];

async function ask(worker: VoiceWorker, request: Request): Promise<unknown> {
  const answered = once(worker.port, "message");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
  worker.port.postMessage(request);
  const [answer] = (await answered) as unknown[];
  return answer;
}

/** Holds the whole thread up, as a bot's own work may. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe("voice in a worker thread", () => {
  it("goes on in time while the main thread is held up", async () => {
    await using sandbox = await createSandbox({ voice: { daveVersion: 0 } });
    await using bot = await VoiceBot.start(sandbox);
    const worker = new VoiceWorker({
      gateway: bot.gateway,
      script: script("play-script.ts"),
      userId: bot.botId,
      workerData: { guildId: sandbox.guildId, channelId: sandbox.channels["Voice Lounge"] ?? "" },
      execArgv,
    });
    await worker.started;
    const file = oggOf(Array.from({ length: 500 }, (_, index) => numbered(index)));
    expect(await ask(worker, { play: file })).toBe("playing");
    const before = (await ask(worker, "stats")) as AudioPlayerStats;
    block(800);
    const after = (await ask(worker, "stats")) as AudioPlayerStats;
    // Forty frames, less what a busy machine holds the worker up itself.
    expect(after.framesSent - before.framesSent).toBeGreaterThanOrEqual(30);
    await worker.close();
    await expect.poll(() => sandbox.stats().voice.sessions).toBe(0);
  });

  it("leaves the channels of a worker that dies, and says so", async () => {
    await using sandbox = await createSandbox({ voice: { daveVersion: 0 } });
    await using bot = await VoiceBot.start(sandbox);
    const worker = new VoiceWorker({
      gateway: bot.gateway,
      script: script("play-script.ts"),
      userId: bot.botId,
      workerData: { guildId: sandbox.guildId, channelId: sandbox.channels["Voice Lounge"] ?? "" },
      execArgv,
    });
    await worker.started;
    await ask(worker, "stats");
    const states: (string | null)[] = [];
    bot.gateway.on("dispatch", (payload) => {
      if (payload.t === "VOICE_STATE_UPDATE") states.push(payload.d.channel_id);
    });
    const exited = once(worker, "exit");
    expect(await ask(worker, "crash")).toBe("crashing");
    expect(await exited).toMatchObject([{ message: "The voice worker has ended" }]);
    await expect.poll(() => states).toEqual([null]);
    await worker.close();
  });

  it("tells what a script failed with", async () => {
    const gateway = { shardCount: 1, send: () => Promise.resolve(), on: () => undefined, off: () => undefined };
    const worker = new VoiceWorker({ gateway, script: script("play-script.ts"), workerData: "fail", execArgv });
    await expect(worker.started).rejects.toThrow("The voice worker's script failed: no such file");
    await worker.close();
    const missing = new VoiceWorker({ gateway, script: script("not-there.ts"), execArgv });
    await expect(missing.started).rejects.toThrow("The voice worker failed");
    await missing.close();
  });

  it("is not begun by hand, nor with options that do not fit", async () => {
    await expect(voiceWorker(() => undefined)).rejects.toThrow(/no VoiceWorker has started/);
    const gateway = { shardCount: 1, send: () => Promise.resolve(), on: () => undefined, off: () => undefined };
    expect(() => new VoiceWorker({ gateway, script: 5 as never })).toThrow(/script must be/);
    expect(() => new VoiceWorker({ gateway: {} as never, script: "x" })).toThrow(/gateway must/);
  });
});
