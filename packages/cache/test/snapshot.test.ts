import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { CacheError } from "@zignal/errors";
import { Cache } from "../src/index.ts";
import { answersOf, apply } from "./answers.ts";
import { anyEvent } from "./event-arbitraries.ts";
import { event, guild, member, message, ready, role, textChannel, thread, user } from "./fixtures.ts";

async function bytesOf(cache: Cache): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of cache.snapshot()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same bytes in chunks of this size. */
function* inChunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function filled(): Cache {
  const cache = new Cache();
  cache.apply(ready(["10", "11"]));
  cache.apply(
    event(
      "GUILD_CREATE",
      guild("10", {
        roles: [role("10"), role("21"), role("20")],
        channels: [textChannel("31", "10") as never, textChannel("30", "10") as never],
        threads: [thread("32", "10", "30")],
        members: [member("500", { roles: ["20", "21"] }), member("501", { nick: "ünï 🎉" })],
        stage_instances: [{ id: "80", guild_id: "10", channel_id: "31", topic: "stage", privacy_level: 2 } as never],
      }),
    ),
  );
  cache.apply(event("VOICE_CHANNEL_STATUS_UPDATE", { id: "31", guild_id: "10", status: "playing" }));
  cache.apply(event("GUILD_ROLE_DELETE", { guild_id: "10", role_id: "21" }));
  const sent = event("MESSAGE_CREATE", message("50", "30", { guild_id: "10" }));
  cache.apply(sent, JSON.stringify(sent));
  cache.addUser(user("999"));
  return cache;
}

describe("a snapshot", () => {
  test.prop([fc.array(anyEvent, { maxLength: 60 }), fc.integer({ min: 1, max: 5000 })], { numRuns: 60 })(
    "gives another cache the same answers, whatever came before and however it is cut into chunks",
    async (events, size) => {
      const cache = new Cache();
      for (const each of events) apply(cache, each);
      const restored = new Cache();
      await restored.restore(inChunks(await bytesOf(cache), size));
      expect(answersOf(restored)).toEqual(answersOf(cache));
      expect(restored.getStats().totalItems).toBe(cache.getStats().totalItems);
    },
  );

  test.prop([fc.array(anyEvent, { maxLength: 60 }), fc.array(anyEvent, { minLength: 20, maxLength: 80 })], {
    numRuns: 60,
  })("has the state of the moment when it began, while events go on being applied", async (before, meanwhile) => {
    const cache = new Cache();
    for (const each of before) apply(cache, each);
    const expected = contentOf(cache);
    const left = [...meanwhile];
    const chunks: Uint8Array[] = [];
    for await (const chunk of cache.snapshot()) {
      chunks.push(chunk);
      for (const each of left.splice(0, 5)) apply(cache, each);
    }
    const restored = new Cache();
    await restored.restore(chunks);
    expect(contentOf(restored)).toEqual(expected);
  });

  test.prop([fc.array(anyEvent, { maxLength: 40 }), fc.array(anyEvent, { maxLength: 40 })], { numRuns: 40 })(
    "goes on as the cache it was taken of does",
    async (before, after) => {
      const cache = new Cache();
      for (const each of before) apply(cache, each);
      const restored = new Cache();
      await restored.restore([await bytesOf(cache)]);
      // Who joined and left lately is not in it: a new session would not repeat it either.
      const events = after.filter(({ t }) => t !== "GUILD_MEMBER_ADD" && t !== "GUILD_MEMBER_REMOVE");
      for (const each of events) {
        apply(cache, each);
        apply(restored, each);
      }
      expect(contentOf(restored)).toEqual(contentOf(cache));
    },
  );

  it("has all there is: order of lists, roles that are gone, voice channels, loose users, announced guilds", async () => {
    const cache = filled();
    const restored = new Cache();
    await restored.restore(Readable.from(cache.snapshot()));
    expect(restored.getGuild("10")).toEqual(cache.getGuild("10"));
    expect(restored.getGuildChannels("10").map(({ id }) => id)).toEqual(["31", "30"]);
    expect(restored.getMember("10", "500")?.roles).toEqual(["20"]);
    expect(restored.getMember("10", "501")?.nick).toBe("ünï 🎉");
    expect(restored.getVoiceChannelInfo("31")).toEqual({ id: "31", status: "playing" });
    expect(restored.getUser("999")).toEqual(user("999"));
    expect(restored.getUnavailableGuilds()).toEqual([{ id: "11", unavailable: true }]);
    expect(restored.currentUser).toEqual(cache.currentUser);
    expect(restored.getStageInstance("80")).toEqual(cache.getStageInstance("80"));
    expect(restored.getMessage("50")).toEqual(cache.getMessage("50"));
    // Users of members stay as long as those do, and the bot's own always.
    expect(restored.removeUser("500")).toBeUndefined();
    restored.setLimits({ maxUsers: 0 });
    expect(restored.currentUser).toBeDefined();
  });

  it("goes through files and compression", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "zignal-snapshot-"));
    try {
      const file = path.join(folder, "cache.snapshot.gz");
      const cache = filled();
      await pipeline(cache.snapshot(), createGzip(), createWriteStream(file));
      const restored = new Cache();
      await pipeline(createReadStream(file), createGunzip(), async (source) => restored.restore(source));
      expect(restored.getStats().totalItems).toBe(cache.getStats().totalItems);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("of an empty cache is one", async () => {
    const restored = filled();
    await restored.restore([await bytesOf(new Cache())]);
    expect(restored.getStats().totalItems).toBe(0);
  });

  it("takes turns with others, both ways", async () => {
    const cache = new Cache();
    for (let id = 10_000; id < 20_000; id += 1) cache.addMember("10", member(String(id)));
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const bytes = await bytesOf(cache);
    const written = turns;
    expect(written).toBeGreaterThan(10);
    const restored = new Cache();
    await restored.restore([bytes]);
    running = false;
    expect(turns - written).toBeGreaterThan(10);
    expect(restored.getStats().membersCount).toBe(10_000);
  });
});

describe("a snapshot that does not fit", () => {
  it("leaves the cache as it was, wherever it is cut off", async () => {
    const bytes = await bytesOf(filled());
    const cache = new Cache();
    cache.addUser(user("1"));
    for (let length = 0; length < bytes.length; length += 83) {
      await expect(cache.restore([bytes.subarray(0, length)])).rejects.toThrow(CacheError);
      expect(cache.getStats().totalItems).toBe(1);
    }
    await expect(cache.restore([bytes.subarray(0, -1)])).rejects.toThrow("cut off");
    await expect(cache.restore([])).rejects.toThrow("too short");
    await expect(cache.restore([bytes, Buffer.from([1])])).rejects.toThrow("something follows its end");
  });

  it("leaves the cache as it was, whatever byte is damaged", async () => {
    const bytes = await bytesOf(filled());
    const cache = new Cache();
    cache.addUser(user("1"));
    for (let at = 0; at < bytes.length; at += 61) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      await expect(cache.restore([damaged]), `byte ${at}`).rejects.toThrow(CacheError);
    }
    expect(cache.getUser("1")).toEqual(user("1"));
    expect(cache.getStats().totalItems).toBe(1);
  });

  it("is told from another version, and from other files", async () => {
    const bytes = await bytesOf(filled());
    bytes.writeUInt16LE(2, 8);
    await expect(new Cache().restore([bytes])).rejects.toThrow("version 2");
    await expect(new Cache().restore([Buffer.from("this is a letter to somebody")])).rejects.toThrow(
      "This is no snapshot of a cache",
    );
  });

  it("hands on what its source throws", async () => {
    const broken = new Error("the disk is gone");
    const source = Readable.from(
      (async function* () {
        yield (await bytesOf(filled())).subarray(0, 40);
        throw broken;
      })(),
    );
    await expect(new Cache().restore(source)).rejects.toBe(broken);
  });

  it("does not take the place of what came while it was read", async () => {
    const cache = new Cache();
    const bytes = await bytesOf(filled());
    const restoring = cache.restore(inChunks(bytes, 100));
    cache.addUser(user("1"));
    await expect(restoring).rejects.toThrow("changed while");
    expect(cache.getStats().totalItems).toBe(1);
  });

  it("ends with an error when the cache is cleared while it is written", async () => {
    const cache = filled();
    const written = (async () => {
      for await (const _chunk of cache.snapshot()) cache.clear();
    })();
    await expect(written).rejects.toThrow("cleared");
  });
});

describe("restoring into a cache with options of its own", () => {
  it("holds its limits and policies, and members keep their users", async () => {
    const cache = filled();
    for (let id = 1000; id < 1100; id += 1) cache.addMember("10", member(String(id)));
    const restored = new Cache({ maxUsers: 20, keep: { messages: "none", users: "none" } });
    await restored.restore([await bytesOf(cache)]);
    const stats = restored.getStats();
    expect(stats.usersCount).toBe(20);
    expect(stats.messagesCount).toBe(0);
    expect(stats.membersCount).toBeGreaterThan(10);
    for (const { user: each } of restored.members("10")) expect(restored.getUser(each.id)).toEqual(each);
    expect(restored.getUser("999")).toBeUndefined();
  });

  it("keeps the fields that it keeps", async () => {
    const restored = new Cache({ fields: { members: ["nick"], users: ["username"], messages: ["content"] } });
    await restored.restore([await bytesOf(filled())]);
    expect(restored.getMember("10", "501")).toEqual({ nick: "ünï 🎉", user: { id: "501", username: "user501" } });
    expect(restored.getMessage("50")).toEqual({ id: "50", channel_id: "30", guild_id: "10", content: "message 50" });
  });
});

/** The answers, with lists whose order other changes may have moved in the meantime sorted. */
function contentOf(cache: Cache): unknown {
  return JSON.parse(JSON.stringify(answersOf(cache)), (key, value: unknown) =>
    key === "roles" || key === "emojis" || key === "stickers" ? JSON.stringify(sortedList(value)) : value,
  );
}

function sortedList(value: unknown): unknown {
  return Array.isArray(value) ? value.map((each) => JSON.stringify(each)).toSorted() : value;
}
