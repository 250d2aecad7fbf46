import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CacheError } from "@zignal/errors";
import { afterAll, describe, expect, it } from "vitest";
import { FileSessionStore, MemorySessionStore } from "../src/index.ts";
import type { SessionStore } from "../src/index.ts";
import { Bench } from "./fake-socket.ts";
import { describeSessionStore } from "./session-store.conformance.ts";

const folders: string[] = [];

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "zignal-sessions-"));
  folders.push(made);
  return made;
}

afterAll(async () => {
  for (const made of folders) await rm(made, { recursive: true });
});

describeSessionStore("MemorySessionStore", () => new MemorySessionStore());
describeSessionStore(
  "FileSessionStore",
  async () => new FileSessionStore({ directory: path.join(await folder(), "new") }),
);

describe("FileSessionStore", () => {
  const session = {
    shardId: 0,
    shardCount: 1,
    fingerprint: "f",
    sessionId: "a",
    sequence: 1,
    resumeUrl: "wss://r.test",
    savedAt: 1,
  };

  it("leaves files that only their owner can read, and no drafts", async () => {
    const directory = await folder();
    const store = new FileSessionStore({ directory });
    await store.save(session);
    const files = await readdir(directory);
    expect(files).toEqual(["shard-0-of-1.json"]);
    expect((await stat(path.join(directory, "shard-0-of-1.json"))).mode & 0o777).toBe(0o600);
  });

  it.each(["", "{", "[]", '{"shardId":0}', JSON.stringify({ ...session, shardCount: 9 })])(
    "takes a damaged file for none: %j",
    async (text) => {
      const directory = await folder();
      await writeFile(path.join(directory, "shard-0-of-1.json"), text);
      expect(await new FileSessionStore({ directory }).load(0, 1)).toBeUndefined();
    },
  );

  it("has written a new session when save() returns, before anything else happens", async () => {
    const directory = await folder();
    const store = new FileSessionStore({ directory });
    const file = path.join(directory, "shard-0-of-1.json");
    const saving = store.save(session);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(session);
    await saving;
    // A late write of the session before does not come on top.
    const late = store.save({ ...session, sequence: 2 });
    await store.save({ ...session, sessionId: "b", sequence: 1 });
    await late;
    expect((await store.load(0, 1))?.sessionId).toBe("b");
    const overtaken = store.save({ ...session, sessionId: "b", sequence: 7 });
    await store.remove(0, 1);
    await overtaken;
    expect(await readdir(directory)).toEqual([]);
  });

  it("does not stumble over the drafts of another on the same folder, whatever its process id", async () => {
    const directory = await folder();
    const stores = [new FileSessionStore({ directory }), new FileSessionStore({ directory })];
    for (const store of stores) await store.save(session);
    const saves = Array.from({ length: 50 }, (_, sequence) =>
      stores.map(async (store) => await store.save({ ...session, sequence })),
    );
    await expect(Promise.all(saves.flat())).resolves.toHaveLength(100);
    expect(await readdir(directory)).toEqual(["shard-0-of-1.json"]);
  });

  it("says where it could not write", async () => {
    const directory = await folder();
    await writeFile(path.join(directory, "file"), "");
    const store = new FileSessionStore({ directory: path.join(directory, "file") });
    await expect(store.save(session)).rejects.toThrow(CacheError);
    await expect(store.save(session)).rejects.toThrow(directory);
  });
});

const fail = async (): Promise<never> => {
  throw new Error("disk full");
};

describe("a shard and its store", () => {
  it("saves at READY, and then at most every second while events arrive", async () => {
    const store = new MemorySessionStore();
    const saved: number[] = [];
    const sessionStore: SessionStore = {
      load: async (id, count) => await store.load(id, count),
      remove: async (id, count) => await store.remove(id, count),
      save: async (session) => {
        saved.push(session.sequence);
        await store.save(session);
      },
    };
    await using bench = new Bench({ sessionStore });
    const socket = await bench.connect();
    await bench.settle();
    for (let s = 2; s < 50; s += 1) socket.dispatch(s);
    await bench.clock.advance(1_000);
    await bench.clock.advance(5_000);
    socket.dispatch(50);
    await bench.clock.advance(1_000);
    expect(saved).toEqual([1, 49, 50]);
  });

  it("saves the session before anybody hears of READY", async () => {
    const directory = await folder();
    const files = new FileSessionStore({ directory });
    const sessionStore: SessionStore = {
      // Nothing is kept; a file is read in real time, which the clock of the bench knows nothing of.
      load: async () => undefined,
      save: async (stored) => await files.save(stored),
      remove: async (id, count) => await files.remove(id, count),
    };
    await using bench = new Bench({ sessionStore });
    let kept: unknown;
    bench.gateway.once("dispatch", () => {
      kept = JSON.parse(readFileSync(path.join(directory, "shard-0-of-1.json"), "utf8"));
    });
    await bench.connect();
    expect(kept).toMatchObject({ sessionId: "abc", sequence: 1 });
  });

  it("goes on when the store fails, and reports it", async () => {
    await using bench = new Bench({ sessionStore: { load: fail, save: fail, remove: fail } });
    const errors: string[] = [];
    bench.gateway.on("shardError", ({ message }) => errors.push(message));
    await bench.connect();
    await bench.settle();
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
    expect(errors).toEqual(["disk full", "disk full"]);
  });

  it.each([
    ["another bot", { token: "other" }],
    ["other intents, which a resumed session would not have", { intents: { guilds: true, guildMessages: true } }],
    ["another number of shards", { shards: { total: 2, ids: [0] } }],
  ])("does not resume the session of %s", async (_name, change) => {
    const sessionStore = new MemorySessionStore();
    await using first = new Bench({ sessionStore });
    await first.connect();
    await first.gateway.disconnect({ keepSessions: true });
    await using second = new Bench({ sessionStore, ...change });
    void second.gateway.connect().catch(() => undefined);
    const socket = await second.opened(1);
    socket.hello();
    expect(socket.ops()).toEqual([2]);
  });
});
