import { recoveryFor } from "@zignal/errors";
import type { Payload } from "./payload.ts";
import type { Route } from "./route.ts";

/**
 * POSTs that change nothing more when they are done twice: they set a state (a poll has ended), answer with what exists (a
 * DM channel) or name everything they touch.
 */
const harmlessPosts = new Set([
  "triggerTypingIndicator",
  "createDm",
  "bulkDeleteMessages",
  "bulkBanUsersFromGuild",
  "crosspostMessage",
  "pollExpire",
  "bulkUpdateLobbyMembers",
]);

/**
 * May a request be sent again when Discord may have acted on it already?
 *
 * GET, PUT and DELETE are idempotent. So is PATCH at Discord, which sets each field to a value, unless it carries files,
 * which are added. A POST may be repeated when it carries a nonce that Discord enforces, or does no more the second time.
 */
export function isRepeatable(route: Route, payload: Payload, hasEnforcedNonce: boolean): boolean {
  if (typeof payload === "object" && !payload.isReplayable) return false;
  if (route.method === "POST") return hasEnforcedNonce || harmlessPosts.has(route.name);
  return route.method !== "PATCH" || typeof payload !== "object";
}

/** May a request be sent again after this answer, given that it `isRepeatable` or not? */
export function mayRepeatAfter(status: number, isRepeatableRequest: boolean): boolean {
  const { repeat } = recoveryFor({ httpStatus: status });
  return repeat === "always" || (repeat === "idempotent" && isRepeatableRequest);
}
