import { discordCodes } from "./discord-codes.ts";
import type { Recovery, RecoveryRow } from "./recovery.ts";
import { completeRow, documentation } from "./recovery.ts";

type Treatment = Omit<RecoveryRow, "code" | "meaning">;

function never(strategy: RecoveryRow["strategy"], advice: string): Treatment {
  return { repeat: "never", strategy, advice };
}

const forget = never("give-up", "It does not exist (any more): forget its id.");
const missingPermission = never(
  "check-permissions",
  "Check the bot's permissions and its place in the role list first.",
);
const refusedByUser = never("give-up", "The user can not be reached: stop writing to them.");
const atLimit = never("fix-request", "The limit is reached: remove some first, or do with fewer.");
const tooOften = {
  repeat: "always",
  strategy: "wait",
  advice: "Wait, as long as Retry-After says if it is there; then send it again.",
} as const;
const tryLater = { repeat: "always", strategy: "backoff", advice: "Send it again after a growing wait." } as const;
const muchLater = never("give-up", "Not now: try again hours later, not by itself.");
const reword = never("fix-request", "Discord's or the server's filters refused the text: change it.");
const badToken = never("fix-configuration", "Set a valid token; do not send with this one again.");

/** Codes that ask for something else than their family. */
const special: ReadonlyMap<number, Treatment> = new Map<number, Treatment>([
  [0, never("fix-request", "Read the message and the HTTP status: the code itself says nothing.")],
  [10012, badToken],
  [10015, never("give-up", "The webhook was deleted: forget it. Asking again earns a temporary restriction.")],
  [
    10062,
    never(
      "give-up",
      "The interaction is over: the first answer must come within 3 seconds (defer it), later ones within 15 minutes, and only one process may answer.",
    ),
  ],
  [20001, never("fix-request", "Bots may not use this endpoint: leave it out.")],
  [20002, never("fix-request", "Only bots may use this endpoint: use a bot token.")],
  [20009, reword],
  [20012, missingPermission],
  [20016, tooOften],
  [20018, missingPermission],
  [20022, tooOften],
  [20028, tooOften],
  [20029, tooOften],
  [20031, reword],
  [30001, never("give-up", "The bot is in as many servers as it may be: leave some, or have it verified.")],
  [30031, never("give-up", "There is one already: use or delete it.")],
  [
    30034,
    never("give-up", "200 commands were created today: overwrite them in bulk instead, and only when they changed."),
  ],
  [30035, muchLater],
  [30037, muchLater],
  [30040, muchLater],
  [30042, muchLater],
  [30046, muchLater],
  [30052, never("fix-request", "Choose a lower bitrate for this kind of channel.")],
  [40001, badToken],
  [40002, never("check-permissions", "The account must be verified first.")],
  [40003, tooOften],
  [40004, muchLater],
  [40005, never("fix-request", "Send smaller files or fewer of them.")],
  [40006, muchLater],
  [40007, never("give-up", "The user is banned from this server.")],
  [40012, never("fix-configuration", "The connection was revoked: let the user connect again.")],
  [40033, never("give-up", "It was crossposted before: nothing to do.")],
  [
    40043,
    {
      repeat: "idempotent",
      strategy: "backoff",
      advice: "Send it again after a wait, if doing it twice does no harm.",
    },
  ],
  [
    40060,
    never("give-up", "It was answered before: edit the answer or send a follow-up, and let only one process answer."),
  ],
  [40062, tooOften],
  [40094, never("give-up", "Edit an earlier follow-up instead of sending another.")],
  [
    40333,
    never("fix-configuration", "Cloudflare blocks the request: send a proper User-Agent, and look for an IP ban."),
  ],
  [
    50001,
    never("check-permissions", "The bot can not see it: check that it is in the server and may view the channel."),
  ],
  [50007, refusedByUser],
  [50009, missingPermission],
  [50013, missingPermission],
  [50014, badToken],
  [50017, never("check-permissions", "The server asks for two-factor authentication on the bot owner's account.")],
  [50021, never("give-up", "Leave system messages alone.")],
  [50025, badToken],
  [50026, never("check-permissions", "Ask for the OAuth2 scope that is missing.")],
  [
    50027,
    never("give-up", "This webhook's or interaction's token is over: forget it. The bot's own token is not concerned."),
  ],
  [50034, never("fix-request", "Leave out messages older than 14 days: delete them one by one.")],
  [50035, never("fix-request", "Correct the fields that the error names (`fieldErrors`), then send it anew.")],
  [50036, never("check-permissions", "The bot must be in that server first.")],
  [50041, never("fix-configuration", "Discord does not serve this API version: update the library.")],
  [50083, never("fix-request", "Unarchive the thread first.")],
  [50173, missingPermission],
  [50178, never("check-permissions", "The account must be verified first.")],
  [50278, refusedByUser],
  [50600, missingPermission],
  [60003, never("check-permissions", "The bot owner's account must have two-factor authentication.")],
  [90001, never("give-up", "The user has blocked the bot, or reactions are closed: go on without.")],
  [110000, tryLater],
  [110001, tryLater],
  [130000, tryLater],
  [150006, never("give-up", "It is open already: nothing to do.")],
  [160002, missingPermission],
  [160004, never("give-up", "The thread is there already: use it.")],
  [160005, never("check-permissions", "Only members who may manage threads can write here: unlock it first.")],
  [160006, atLimit],
  [160007, atLimit],
  [160014, missingPermission],
  [180000, never("give-up", "The event is over.")],
  [200000, reword],
  [200001, reword],
  [240000, reword],
  [340015, never("give-up", "The user may not join servers now.")],
  [400001, muchLater],
  [500000, { repeat: "idempotent", strategy: "backoff", advice: "Nobody was banned: send it again after a wait." }],
  [520000, refusedByUser],
  [520001, never("give-up", "The poll is over.")],
  [530000, never("fix-configuration", "Ask Discord for this permission of the application.")],
  [530001, badToken],
  [530002, never("fix-configuration", "Set the issuer of the identity provider as the token has it.")],
  [530003, never("fix-configuration", "Set the audience of the identity provider as the token has it.")],
  [530004, badToken],
  [530006, tryLater],
  [530007, never("fix-configuration", "Set the client secret anew.")],
]);

/** What a code asks for unless it is special, by its first digits. */
function treatmentOf(code: number): Treatment {
  const treatment = special.get(code);
  if (treatment !== undefined) return treatment;
  if (code >= 10_000 && code < 20_000) return forget;
  if (code >= 30_000 && code < 40_000) return atLimit;
  return never("fix-request", "Correct the request: the same one will be refused again.");
}

/** Discord's JSON error codes. */
export const discordRecoveries: readonly Recovery[] = discordCodes.map(([code, meaning]) =>
  completeRow("discord", documentation.discord, { code, meaning, ...treatmentOf(code) }),
);

const byCode: ReadonlyMap<number, Recovery> = new Map(discordRecoveries.map((row) => [row.code, row]));

/** The row of a JSON error code; for one that Discord has not documented, that of its family. */
export function discordRecovery(code: number): Recovery {
  return (
    byCode.get(code) ??
    completeRow("discord", documentation.discord, { code, meaning: "Undocumented code", ...treatmentOf(code) })
  );
}
