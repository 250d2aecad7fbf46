import { describe, expect, it } from "vitest";
import type { Sample } from "../src/harness/scenario.ts";
import { runServer } from "../src/processes/run-server.ts";
import { runSubject } from "../src/processes/run-subject.ts";
import type { ServerName } from "../src/servers/servers.ts";
import { ChangingBucket } from "../src/servers/changing-bucket.ts";
import { GlobalOutage } from "../src/servers/global-outage.ts";
import type { WorkloadName } from "../src/workloads/workloads.ts";

/** Runs a workload with next to nothing to do. */
async function runTiny(
  workload: WorkloadName,
  subject: string,
  options: Record<string, number>,
  server?: { name: ServerName; options: Record<string, unknown> },
): Promise<Sample> {
  if (!server) return await runSubject({ workload, subject, options });
  const running = await runServer({ server: server.name, options: server.options });
  try {
    return await runSubject({ workload, subject, options: { ...options, port: running.port } });
  } finally {
    await running.close();
  }
}

const timeout = 60_000;

describe("with next to nothing to do", () => {
  it("a drain counts the refusals of a global limit apart from the needless", { timeout }, async () => {
    const sample = await runTiny(
      "rest-drain",
      "zignal",
      { channels: 1, messagesPerChannel: 4, idealMs: 100 },
      {
        name: "rest-limits",
        options: { limit: 10, windowMs: 100, latencyMs: 0, outage: { afterRequests: 2, retryAfterMs: 100 } },
      },
    );
    expect(sample).toMatchObject({ failed: 0, needless: expect.any(Number) });
    expect(sample["refused"]).toBeGreaterThan(0);
  });

  it("the batcher makes one request of many", { timeout }, async () => {
    const server = { name: "moderation", options: { limit: 100, windowMs: 100 } } as const;
    const work = { deletes: 5, bans: 4 };
    expect(await runTiny("rest-batch", "zignal", work, server)).toMatchObject({ deleteRequests: 5, banRequests: 4 });
    expect(await runTiny("rest-batch", "zignal with batcher", work, server)).toMatchObject({
      deleteRequests: 1,
      banRequests: 1,
    });
  });

  it.each(["undici", "zignal"])("%s uploads a stream", { timeout }, async (subject) => {
    const sample = await runTiny("rest-upload", subject, { megabytes: 1 }, { name: "upload", options: {} });
    expect(sample["growthMiB"]).toEqual(expect.any(Number));
  });

  it("many channels are written to, and weighed", { timeout }, async () => {
    const sample = await runTiny(
      "rest-memory",
      "zignal",
      { channels: 50, concurrency: 5 },
      { name: "rest", options: { resetAfterSeconds: 0.1 } },
    );
    expect(sample["bytesPerChannel"]).toEqual(expect.any(Number));
  });

  it.each(["JSON in Maps", "zignal"])("%s holds all that it was given", { timeout }, async (subject) => {
    const size = { guilds: 2, channels: 5, roles: 5, members: 20, presences: 5, messagesPerGuild: 5, lookups: 10 };
    const sample = await runTiny("cache-ingest", subject, size);
    expect(sample["bytesPerEntity"]).toEqual(expect.any(Number));
    expect(sample["lookupUs"]).toBeGreaterThan(0);
  });

  it.each(["ws", "zignal"])("every message reaches the listener of %s", { timeout }, async (subject) => {
    const server = { compressions: ["none"], warmUp: 10, events: 50, forClients: true };
    const sample = await runTiny("client-dispatch", subject, { events: 50 }, { name: "gateway", options: server });
    expect(sample["cpuUs"]).toEqual(expect.any(Number));
  });

  it.each(["zignal", "zignal without validation"])("%s builds what the literal says", { timeout }, async (subject) => {
    const sample = await runTiny("build-messages", subject, { warmUp: 1, messages: 2 });
    expect(sample["cpuUs"]).toEqual(expect.any(Number));
  });

  it.each(["ws + undici", "zignal"])("%s answers every interaction", { timeout }, async (subject) => {
    const work = { warmUp: 5, paced: 5, flood: 10, slow: 5 };
    const sample = await runTiny("answer-interactions", subject, work, { name: "interactions", options: {} });
    expect(sample["p99Ms"]).toEqual(expect.any(Number));
    expect(sample["sustainedPerSecond"]).toBeGreaterThan(0);
  });
});

describe("a bucket that changes", () => {
  it("has another limit after its windows, from a full one on", () => {
    const bucket = new ChangingBucket(2, 1000, { afterWindows: 1, limit: 1 });
    expect(bucket.take(0)).toMatchObject({ allowed: true, limit: 2, isChanged: false });
    expect(bucket.take(10)).toMatchObject({ allowed: true, remaining: 0, isChanged: false });
    expect(bucket.take(999)).toMatchObject({ allowed: false, isChanged: false });
    expect(bucket.take(1000)).toMatchObject({ allowed: true, remaining: 0, limit: 1, isChanged: true });
    expect(bucket.take(1001)).toMatchObject({ allowed: false, isChanged: true });
  });
});

describe("a global limit", () => {
  it("strikes once, and for its time", () => {
    const outage = new GlobalOutage({ afterRequests: 1, retryAfterMs: 100 });
    expect(outage.take(0)).toBe(0);
    expect(outage.struckAt).toBeUndefined();
    expect(outage.take(10)).toBe(100);
    expect(outage.take(60)).toBe(50);
    expect(outage.struckAt).toBe(10);
    expect(outage.take(110)).toBe(0);
    expect(outage.take(500)).toBe(0);
  });
});
