import { ErrorContext, GatewayError, InvalidTokenError } from "@zignal/errors";
import { Intents } from "@zignal/types/intents";

/** What to do after the connection ended: take the session up again, start a new one, or give up. */
export type CloseAction = "resume" | "newSession" | "fatal";

export interface CloseCode {
  readonly action: CloseAction;
  /** What Discord says by it. */
  readonly meaning: string;
}

/**
 * Every close code that Discord documents, and the few of RFC 6455 that its servers and proxies send.
 * A code that is not here resumes: if the session is gone, Discord says so with opcode 9, and nothing was lost by asking.
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes | Discord Docs/Gateway Close Event Codes}
 */
export const closeCodes: Readonly<Record<number, CloseCode>> = {
  1000: { action: "resume", meaning: "closed by the server" },
  1001: { action: "resume", meaning: "the server is going away" },
  1005: { action: "resume", meaning: "closed without a code" },
  1006: { action: "resume", meaning: "the connection broke" },
  1011: { action: "resume", meaning: "the server met an internal error" },
  1012: { action: "resume", meaning: "the server restarts" },
  4000: { action: "resume", meaning: "unknown error" },
  4001: { action: "resume", meaning: "unknown opcode" },
  4002: { action: "resume", meaning: "a payload could not be decoded" },
  4003: { action: "newSession", meaning: "not authenticated, or the session was invalidated" },
  4004: { action: "fatal", meaning: "authentication failed" },
  4005: { action: "resume", meaning: "already authenticated" },
  4007: { action: "newSession", meaning: "invalid sequence" },
  4008: { action: "resume", meaning: "rate limited" },
  4009: { action: "newSession", meaning: "the session timed out" },
  4010: { action: "fatal", meaning: "invalid shard" },
  4011: { action: "fatal", meaning: "sharding required" },
  4012: { action: "fatal", meaning: "invalid API version" },
  4013: { action: "fatal", meaning: "invalid intents" },
  4014: { action: "fatal", meaning: "disallowed intents" },
};

/** Keeps the session alive at Discord, which 1000 and 1001 would end. */
export const closeCodeKeepingSession = 4900;

export function closeActionFor(code: number): CloseAction {
  return closeCodes[code]?.action ?? "resume";
}

export interface FatalCloseDetails {
  shardId: number;
  shardCount: number;
  /** The intents that were asked for, as bits. */
  intents: number;
  /** What the server wrote into the close frame. */
  reason: string;
}

/** The error for a close code that ends in no reconnect; its `recovery` is the remedy as a sentence. */
export function fatalCloseError(code: number, details: FatalCloseDetails): GatewayError | InvalidTokenError {
  const { shardId, reason } = details;
  const said = reason === "" ? "" : ` (${reason})`;
  const meaning = closeCodes[code]?.meaning ?? "unknown close code";
  const recovery = remedy(code, details);
  const message = `Discord closed shard ${shardId} with ${code}: ${meaning}${said}. ${recovery}`;
  const context = new ErrorContext().with("closeCode", code).with("shardId", shardId);
  if (code === 4004) return new InvalidTokenError(message, { recovery, context });
  return new GatewayError(message, { closeCode: code, shardId, recovery, context, severity: "critical" });
}

const portalNames: Readonly<Record<string, string>> = {
  guildMembers: "Server Members Intent",
  guildPresences: "Presence Intent",
  messageContent: "Message Content Intent",
};

function remedy(code: number, { shardId, shardCount, intents }: FatalCloseDetails): string {
  switch (code) {
    case 4004:
      return "Check the token: copy it again from the Bot page of your application in the Discord Developer Portal.";
    case 4010:
      return `Shard ${shardId} of ${shardCount} does not exist for Discord: shard ids go from 0 to one below the total.`;
    case 4011:
      return `The bot is in too many guilds for ${shardCount} shard(s): use shards: "auto", or a higher number.`;
    case 4012:
      return "This version of @zignal/gateway speaks a version of the API that Discord no longer accepts: update it.";
    case 4013:
      return `The intents ${intents} hold a bit that Discord does not know: name them instead, such as { guilds: true }.`;
    case 4014:
      return disallowedIntentsRemedy(intents);
    default:
      return "Discord does not allow to reconnect after this code.";
  }
}

function disallowedIntentsRemedy(intents: number): string {
  const asked = Intents.toNames(intents & Intents.privileged);
  const listed = asked.map((name) => `${name} ("${portalNames[name] ?? name}")`).join(", ");
  const which = asked.length === 0 ? "an intent that the application may not use" : listed;
  return (
    `The bot asks for ${which}. Enable it under "Privileged Gateway Intents" on the Bot page of your application ` +
    "in the Discord Developer Portal, or leave it out of `intents`."
  );
}
