import type { Recovery, RecoveryRow } from "./recovery.ts";
import { completeRow, documentation } from "./recovery.ts";

const rows: readonly RecoveryRow[] = [
  {
    code: 0,
    meaning: "No answer",
    repeat: "idempotent",
    strategy: "backoff",
    advice: "Check the network; send it again after a wait, if doing it twice does no harm.",
  },
  {
    code: 304,
    meaning: "Not modified",
    repeat: "never",
    strategy: "give-up",
    advice: "Nothing was changed: what you asked for is so already.",
  },
  {
    code: 400,
    meaning: "Bad request",
    repeat: "never",
    strategy: "fix-request",
    advice: "Correct the fields that the error names, then send it anew.",
  },
  {
    code: 401,
    meaning: "Unauthorized",
    repeat: "never",
    strategy: "fix-configuration",
    advice: "Stop sending with this token; set a valid one. Each further 401 counts towards an IP ban.",
    differs:
      'The reference says "refresh token, retry". A bot token can not be refreshed, and 10,000 answers of 401, 403 or 429 in 10 minutes ban the IP address.',
  },
  {
    code: 403,
    meaning: "Forbidden",
    repeat: "never",
    strategy: "check-permissions",
    advice: "Check the bot's permissions before you ask again. Each further 403 counts towards an IP ban.",
    differs:
      'The reference says "check permissions, retry". Retrying by itself can not help, and 10,000 answers of 401, 403 or 429 in 10 minutes ban the IP address.',
  },
  {
    code: 404,
    meaning: "Not found",
    repeat: "never",
    strategy: "give-up",
    advice: "It does not exist (any more): forget its id. Never use a webhook again that answered 404.",
  },
  {
    code: 405,
    meaning: "Method not allowed",
    repeat: "never",
    strategy: "fix-request",
    advice: "The route does not know this HTTP method: correct the call.",
  },
  {
    code: 408,
    meaning: "Request timeout",
    repeat: "idempotent",
    strategy: "backoff",
    advice: "Send it again after a wait, if doing it twice does no harm.",
  },
  {
    code: 413,
    meaning: "Payload too large",
    repeat: "never",
    strategy: "fix-request",
    advice: "Send smaller files or fewer of them.",
  },
  {
    code: 429,
    meaning: "Rate limited",
    repeat: "always",
    strategy: "wait",
    advice: "Wait as long as Retry-After says, then send it again; ask less often.",
    differs:
      'The reference says "exponential backoff with jitter". Discord says how long to wait; a shorter wait earns another 429 and a longer one is lost time. Back-off is for answers without Retry-After.',
  },
  {
    code: 500,
    meaning: "Internal server error",
    repeat: "idempotent",
    strategy: "backoff",
    advice: "Discord failed: send it again after a wait, behind a circuit breaker, if doing it twice does no harm.",
  },
  {
    code: 502,
    meaning: "Bad gateway",
    repeat: "idempotent",
    strategy: "backoff",
    advice: "No gateway was free at Discord: wait a bit and send it again, if doing it twice does no harm.",
  },
  {
    code: 503,
    meaning: "Service unavailable",
    repeat: "idempotent",
    strategy: "backoff",
    advice:
      "Discord is overloaded: send it again after a wait, behind a circuit breaker, if doing it twice does no harm.",
  },
  {
    code: 504,
    meaning: "Gateway timeout",
    repeat: "idempotent",
    strategy: "backoff",
    advice: "Discord took too long and may have done it: send it again only if doing it twice does no harm.",
  },
];

/** HTTP statuses; 0 stands for no answer. */
export const httpRecoveries: readonly Recovery[] = rows.map((row) => completeRow("http", documentation.http, row));

const byStatus: ReadonlyMap<number, Recovery> = new Map(httpRecoveries.map((row) => [row.code, row]));

/** The row of a status; for one that is not in the table, that of its class. */
export function httpRecovery(status: number): Recovery {
  const row = byStatus.get(status);
  if (row !== undefined) return row;
  const isServerFault = status >= 500 && status <= 599;
  return completeRow("http", documentation.http, {
    code: status,
    meaning: isServerFault ? "Server error" : status >= 400 && status <= 499 ? "Client error" : "Unexpected status",
    repeat: isServerFault ? "idempotent" : "never",
    strategy: isServerFault ? "backoff" : "fix-request",
    advice: isServerFault
      ? "Discord failed: send it again after a wait, if doing it twice does no harm."
      : "Discord refused the request: correct it before you send it anew.",
  });
}
