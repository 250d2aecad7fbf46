import { execFile } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { BroadcastChannel } from "node:worker_threads";
import { InvalidTokenError, ValidationError } from "@zignal/errors";
import { createSandbox } from "@zignal/sandbox";
import type { Sandbox } from "@zignal/sandbox";
import { afterEach, describe, expect, it } from "vitest";
import type { Gateway, GatewayOptions, WorkerLostDetails, WorkerOptions } from "../src/index.ts";
import { gatewayWorker, InMemoryIdentifyGate, MemorySessionStore } from "../src/index.ts";
import { settled } from "./fake-socket.ts";
import { gatewayOn } from "./sandbox-client.ts";

/** What workers have handled, as they told it. */
class Handled implements Disposable {
  readonly name = `handled-${Math.random().toString(36).slice(2)}`;
  readonly contents: string[] = [];
  readonly #channel = new BroadcastChannel(this.name);
  readonly #waiting = new Map<string, () => void>();

  constructor() {
    this.#channel.addEventListener("message", (event) => {
      const { content } = (event as Event & { data: { content: string } }).data;
      this.contents.push(content);
      this.#waiting.get(content)?.();
    });
  }

  async until(content: string): Promise<void> {
    if (this.contents.includes(content)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(content, resolve);
    });
  }

  [Symbol.dispose](): void {
    this.#channel.close();
  }
}

const limits = { gateway: { identifyIntervalMs: 0 } };

function workersOn(
  sandbox: Sandbox,
  handled: Handled,
  workers: Partial<WorkerOptions> = {},
  options: Partial<GatewayOptions> = {},
): Gateway {
  return gatewayOn(sandbox, {
    shards: 4,
    identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }),
    ...options,
    workers: {
      count: 2,
      script: new URL("./worker-bot.ts", import.meta.url),
      workerData: { channel: handled.name },
      execArgv: ["--conditions=@zignal/source", "--no-warnings"],
      pingIntervalMs: 50,
      stuckAfterMs: 600,
      ...workers,
    },
  });
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `message ${n}`);

const gateways: Gateway[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map(async (gateway) => await gateway.disconnect()));
});

describe("shards in workers", () => {
  it("hand out events there; statistics, readiness, sends and requests go through the main thread", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled);
    const ready: number[] = [];
    gateway.on("shardReady", (id) => ready.push(id));
    await gateway.connect();
    expect(gateway.getStats()).toMatchObject({ ready: 4, identifies: 4, shardCount: 4 });
    expect(new Set(ready)).toEqual(new Set([0, 1, 2, 3]));
    expect(gateway.shards.size).toBe(0);
    await sandbox.user("alice").sendMessage("general", "hello");
    await handled.until("hello");
    const { members } = await gateway.requestGuildMembers({ guildId: sandbox.guildId });
    expect(members.length).toBeGreaterThan(2);
    await gateway.setPresence({ status: "dnd" });
    await gateway.send(3, { op: 1, d: 1 });
    await expect(gateway.send(9, { op: 1, d: 1 })).rejects.toThrow(ValidationError);
    await expect(gateway.requestGuildMembers({ guildId: "x" })).rejects.toThrow(ValidationError);
    const aborted = gateway.requestGuildMembers({
      guildId: "1",
      query: "a",
      signal: AbortSignal.abort(new Error("no")),
    });
    await expect(aborted).rejects.toThrow("no");
    expect(gateway.getStats().shards.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    const resumed: number[] = [];
    gateway.on("shardResumed", (id) => resumed.push(id));
    await gateway.reconnect();
    expect(new Set(resumed)).toEqual(new Set([0, 1, 2, 3]));
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 4, resumes: 4 });
  });

  it.each(["exit later", "throw later"])(
    "that die in the middle of a burst (%s) are followed by others that resume; nothing is missing, and nothing that was handled comes again",
    async (misdeed) => {
      await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
      using handled = new Handled();
      await using gateway = workersOn(sandbox, handled);
      await gateway.connect();
      const lost = once(gateway, "workerLost") as Promise<[number, WorkerLostDetails]>;
      const bothResumed = new Promise<void>((resolve) => {
        gateway.once("shardResumed", () => gateway.once("shardResumed", () => resolve()));
      });
      const alice = sandbox.user("alice");
      for (const [n, content] of numbers(300).entries()) {
        if (n === 120) await alice.sendMessage("general", misdeed);
        await alice.sendMessage("general", content);
      }
      const [, details] = await lost;
      expect(details.error.message).toMatch(misdeed === "exit later" ? /exited with code 3/ : /nobody catches this/);
      expect(details.shardIds).toHaveLength(2);
      await handled.until("message 299");
      // On a busy machine all may have been handled before the thread died.
      await bothResumed;
      expect(handled.contents.filter((content) => content.startsWith("message"))).toEqual(numbers(300));
      expect(sandbox.stats().gateway).toMatchObject({ identifies: 4, resumes: 2 });
    },
  );

  it("that are stuck in a loop are noticed, ended and followed by others that resume", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled);
    await gateway.connect();
    const lost = once(gateway, "workerLost") as Promise<[number, WorkerLostDetails]>;
    const alice = sandbox.user("alice");
    // Shorter than it takes to be called stuck.
    await alice.sendMessage("general", "busy 200");
    await alice.sendMessage("general", "loop");
    for (const content of numbers(50)) await alice.sendMessage("general", content);
    const [, details] = await lost;
    expect(details.error.message).toMatch(/has not answered for \d+ ms: it is stuck/);
    await handled.until("message 49");
    expect(handled.contents).toEqual(["busy 200", "loop", ...numbers(50)]);
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 4, resumes: 2 });
  });

  it("that die in the middle of a listener get its event once more, and then pass it over", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled);
    const errors: string[] = [];
    gateway.on("shardError", ({ message }) => errors.push(message));
    await gateway.connect();
    await sandbox.user("alice").sendMessage("general", "exit");
    for (const content of numbers(5)) await sandbox.user("alice").sendMessage("general", content);
    await handled.until("message 4");
    expect(handled.contents).toEqual(["exit", "exit", ...numbers(5)]);
    expect(errors).toEqual([expect.stringMatching(/^Event \d+ of shard \d is passed over: it has ended two workers$/)]);
    // The next worker may die before its other shard has resumed.
    expect(sandbox.stats().gateway.identifies).toBe(4);
  });

  it("that pass their memory are ended alone", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled, {
      resourceLimits: { maxOldGenerationSizeMb: 40 },
      stuckAfterMs: 20_000,
    });
    await gateway.connect();
    const lost = once(gateway, "workerLost") as Promise<[number, WorkerLostDetails]>;
    await sandbox.user("alice").sendMessage("general", "hoard");
    const [, details] = await lost;
    expect(details.error.message).toContain("memory limit");
    await sandbox.user("alice").sendMessage("general", "after");
    await handled.until("after");
    // The event may have come to nothing, so it comes again; when that ends the next worker too, it is passed over.
    expect(handled.contents).toEqual(["hoard", "hoard", "after"]);
  });

  it("keep their sessions for the next process when asked to, as far as events are handled", async () => {
    const sessionStore = new MemorySessionStore();
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    const first = workersOn(sandbox, handled, {}, { sessionStore });
    await first.connect();
    await sandbox.user("alice").sendMessage("general", "one");
    await handled.until("one");
    await first.disconnect({ keepSessions: true });
    await sandbox.user("alice").sendMessage("general", "two");
    await using second = workersOn(sandbox, handled, {}, { sessionStore });
    await second.connect();
    await handled.until("two");
    expect(handled.contents).toEqual(["one", "two"]);
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 4, resumes: 4 });
  });

  it("whose module can not be set up end connect() with its error", async () => {
    await using sandbox = await createSandbox({ limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled, { workerData: { channel: handled.name, fail: "no database" } });
    await expect(gateway.connect()).rejects.toThrow("no database");
    await using missing = workersOn(sandbox, handled, { script: new URL("./nowhere.ts", import.meta.url) });
    await expect(missing.connect()).rejects.toThrow(/nowhere/);
  });

  it("that Discord does not let in end connect() with the same error as without workers", async () => {
    await using sandbox = await createSandbox({ privilegedIntents: 0, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled);
    const failure = await gateway.connect().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "GatewayError", closeCode: 4014 });
    expect((failure as { recovery: string }).recovery).toContain("Privileged Gateway Intents");
    await using wrong = workersOn(
      sandbox,
      handled,
      {},
      {
        token: "wrong",
        rest: {
          gateway: {
            getBotGateway: async () => ({
              url: sandbox.gatewayUrl,
              shards: 1,
              session_start_limit: { total: 9, remaining: 9, reset_after: 1, max_concurrency: 16 },
            }),
          },
        },
      },
    );
    await expect(wrong.connect()).rejects.toThrow(InvalidTokenError);
  });

  it("end within seconds of disconnect(), stuck ones too", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    await using gateway = workersOn(sandbox, handled, { stuckAfterMs: 60_000 }, { drainTimeoutMs: 100 });
    await gateway.connect();
    await sandbox.user("alice").sendMessage("general", "loop");
    await handled.until("loop");
    const from = performance.now();
    await gateway.disconnect();
    expect(performance.now() - from).toBeLessThan(8_000);
  });

  it("refuse what is to be sent through one that has ended, while another is still ending", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    const sessionStore = new MemorySessionStore();
    // One worker's end takes longer than the other's.
    sessionStore.remove = async (shardId) => {
      if (shardId % 2 === 1) await delay(500);
    };
    const gateway = workersOn(sandbox, handled, {}, { sessionStore });
    await gateway.connect();
    const ended = gateway.disconnect();
    const end = settled(ended);
    while (!end.yet) {
      // It waited for the ended one to start again, without ever letting go of the thread.
      const sent = gateway.send(0, { op: 1, d: 1 });
      await expect(sent).rejects.toThrow(/disconnect\(\) was called|call connect\(\) first/);
      await delay(10);
    }
    await ended;
  });

  it("tell of listeners that are at work, and let them finish for as long as disconnect() says", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    using handled = new Handled();
    const workerData = { channel: handled.name, mode: "never done" };
    const gateway = workersOn(sandbox, handled, { workerData }, { drainTimeoutMs: 60_000 });
    await gateway.connect();
    await sandbox.user("alice").sendMessage("general", "never done");
    await handled.until("never done");
    // A worker tells from time to time: listeners of earlier events may have been at work when it last did.
    await expect.poll(() => gateway.getStats().runningHandlers, { timeout: 10_000 }).toBe(1);
    const since = performance.now();
    await gateway.disconnect({ drainTimeoutMs: 50 });
    expect(performance.now() - since).toBeLessThan(4_000);
  });

  it("keep nothing alive after disconnect(): the process ends by itself", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    const script = `
      import { Gateway, InMemoryIdentifyGate } from "@zignal/gateway";
      const limit = { total: 9, remaining: 9, reset_after: 1, max_concurrency: 16 };
      const info = { url: ${JSON.stringify(sandbox.gatewayUrl)}, shards: 2, session_start_limit: limit };
      const gateway = new Gateway({
        token: ${JSON.stringify(sandbox.token)}, intents: 1, shards: 2, rest: { gateway: { getBotGateway: async () => info } },
        identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }),
        workers: { count: 2, execArgv: ["--conditions=@zignal/source", "--no-warnings"], script: new URL(${JSON.stringify(new URL("./worker-bot.ts", import.meta.url).href)}), workerData: { channel: "x" } },
      });
      await gateway.connect();
      process.stdout.write("connected ");
      await gateway.disconnect();
      process.stdout.write("disconnected");`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--conditions=@zignal/source", "--no-warnings", "--input-type=module", "--eval", script],
      { cwd: path.join(import.meta.dirname, ".."), timeout: 15_000 },
    );
    expect(stdout).toBe("connected disconnected");
  });

  it("identify one after the other through the one gate", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 1, limits });
    using handled = new Handled();
    const gate = new InMemoryIdentifyGate({ intervalMs: 0 });
    let held = 0;
    let most = 0;
    await using gateway = workersOn(
      sandbox,
      handled,
      {},
      {
        identifyGate: {
          update: (limit) => gate.update(limit),
          acquire: async (shardId, signal) => {
            const permit = await gate.acquire(shardId, signal);
            held += 1;
            most = Math.max(most, held);
            const done = (end: () => void) => () => {
              held -= 1;
              end();
            };
            return { identified: done(() => permit.identified()), release: done(() => permit.release()) };
          },
        },
      },
    );
    await gateway.connect();
    expect(most).toBe(1);
    expect(held).toBe(0);
    expect(gate.remaining).toBe(996);
  });
});

describe("options of workers", () => {
  it.each([
    [{ count: 0 }, "workers.count must be a whole number"],
    [{ script: "" }, "workers.script must be the module"],
    [{ stuckAfterMs: 10, pingIntervalMs: 20 }, "workers.stuckAfterMs must be above"],
    [{ pingIntervalMs: -1 }, "workers.pingIntervalMs must be above 0"],
  ])("are checked: %j", async (workers, message) => {
    await using sandbox = await createSandbox();
    using handled = new Handled();
    expect(() => workersOn(sandbox, handled, workers)).toThrow(message);
  });

  it("gatewayWorker() says where it belongs when it is called elsewhere", async () => {
    await expect(gatewayWorker(() => undefined)).rejects.toThrow("in a thread that no gateway has started");
  });
});
