import type { BatchHandler, BatchItem } from "./batch-handler.ts";
import { fulfilled, rejected } from "./batch-handler.ts";
import { isFaulty, singly } from "./singly.ts";
import { withoutUndefined } from "./without-undefined.ts";

/** Positions of a guild's channels, and of its roles, become one PATCH each; for one channel or role the last wins. Faulty ones are sent by themselves. */
export const positions: readonly BatchHandler[] = [
  positionsOf("PATCH /guilds/{guild_id}/channels"),
  positionsOf("PATCH /guilds/{guild_id}/roles"),
];

function positionsOf(pattern: string): BatchHandler {
  return {
    pattern,
    priority: -100,
    accepts: ({ body }) => Array.isArray(body) && body.every((entry) => typeof entry === "object" && entry !== null),
    keepsOrder: true,
    groupBy: ({ path, reason }) => `${path} ${reason ?? ""}`,
    async process(items, send) {
      const [first] = items;
      if (first === undefined) return [];
      const { method, path, reason } = first;
      try {
        const answer = await send({ method, path, body: merged(items), reason });
        return items.map((_, index) => fulfilled(index === 0 ? answer : structuredClone(answer)));
      } catch (error) {
        return items.length > 1 && isFaulty(error) ? singly(items, send) : items.map(() => rejected(error));
      }
    },
  };
}

function merged(items: readonly BatchItem[]): unknown[] {
  const byId = new Map<unknown, object>();
  for (const { body } of items) {
    for (const entry of body as readonly { id?: unknown }[]) {
      const before = byId.get(entry.id);
      // Taken out first, so that the order is that of the last word on each.
      byId.delete(entry.id);
      byId.set(entry.id, { ...before, ...withoutUndefined(entry) });
    }
  }
  return [...byId.values()];
}
