/** A bot in a process of its own, which tells the soak what it hears, how its shards are and what it holds. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Compression } from "../../src/index.ts";
import { Gateway, InMemoryIdentifyGate } from "../../src/index.ts";

/** What a bot tells. */
export interface BotReport {
  /** Events, in the order they were handed out: name and message id. */
  heard: string[];
  /** READYs so far, and shards that are ready. */
  readies: number;
  ready: number;
  /** Shards there are, and whether others are about to take over. */
  shards: number;
  isResharding: boolean;
  reshards: number;
  resumes: number;
  errors: string[];
  /** What each shard is at. */
  statuses: string;
  /** Bytes in use after a collection; only when it was asked for. */
  heap?: number;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const [, , url = "", token = "", compression = "none"] = process.argv;
const shards = 2;
let heard: string[] = [];
let errors: string[] = [];
let readies = 0;
let resumes = 0;
let reshards = 0;
let isResharding = false;

const gateway = new Gateway({
  token,
  url,
  shards,
  compression: compression as Compression,
  intents: { guilds: true, guildMessages: true, guildMessageReactions: true },
  identifyGate: new InMemoryIdentifyGate({ intervalMs: 0, reserve: 0 }),
  backoff: { baseDelayMs: 20, maxDelayMs: 500 },
  // With a fault every second three resumes in a row may fail; giving the session up then would lose events.
  maxFailedResumes: 100,
  timeouts: { helloMs: 2_000, readyMs: 3_000, resumedMs: 2_000, silentMs: 700 },
  rest: {
    gateway: {
      getBotGateway: async () => ({
        url,
        shards,
        session_start_limit: { total: 1e6, remaining: 1e6, reset_after: 1, max_concurrency: 16 },
      }),
    },
  },
});

gateway.on("dispatch", ({ t, d }) => {
  if (!t.startsWith("MESSAGE_")) return;
  const { id, message_id: messageId } = d as { id?: string; message_id?: string };
  heard.push(`${t} ${messageId ?? id ?? "?"}`);
});
gateway.on("shardReady", () => {
  readies += 1;
});
gateway.on("shardResumed", () => {
  resumes += 1;
});
gateway.on("shardError", ({ message }) => errors.push(message));

function report(withHeap: boolean): void {
  if (withHeap) collectGarbage();
  const { ready, shardCount, shards: each } = gateway.getStats();
  const statuses = each.map(({ id, status, sequence }) => `${id} ${status} at ${sequence}`).join(", ");
  const told: BotReport = {
    heard,
    readies,
    ready,
    resumes,
    errors,
    shards: shardCount,
    isResharding,
    reshards,
    statuses,
  };
  process.send?.(withHeap ? { ...told, heap: process.memoryUsage().heapUsed } : told);
  heard = [];
  errors = [];
}

async function reshard(): Promise<void> {
  if (isResharding) return;
  isResharding = true;
  try {
    await gateway.reshard(gateway.shardCount === shards ? shards + 1 : shards);
    reshards += 1;
  } catch (error) {
    errors.push(String(error));
  } finally {
    isResharding = false;
  }
}

process.on("message", (message) => {
  if (message === "heap") report(true);
  if (message === "reshard") void reshard();
  if (message === "stop") void gateway.disconnect().then(() => process.disconnect());
});
await gateway.connect();
const timer = setInterval(() => report(false), 50);
process.once("disconnect", () => clearInterval(timer));
