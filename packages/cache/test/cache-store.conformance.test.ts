import { describe, expect, it } from "vitest";
import { Cache, MemoryCacheStore } from "../src/index.ts";
import { cacheStoreConformance } from "../src/testing.ts";

describe("MemoryCacheStore", () => {
  it.each([...cacheStoreConformance])("$name", async ({ run }) => {
    const store = new MemoryCacheStore(new Cache());
    await expect(run(store)).resolves.toBeUndefined();
    await store.close();
  });
});
