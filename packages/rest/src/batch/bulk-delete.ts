import { HttpError } from "@zignal/errors";
import { isSnowflake, Snowflakes } from "@zignal/types/snowflake";
import type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";
import { fulfilled, rejected } from "./batch-handler.ts";

/** Discord deletes in bulk what is younger than two weeks; an hour less, for clocks differ and requests wait. */
const maxAgeMs = 14 * 24 * 60 * 60 * 1000 - 60 * 60 * 1000;

/** A message that is too old, or a wrong number of them: Discord deleted none. */
const refusedAsBulk = new Set([50034, 50016]);

/**
 * Deletes of messages of one channel become bulk deletes of up to 100. Older than two weeks can not be: singles.
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
    if (!(error instanceof HttpError && error.discordCode !== undefined && refusedAsBulk.has(error.discordCode))) {
      return items.map(() => rejected(error));
    }
  }
  return Promise.allSettled(items.map((item) => send({ method: "DELETE", path: item.path, reason })));
}
