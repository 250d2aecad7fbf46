import { describe, expect, it } from "vitest";
import type { SessionStore, StoredSession } from "../src/index.ts";

const session = (shardId: number, sequence: number): StoredSession => ({
  shardId,
  shardCount: 2,
  fingerprint: "abc",
  sessionId: `session of ${shardId}`,
  sequence,
  resumeUrl: "wss://resume.test",
  savedAt: 1_700_000_000_000,
});

/** What every session store owes. */
export function describeSessionStore(name: string, make: () => SessionStore | Promise<SessionStore>): void {
  describe.each([name])("%s", () => {
    it("knows nothing at first", async () => {
      const store = await make();
      expect(await store.load(0, 2)).toBeUndefined();
    });

    it("gives back what was saved last, for each shard", async () => {
      const store = await make();
      await store.save(session(0, 1));
      await store.save(session(1, 5));
      await store.save(session(0, 2));
      expect(await store.load(0, 2)).toEqual(session(0, 2));
      expect(await store.load(1, 2)).toEqual(session(1, 5));
    });

    it("does not give a session to another number of shards", async () => {
      const store = await make();
      await store.save(session(0, 1));
      expect(await store.load(0, 3)).toBeUndefined();
    });

    it("forgets one shard's session, also one that it does not have", async () => {
      const store = await make();
      await store.save(session(0, 1));
      await store.save(session(1, 1));
      await store.remove(0, 2);
      await store.remove(0, 2);
      expect(await store.load(0, 2)).toBeUndefined();
      expect(await store.load(1, 2)).toEqual(session(1, 1));
    });

    it("keeps the last of many saves that were not waited for", async () => {
      const store = await make();
      await Promise.all(Array.from({ length: 20 }, async (_, n) => await store.save(session(0, n))));
      expect((await store.load(0, 2))?.sequence).toBe(19);
    });
  });
}
