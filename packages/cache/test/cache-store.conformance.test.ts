import { describe, expect, it } from "vitest";
import { Cache, MemoryCacheStore } from "../src/index.ts";
import type { CacheStore, EntityOfKind } from "../src/index.ts";
import { cacheStoreConformance } from "../src/testing.ts";

/** As far away as a server: every call waits in line, is answered late, and nothing is shared with who asks. */
function distantStore(): CacheStore {
  const near = new MemoryCacheStore(new Cache());
  let line: Promise<unknown> = Promise.resolve();
  let calls = 0;
  const send = async <T>(call: () => Promise<T>): Promise<T> => {
    const answer = line.then(async () => {
      calls += 1;
      for (let hops = calls % 3; hops >= 0; hops -= 1) await new Promise((resolve) => setImmediate(resolve));
      return structuredClone(await call());
    });
    line = answer.catch(() => undefined);
    return answer;
  };
  return {
    apply: (payload) => send(() => near.apply(structuredClone(payload))),
    get: (kind, address) => send(() => near.get(kind, address)),
    set: (kind, entity, guildId) => send(() => near.set(kind, structuredClone(entity), guildId)),
    delete: (kind, address) => send(() => near.delete(kind, address)),
    async *list(kind, guildId) {
      yield* await send(async () => {
        const entities: EntityOfKind[typeof kind][] = [];
        for await (const entity of near.list(kind, guildId)) entities.push(entity);
        return entities;
      });
    },
    count: (kind) => send(() => near.count(kind)),
    clear: () => send(() => near.clear()),
    close: () => send(() => near.close()),
  };
}

describe.each([
  ["MemoryCacheStore", () => new MemoryCacheStore(new Cache())],
  ["a store that answers late", distantStore],
] as const)("%s", (_name, open) => {
  it.each(cacheStoreConformance)("$name", async ({ run }) => {
    await expect(run(open())).resolves.toBeUndefined();
  });
});

/** How many cases a store fails. */
async function failuresOf(open: () => CacheStore): Promise<number> {
  const results = await Promise.allSettled(cacheStoreConformance.map(({ run }) => run(open())));
  return results.filter(({ status }) => status === "rejected").length;
}

describe("the conformance suite", () => {
  it.each<[what: string, fault: Partial<CacheStore>]>([
    ["deletes nothing", { delete: async () => undefined }],
    ["counts nothing", { count: async () => 0 }],
    ["finds nothing", { get: async () => undefined }],
    ["clears nothing", { clear: async () => undefined }],
    ["knows no state before", { apply: async () => undefined as never }],
    ["lists nothing", { async *list() {} }],
  ])("finds a store out that %s", async (_what, fault) => {
    expect(await failuresOf(() => ({ ...distantStore(), ...fault }))).toBeGreaterThan(0);
  });
});
