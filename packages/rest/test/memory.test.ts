import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { FakeClock } from "@zignal/errors/testing";
import { expect, it } from "vitest";
import { MemoryRateLimitStore, Rest } from "../src/index.ts";
import type { LimitedRequest, Ticket } from "../src/rate-limit/limited-request.ts";
import { RateLimiter } from "../src/rate-limit/rate-limiter.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const mib = 2 ** 20;

/** Bytes that something still refers to: the heap, and the buffers outside of it. */
async function bytesInUse(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    collectGarbage();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Counts what is uploaded, in a thread of its own, so that its memory is not measured here. */
const uploadServer = `
  const { createServer } = require("node:http");
  const { parentPort } = require("node:worker_threads");
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk) => (bytes += chunk.length));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ bytes })));
  }).listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

it("a file of 500 MB raises the memory in use by less than 4 MiB, at any time while it is sent", async () => {
  const worker = new Worker(uploadServer, { eval: true });
  const port = await new Promise<number>((resolve) => {
    worker.once("message", resolve);
  });
  const rest = new Rest({ token: "t", baseUrl: `http://127.0.0.1:${port}` });
  const chunkBytes = 64 * 1024;
  let used: number[] = [];
  async function* produce(bytes: number): AsyncGenerator<Uint8Array, void, void> {
    for (let sent = 0; sent < bytes; sent += chunkBytes) {
      // Looked at twenty times, between two chunks; each chunk is a buffer of its own, as those of a file are.
      if (sent % (400 * chunkBytes) === 0) used.push(await bytesInUse());
      yield Buffer.alloc(chunkBytes, 1);
    }
  }
  const upload = async (bytes: number): Promise<unknown> =>
    rest.channels.createMessage("1", { files: [{ name: "large.bin", data: produce(bytes) }] });
  await upload(100 * chunkBytes);
  const before = await bytesInUse();
  used = [];
  const answer = (await upload(500e6)) as { bytes: number };
  expect(answer.bytes).toBeGreaterThan(500e6);
  expect(used.length).toBeGreaterThanOrEqual(19);
  expect(Math.max(...used) - before).toBeLessThan(4 * mib);
  await rest.close();
  await worker.terminate();
}, 30_000);

it("a million distinct channels leave the heap flat", async () => {
  const clock = new FakeClock();
  const store = new MemoryRateLimitStore({ clock, globalRequestsPerSecond: Infinity });
  const limiter = new RateLimiter({ clock, store, maxQueueSize: Infinity, maxInFlightPerBucket: Infinity });
  let departed = 0;
  const send = (from: number, to: number): void => {
    for (let sequence = from; sequence < to; sequence++) {
      const ticket: Ticket = { place: "new", lane: undefined, enteredAt: 0, submittedAt: 0, sentAt: 0, writtenAt: 0 };
      const request: LimitedRequest = {
        routeKey: "POST /channels/:id/messages",
        major: String(1_456_000_000_000_000_000n + BigInt(sequence) * 4_194_304n),
        variant: "",
        priority: 0,
        sequence,
        isGlobal: true,
        isExempt: false,
        rejectInsteadOfWait: false,
        deadlineAt: Infinity,
        ticket,
        depart: () => (departed += 1),
        refuse: () => {
          throw new Error("refused");
        },
      };
      limiter.submit(request);
      limiter.answered(request, { bucket: "hash", limit: 5, remaining: 4, resetAfterMs: 1000 }, false);
      clock.advanceSync(1);
    }
  };
  send(0, 20_000);
  const before = await bytesInUse();
  send(20_000, 1_020_000);
  const growth = (await bytesInUse()) - before;
  expect(departed).toBe(1_020_000);
  expect(limiter.getStats()).toMatchObject({ waiting: 0, inFlight: 0 });
  // Windows last a second, so a thousand channels are remembered with reason, and some more until the next look.
  expect(limiter.getStats().lanes).toBeLessThan(5_000);
  expect(store.size).toBeLessThan(5_000);
  expect(growth).toBeLessThan(2 * mib);
}, 60_000);
