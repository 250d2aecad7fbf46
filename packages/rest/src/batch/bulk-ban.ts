import { HttpError } from "@zignal/errors";
import type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";
import { fulfilled, rejected } from "./batch-handler.ts";
import { isFaulty, singlyTogether } from "./singly.ts";

/** Discord's code when none of the users could be banned. */
const failedToBan = 500000;

/**
 * Bans in one guild, with one reason and one span of messages to delete, become bulk bans of up to 200. A bulk ban needs the
 * permission to manage the guild as well: without it the users are banned one by one.
 *
 * @see {@link https://docs.discord.com/developers/resources/guild#bulk-guild-ban | Discord Docs/Bulk Guild Ban}
 */
export const bulkBan: BatchHandler = {
  pattern: "PUT /guilds/{guild_id}/bans/{user_id}",
  maxBatchSize: 200,
  priority: -100,
  groupBy: ({ parameters, reason, body }) => `${parameters["guild_id"] ?? ""} ${deleteSeconds(body)} ${reason ?? ""}`,
  process: banInBulk,
};

async function banInBulk(
  items: readonly BatchItem[],
  send: (request: BatchSend) => Promise<unknown>,
): Promise<readonly BatchResult[]> {
  const [first] = items;
  if (first === undefined) return [];
  const users = [...new Set(items.map(({ parameters }) => parameters["user_id"] ?? ""))];
  if (users.length < 2) return singlyTogether(items, send);
  const body = { user_ids: users, delete_message_seconds: deleteSeconds(first.body) };
  const path = first.path.replace(/bans\/[^/]+$/, "bulk-ban");
  let answer: unknown;
  try {
    answer = await send({ method: "POST", path, body, reason: first.reason });
  } catch (error) {
    if (isFaulty(error) && !isFailedBan(error)) return singlyTogether(items, send);
    return items.map(() => rejected(error));
  }
  const failed = new Set(failedUsers(answer));
  return items.map(({ parameters: { user_id: user = "" } }) =>
    failed.has(user) ? rejected(couldNotBan(user)) : fulfilled(undefined),
  );
}

/** None of them could be banned: asking for each would change nothing. */
function isFailedBan(error: unknown): boolean {
  return error instanceof HttpError && error.discordCode === failedToBan;
}

function deleteSeconds(body: unknown): number {
  if (typeof body !== "object" || body === null) return 0;
  if ("delete_message_seconds" in body && typeof body.delete_message_seconds === "number")
    return body.delete_message_seconds;
  if ("delete_message_days" in body && typeof body.delete_message_days === "number")
    return body.delete_message_days * 86_400;
  return 0;
}

function failedUsers(answer: unknown): readonly unknown[] {
  const failed = typeof answer === "object" && answer !== null && "failed_users" in answer ? answer.failed_users : [];
  return Array.isArray(failed) ? failed : [];
}

function couldNotBan(user: string): HttpError {
  return new HttpError(
    `Discord could not ban the user ${user}: banned already, not to be banned by the bot, or unknown`,
    {
      method: "POST",
      route: "/guilds/{guild_id}/bulk-ban",
      status: 200,
      discordCode: failedToBan,
    },
  );
}
