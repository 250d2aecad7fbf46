import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "@zignal/sandbox";
import { createSandbox } from "@zignal/sandbox";
import type { Compression } from "../../src/index.ts";
import type { BotReport } from "./soak-bot.ts";
import { TcpProxy } from "./tcp-proxy.ts";

export interface SoakOptions {
  /** Time for faults, in milliseconds. */
  durationMs: number;
  /** Of the order of the faults. */
  seed: number;
  /** Hears of the state after every fifth fault. */
  onProgress?: (line: string) => void;
}

export interface SoakReport {
  /** Events that the sandbox sent to each bot. */
  events: number;
  faults: Record<string, number>;
  bots: SoakBotReport[];
}

export interface SoakBotReport {
  compression: Compression;
  /** The first place at which what was heard is not what was sent. */
  difference: string | undefined;
  heard: number;
  readies: number;
  resumes: number;
  reshards: number;
  /** Bytes in use after a collection, at every fifth fault. */
  heap: number[];
}

const compressions: readonly Compression[] = ["zstd-stream", "zlib-stream", "none"];

/** One bot in a process of its own, behind a bad line. */
class SoakBot {
  readonly compression: Compression;
  readonly proxy: TcpProxy;
  readonly heap: number[] = [];
  readonly errors = new Map<string, number>();
  last: BotReport = {
    heard: [],
    readies: 0,
    ready: 0,
    resumes: 0,
    errors: [],
    shards: 0,
    isResharding: false,
    reshards: 0,
    statuses: "",
  };
  heard = 0;
  difference: string | undefined;
  readonly #process: ChildProcess;
  /** Heard, and not compared yet. */
  readonly #waiting: string[] = [];

  constructor(compression: Compression, proxy: TcpProxy, token: string, sent: readonly string[]) {
    this.compression = compression;
    this.proxy = proxy;
    const url = `ws://127.0.0.1:${proxy.port}/gateway`;
    this.#process = fork(new URL("./soak-bot.ts", import.meta.url), [url, token, compression], {
      execArgv: ["--conditions=@zignal/source", "--no-warnings"],
    });
    this.#process.on("message", (message) => this.#onReport(message as BotReport, sent));
  }

  get isDead(): boolean {
    return this.#process.exitCode !== null;
  }

  askHeap(): void {
    this.#process.send("heap");
  }

  reshard(): void {
    this.#process.send("reshard");
  }

  async stop(): Promise<void> {
    this.proxy.close();
    if (this.isDead) return;
    const ended = new Promise((resolve) => {
      this.#process.once("exit", resolve);
    });
    this.#process.send("stop");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  }

  #onReport(report: BotReport, sent: readonly string[]): void {
    this.last = report;
    if (report.heap !== undefined) this.heap.push(report.heap);
    for (const error of report.errors) this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    for (const event of report.heard) {
      // An event may be heard before the call that caused it has returned: compared when it has.
      this.#compare(event, sent);
    }
  }

  /** Compares what was heard, as far as it is known what was sent. */
  #compare(event: string | undefined, sent: readonly string[]): void {
    if (event !== undefined) this.#waiting.push(event);
    while (this.#waiting.length > 0 && this.heard < sent.length && this.difference === undefined) {
      const [next] = this.#waiting;
      const expected = sent[this.heard];
      if (next !== expected) {
        this.difference = `at ${this.heard}: sent ${expected}, heard ${next}`;
        return;
      }
      this.#waiting.shift();
      this.heard += 1;
    }
  }

  /** Whether everything was heard, and nothing else. */
  hasHeardAll(sent: readonly string[]): boolean {
    this.#compare(undefined, sent);
    return this.difference !== undefined || (this.heard === sent.length && this.#waiting.length === 0);
  }
}

/**
 * Three bots, one for each compression, hear messages, edits, reactions and deletions without a pause, while every
 * second something goes wrong. What ends a session for good, and with it what is on its way, happens when nothing is.
 */
export async function soak({ durationMs, seed, onProgress }: SoakOptions): Promise<SoakReport> {
  const sandbox = await createSandbox({
    maxConcurrency: 16,
    limits: { gateway: { identifyIntervalMs: 0, heartbeatIntervalMs: 1_000, sessionStarts: 1_000_000 } },
  });
  const sent: string[] = [];
  const port = Number(new URL(sandbox.gatewayUrl).port);
  const bots: SoakBot[] = [];
  try {
    for (const compression of compressions) {
      bots.push(new SoakBot(compression, await TcpProxy.start(port), sandbox.token, sent));
    }
    const faults = await run(sandbox, bots, sent, {
      durationMs,
      seed,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return {
      events: sent.length,
      faults,
      bots: bots.map(({ compression, difference, heard, last, heap }) => ({
        compression,
        difference,
        heard,
        readies: last.readies,
        resumes: last.resumes,
        reshards: last.reshards,
        heap,
      })),
    };
  } finally {
    await Promise.all(bots.map(async (bot) => await bot.stop()));
    await sandbox.close();
  }
}

async function run(
  sandbox: Sandbox,
  bots: SoakBot[],
  sent: string[],
  { durationMs, seed, onProgress }: SoakOptions,
): Promise<Record<string, number>> {
  await until(bots, () => bots.every(({ last }) => last.shards > 0 && last.ready === last.shards), 30_000);
  const traffic = new Traffic(sandbox, sent);
  traffic.start();
  const counts: Record<string, number> = {};
  const random = seeded(seed);
  const chosen = faultsOf(sandbox, bots, random);
  // What has to wait for quiet takes longer, so it comes half as often.
  const names = Object.entries(chosen).flatMap(([name, { endsSessions }]) => (endsSessions ? [name] : [name, name]));
  const from = performance.now();
  let count = 0;
  while (performance.now() - from < durationMs && bots.every(({ difference }) => difference === undefined)) {
    await sleep(1_000);
    count += 1;
    const name = names[Math.floor(random() * names.length)] ?? "cut";
    const { fault, endsSessions } = chosen[name] ?? { fault: () => undefined, endsSessions: false };
    counts[name] = (counts[name] ?? 0) + 1;
    if (endsSessions) await whenQuiet(sandbox, bots, traffic, fault);
    else fault();
    if (count % 5 !== 0) continue;
    for (const bot of bots) bot.askHeap();
    const state = bots.map((bot) => `${bot.compression} ${bot.heard} heard, ${bot.last.resumes} resumes`);
    onProgress?.(`${Math.round((performance.now() - from) / 1_000)} s: ${sent.length} sent; ${state.join("; ")}`);
  }
  await traffic.stop();
  calm(sandbox, bots);
  await until(bots, () => bots.every((bot) => bot.hasHeardAll(sent)), 30_000);
  return counts;
}

interface Fault {
  fault: () => void;
  endsSessions: boolean;
}

function shardsOf(bots: readonly SoakBot[]): number {
  return bots.reduce((sum, { last }) => sum + last.shards, 0);
}

const passing = (fault: () => void): Fault => ({ fault, endsSessions: false });
const ending = (fault: () => void): Fault => ({ fault, endsSessions: true });

function faultsOf(sandbox: Sandbox, bots: SoakBot[], random: () => number): Record<string, Fault> {
  const each = (act: (proxy: TcpProxy) => void): void => {
    for (const { proxy } of bots) act(proxy);
  };
  const codes = [1001, 1011, 1012, 4000, 4001, 4002, 4005, 4008];
  return {
    cut: passing(() => each((proxy) => proxy.cut())),
    "cut one shard": passing(() => void sandbox.faults.cutGateway({ shardId: random() < 0.5 ? 0 : 1 })),
    stall: passing(() => each((proxy) => proxy.stall())),
    mute: passing(() => void sandbox.faults.muteGateway()),
    garbage: passing(() => each((proxy) => proxy.corrupt())),
    "op 7": passing(() => void sandbox.faults.reconnect()),
    "op 9, resumable": passing(() => void sandbox.faults.invalidateSession({ resumable: true })),
    "op 1": passing(() => void sandbox.faults.requestHeartbeat()),
    "close code": passing(() => {
      sandbox.faults.cutGateway({ code: codes[Math.floor(random() * codes.length)] ?? 4000 });
    }),
    slow: passing(() => sandbox.faults.delayGateway(random() < 0.5 ? 0 : 150)),
    "no heartbeat ACKs": passing(() => sandbox.faults.dropHeartbeatAcks(2)),
    "bytes one by one": passing(() => each((proxy) => (proxy.isSplitting = !proxy.isSplitting))),
    outage: passing(() => {
      each((proxy) => {
        proxy.isClosed = true;
        proxy.cut();
      });
      setTimeout(() => each((proxy) => (proxy.isClosed = false)), 700).unref();
    }),
    reshard: passing(() => {
      for (const bot of bots) bot.reshard();
    }),
    "op 9": ending(() => void sandbox.faults.invalidateSession()),
    "session ended by a close code": ending(() => {
      sandbox.faults.refuseResumes(shardsOf(bots));
      sandbox.faults.cutGateway({ code: 4009 });
    }),
    "resume refused": ending(() => {
      sandbox.faults.refuseResumes(shardsOf(bots));
      sandbox.faults.cutGateway();
    }),
  };
}

/** All bots are there and have heard everything; then `fault`, and on with new sessions. */
async function whenQuiet(sandbox: Sandbox, bots: SoakBot[], traffic: Traffic, fault: () => void): Promise<void> {
  await traffic.pause();
  calm(sandbox, bots);
  const isQuiet = (bot: SoakBot): boolean =>
    !bot.last.isResharding && bot.last.ready === bot.last.shards && bot.hasHeardAll(traffic.sent);
  await until(bots, () => bots.every((bot) => isQuiet(bot)), 30_000);
  // A connection may be mute and not have shown it yet.
  await sleep(2_500);
  await until(bots, () => bots.every((bot) => isQuiet(bot)), 30_000);
  const before = bots.map(({ last }) => last.readies);
  fault();
  await until(bots, () => bots.every(({ last }, index) => last.readies >= (before[index] ?? 0) + last.shards), 30_000);
  sandbox.faults.refuseResumes(0);
  traffic.start();
}

/** Ends what lasts. */
function calm(sandbox: Sandbox, bots: SoakBot[]): void {
  sandbox.faults.clear();
  // A connection that was mute has dropped what was sent meanwhile, which no network does: only a resume brings it.
  sandbox.faults.cutGateway();
  for (const { proxy } of bots) {
    proxy.isClosed = false;
    proxy.isSplitting = false;
  }
}

/** Messages, edits, reactions and deletions, one after the other. */
class Traffic {
  readonly sent: string[];
  readonly #sandbox: Sandbox;
  readonly #messages: { id: string; channel_id: string }[] = [];
  #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(sandbox: Sandbox, sent: string[]) {
    this.#sandbox = sandbox;
    this.sent = sent;
  }

  start(): void {
    this.#stop = new AbortController();
    this.#work = this.#run(this.#stop.signal);
  }

  async pause(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async stop(): Promise<void> {
    await this.pause();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const alice = this.#sandbox.user("alice");
    for (let n = 0; !signal.aborted; n += 1) {
      const message = await alice.sendMessage("general", `message ${n}: ${"lorem ipsum ".repeat(n % 40)}`);
      this.sent.push(`MESSAGE_CREATE ${message.id}`);
      this.#messages.push(message);
      if (n % 2 === 0) {
        await alice.react(message, "👍");
        this.sent.push(`MESSAGE_REACTION_ADD ${message.id}`);
        await alice.unreact(message, "👍");
        this.sent.push(`MESSAGE_REACTION_REMOVE ${message.id}`);
      }
      const oldest = this.#messages.length > 20 ? this.#messages.shift() : undefined;
      if (oldest !== undefined) {
        await alice.edit(oldest, "edited");
        this.sent.push(`MESSAGE_UPDATE ${oldest.id}`);
        await alice.delete(oldest);
        this.sent.push(`MESSAGE_DELETE ${oldest.id}`);
      }
      await sleep(20);
    }
  }
}

/** @throws {Error} with the state of the bots, when `test` does not hold in time. */
async function until(bots: readonly SoakBot[], test: () => boolean, timeoutMs: number): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!test()) {
    if (performance.now() > giveUpAt) {
      const states = bots.map(({ compression, heard, last, errors }) =>
        JSON.stringify({ ...last, compression, heard, errors: [...errors] }),
      );
      throw new Error(`The bots did not come to rest within ${timeoutMs} ms:\n${states.join("\n")}`);
    }
    await sleep(25);
  }
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
