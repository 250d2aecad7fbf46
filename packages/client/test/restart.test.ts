import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Cache } from "@zignal/cache";
import { FileSessionStore } from "@zignal/gateway";
import { createSandbox } from "@zignal/sandbox";
import { expect, it } from "vitest";
import { Client } from "../src/index.ts";
import { optionsFor } from "./bot.ts";

it("a process that resumes the sessions of the one before has its cache as well", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "zignal-restart-"));
  const file = path.join(folder, "cache.snapshot");
  const sandbox = await createSandbox({ limits: { rest: { enabled: false } } });
  const gateway = { url: sandbox.gatewayUrl, sessionStore: new FileSessionStore({ directory: folder }) };
  try {
    const firstCache = new Cache();
    const first = new Client(optionsFor(sandbox, { cache: firstCache, gateway }));
    await first.connect();
    const [channelId = ""] = Object.values(sandbox.channels);
    const heard = first.waitFor("messageCreate");
    const { id: messageId } = await sandbox.user("alice").sendMessage(channelId, "before");
    await heard;
    await first.close({ keepSessions: true });
    await pipeline(firstCache.snapshot(), createWriteStream(file));

    // Nobody is there to hear this: it is what resuming brings.
    await sandbox.user("alice").sendMessage(channelId, "meanwhile");

    const cache = new Cache();
    await cache.restore(createReadStream(file));
    expect(cache.getMessage(messageId)?.content).toBe("before");
    const { guildsCount, membersCount } = firstCache.getStats();
    expect(guildsCount).toBeGreaterThan(0);
    const second = new Client(optionsFor(sandbox, { cache, gateway }));
    const missed = second.waitFor("messageCreate");
    const guilds: string[] = [];
    second.on("guildCreate", ({ id }) => guilds.push(id));
    await second.connect();
    await missed;
    expect(guilds).toEqual([]);
    expect(cache.getStats()).toMatchObject({ guildsCount, membersCount });
    expect(cache.getChannelMessages(channelId).map(({ content }) => content)).toEqual(["before", "meanwhile"]);
    await second.close();
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
});

it("an event whose handler did not finish comes again to the process that resumes, one that was handled does not", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "zignal-restart-"));
  const sandbox = await createSandbox({ limits: { rest: { enabled: false } } });
  const gateway = { url: sandbox.gatewayUrl, sessionStore: new FileSessionStore({ directory: folder }) };
  try {
    const first = new Client(optionsFor(sandbox, { gateway, drainTimeoutMs: 50 }));
    const begun = Promise.withResolvers<void>();
    first.on("messageCreate", async ({ content }) => {
      if (content !== "stuck") return;
      begun.resolve();
      await new Promise<never>(() => undefined);
    });
    await first.connect();
    const [channelId = ""] = Object.values(sandbox.channels);
    await sandbox.user("alice").sendMessage(channelId, "done");
    await sandbox.user("alice").sendMessage(channelId, "stuck");
    await begun.promise;
    await first.close({ keepSessions: true });

    const second = new Client(optionsFor(sandbox, { gateway }));
    const contents: string[] = [];
    second.on("messageCreate", ({ content }) => contents.push(content));
    const again = second.waitFor("messageCreate");
    await second.connect();
    await again;
    expect(contents).toEqual(["stuck"]);
    await second.close();
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
});
