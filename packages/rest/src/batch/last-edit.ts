import type { BatchHandler, BatchItem } from "./batch-handler.ts";
import { fulfilled, rejected } from "./batch-handler.ts";
import { isFaulty, singly } from "./singly.ts";
import { withoutUndefined } from "./without-undefined.ts";

/**
 * Edits of one message that wait at the same time become one: field by field the last wins, which is what the message would
 * have ended as. Edits with files are left alone. Where one of them makes the whole unfit, each is
 * sent by itself, in order: who is at fault has the error.
 */
export const lastEdit: BatchHandler = {
  pattern: "PATCH /channels/{channel_id}/messages/{message_id}",
  priority: -100,
  accepts: ({ body }) => typeof body === "object" && body !== null && !("files" in body),
  groupBy: ({ path }) => path,
  keepsOrder: true,
  async process(items, send) {
    const [first] = items;
    if (first === undefined) return [];
    const { method, path } = first;
    const body = merged(items);
    try {
      const message = await send({ method, path, body });
      return items.map((_, index) => fulfilled(index === 0 ? message : structuredClone(message)));
    } catch (error) {
      return items.length > 1 && isFaulty(error) ? singly(items, send) : items.map(() => rejected(error));
    }
  },
};

function merged(items: readonly BatchItem[]): object {
  return Object.assign({}, ...items.map(({ body }) => withoutUndefined(body as object))) as object;
}
