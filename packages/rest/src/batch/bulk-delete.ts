import { isSnowflake, Snowflakes } from "@zignal/types/snowflake";
import type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";
import { fulfilled, rejected } from "./batch-handler.ts";
import { isFaulty, singlyTogether } from "./singly.ts";

/** Discord deletes in bulk what is younger than two weeks; an hour less, for clocks differ and requests wait. */
const maxAgeMs = 14 * 24 * 60 * 60 * 1000 - 60 * 60 * 1000;

/**
 * Deletes of messages of one channel become bulk deletes of up to 100. Older than two weeks can not be: singles.
 * So are they where the bulk is refused, as in private channels and where the bot may only delete what it wrote itself.
 *
 * @param timeOfDay - Milliseconds since 1970.
 * @see {@link https://docs.discord.com/developers/resources/message#bulk-delete-messages | Discord Docs/Bulk Delete Messages}
 */
export function bulkDelete(timeOfDay: () => number): BatchHandler {
  return {
    pattern: "DELETE /channels/{channel_id}/messages/{message_id}",
    maxBatchSize: 100,
    priority: -100,
    accepts: ({ parameters: { message_id: id = "" } }) =>
      isSnowflake(id) && timeOfDay() - Snowflakes.timestampMs(id) < maxAgeMs,
    groupBy: ({ parameters, reason }) => `${parameters["channel_id"] ?? ""} ${reason ?? ""}`,
    process: deleteInBulk,
  };
}

async function deleteInBulk(
  items: readonly BatchItem[],
  send: (request: BatchSend) => Promise<unknown>,
): Promise<readonly BatchResult[]> {
  const ids = [...new Set(items.map(({ parameters }) => parameters["message_id"] ?? ""))];
  const [first] = items;
  if (first === undefined) return [];
  const { reason } = first;
  if (ids.length < 2) {
    const [result] = await Promise.allSettled([send({ method: "DELETE", path: first.path, reason })]);
    return items.map(() => result);
  }
  const path = first.path.replace(/[^/]+$/, "bulk-delete");
  try {
    await send({ method: "POST", path, body: { messages: ids }, reason });
    return items.map(() => fulfilled(undefined));
  } catch (error) {
    // One that is too old, a private channel, or no permission to delete what others wrote: Discord deleted none.
    if (isFaulty(error)) return singlyTogether(items, send);
    return items.map(() => rejected(error));
  }
}
