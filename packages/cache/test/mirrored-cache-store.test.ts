import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { CacheError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { Cache, MemoryCacheStore, MirroredCacheStore } from "../src/index.ts";
import type { CacheStore, EntityKind } from "../src/index.ts";
import { cacheStoreConformance } from "../src/testing.ts";
import { sorted } from "./answers.ts";
import { anyEvent } from "./event-arbitraries.ts";
import { FakeBackend } from "./fake-backend.ts";
import { event, guild, member, message, role } from "./fixtures.ts";

const kinds: readonly EntityKind[] = [
  "guilds",
  "channels",
  "threads",
  "roles",
  "members",
  "users",
  "messages",
  "emojis",
  "stickers",
  "presences",
  "voiceStates",
  "stageInstances",
  "scheduledEvents",
  "soundboardSounds",
];

async function allOf(store: CacheStore, kind: EntityKind): Promise<object[]> {
  const all: object[] = [];
  for await (const entity of store.list(kind)) all.push(entity);
  return sorted(all);
}

describe("MirroredCacheStore", () => {
  it.each(cacheStoreConformance)("$name", async ({ run }) => {
    await expect(run(new MirroredCacheStore(new Cache(), new FakeBackend()))).resolves.toBeUndefined();
  });

  test.prop([fc.array(anyEvent, { maxLength: 40 })], { numRuns: 50 })(
    "has in its backend what the cache has, after any events",
    async (events) => {
      const cache = new Cache();
      const store = new MirroredCacheStore(cache, new FakeBackend());
      const near = new MemoryCacheStore(cache);
      await Promise.all(
        events.map(({ t, d }) =>
          store.apply({ op: 0, s: 1, t, d: structuredClone(d) } as unknown as GatewayDispatchPayload),
        ),
      );
      for (const kind of kinds) {
        expect(await allOf(store, kind)).toEqual(await allOf(near, kind));
        expect(await store.count(kind)).toBe(await near.count(kind));
      }
    },
  );

  it("takes from the backend what limits take from the cache", async () => {
    const backend = new FakeBackend();
    const store = new MirroredCacheStore(new Cache({ maxMessages: 2 }), backend);
    for (const id of ["50", "51", "52"]) await store.apply(event("MESSAGE_CREATE", message(id, "30")));
    expect((await allOf(store, "messages")).map((each) => Reflect.get(each, "id") as string)).toEqual(["51", "52"]);
  });

  it("takes a role that is gone from the members in the backend", async () => {
    const store = new MirroredCacheStore(new Cache(), new FakeBackend());
    await store.apply(
      event("GUILD_CREATE", guild("10", { roles: [role("20")], members: [member("500", { roles: ["20"] })] })),
    );
    await store.apply(event("GUILD_ROLE_DELETE", { guild_id: "10", role_id: "20" }));
    expect((await store.get("members", { id: "500", guildId: "10" }))?.roles).toEqual([]);
    expect((await store.get("guilds", { id: "10" }))?.roles).toEqual([]);
  });

  it("rejects with a CacheError when the backend fails, and goes on", async () => {
    const backend = new FakeBackend();
    const store = new MirroredCacheStore(new Cache(), backend);
    backend.fault = new Error("the line is dead");
    await expect(store.apply(event("MESSAGE_CREATE", message("50", "30")))).rejects.toThrow(CacheError);
    backend.fault = new Error("still");
    await expect(store.get("messages", { id: "50" })).rejects.toMatchObject({ cause: new Error("still") });
    backend.fault = new Error("and again");
    await expect(allOf(store, "messages")).rejects.toThrow(CacheError);
    await store.apply(event("MESSAGE_CREATE", message("51", "30")));
    expect((await store.get("messages", { id: "51" }))?.id).toBe("51");
    // What could not be put has been put since.
    expect((await store.get("messages", { id: "50" }))?.id).toBe("50");
    await store.close();
    expect(backend.isClosed).toBe(true);
  });
});
