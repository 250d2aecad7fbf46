import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);

/** By how many megabytes the heap has grown after `body`, which has been run once before to warm up. */
async function growth(body: string): Promise<number> {
  const source = `
    import { Client } from "@zignal/client";
    const create = (options) => new Client({ token: "MTIz.abc.def", intents: 0, ...options });
    const message = (id) => ({
      op: 0, s: id, t: "MESSAGE_CREATE",
      d: { id: String(id), channel_id: "1", content: "x".repeat(200), author: { id: String(id % 50), username: "a" }, mentions: [] },
    });
    const body = async () => { ${body} };
    await body();
    gc();
    const before = process.memoryUsage().heapUsed;
    await body();
    await new Promise(setImmediate);
    gc();
    console.log((process.memoryUsage().heapUsed - before) / 2 ** 20);`;
  const flags = ["--expose-gc", "--conditions=@zignal/source", "--input-type=module", "--eval", source];
  const { stdout } = await run(process.execPath, flags, { cwd: fileURLToPath(new URL("..", import.meta.url)) });
  return Number(stdout);
}

describe("the heap stays flat", () => {
  it("over clients that are made and closed", async () => {
    const grown = await growth(`
      for (let round = 0; round < 500; round += 1) {
        const client = create();
        client.on("messageCreate", () => {});
        await client.close();
      }`);
    expect(grown).toBeLessThan(5);
  });

  it("over waits and loops that end", async () => {
    const grown = await growth(`
      const client = create({ cache: false });
      const { signal } = new AbortController();
      for (let round = 0; round < 20_000; round += 1) {
        const heard = client.waitFor("messageCreate", { signal });
        const stream = client.events("messageCreate", { signal });
        client.gateway.emit("dispatch", message(round), 0);
        await heard;
        await stream.next();
        await stream.return();
      }`);
    expect(grown).toBeLessThan(5);
  });

  it("over events, with the bounded cache and without one", async () => {
    const grown = await growth(`
      for (const options of [{ cache: { maxMessages: 1_000, maxMessagesPerChannel: 1_000 } }, { cache: false }]) {
        const client = create(options);
        client.on("messageCreate", async ({ content, author }) => content.length + author.id.length);
        for (let id = 0; id < 100_000; id += 1) {
          client.gateway.emit("dispatch", message(id), 0);
          if (id % 1_000 === 0) await new Promise(setImmediate);
        }
        await client.close();
      }`);
    expect(grown).toBeLessThan(5);
  });
});
