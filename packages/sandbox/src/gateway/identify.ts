import { Intents } from "@zignal/types/intents";
import type { GatewayApplication, RequestedPresence } from "./gateway-world.ts";
import { CloseCode } from "./opcodes.ts";
import type { Refusal } from "./opcodes.ts";
import { isRecord } from "./payload-decoding.ts";

/** What an Identify asks for, when all of it is in order. */
export interface Identity {
  readonly token: string;
  readonly application: GatewayApplication;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  /** The shard was named in the payload, so that Ready repeats it. */
  readonly sharded: boolean;
  readonly largeThreshold: number;
  readonly compress: boolean;
  readonly presence: RequestedPresence | undefined;
}

export type IdentifyOutcome =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly refusal: Refusal };

/** Each privileged intent with the two application flags, approved and limited, either of which enables it. */
const privileged: readonly { intent: number; flags: number; name: string }[] = [
  { intent: Intents.bits.guildPresences, flags: (1 << 12) | (1 << 13), name: "GUILD_PRESENCES" },
  { intent: Intents.bits.guildMembers, flags: (1 << 14) | (1 << 15), name: "GUILD_MEMBERS" },
  { intent: Intents.bits.messageContent, flags: (1 << 18) | (1 << 19), name: "MESSAGE_CONTENT" },
];

/**
 * Judges the payload of an Identify. Pure.
 * @see {@link https://docs.discord.com/developers/events/gateway-events#identify | Discord Docs/Identify}
 */
export function readIdentify(
  d: unknown,
  applicationByToken: (token: string) => GatewayApplication | undefined,
): IdentifyOutcome {
  if (!isRecord(d) || typeof d["token"] !== "string" || !isRecord(d["properties"])) {
    return refuse(CloseCode.DecodeError, "Error while decoding payload: Identify needs token and properties.");
  }
  const token = bareToken(d["token"]);
  const application = applicationByToken(token);
  if (application === undefined) return refuse(CloseCode.AuthenticationFailed, "Authentication failed.");

  const shard = readShard(d["shard"]);
  if (shard === undefined) return refuse(CloseCode.InvalidShard, "Invalid shard.");

  const intents = d["intents"];
  if (typeof intents !== "number" || !isIntents(intents)) {
    return refuse(CloseCode.InvalidIntents, "Invalid intent(s).");
  }
  const disallowed = privileged.filter(
    ({ intent, flags }) => (intents & intent) !== 0 && (application.flags & flags) === 0,
  );
  if (disallowed.length > 0) {
    return refuse(
      CloseCode.DisallowedIntents,
      `Disallowed intent(s): ${disallowed.map(({ name }) => name).join(", ")}`,
    );
  }
  return {
    ok: true,
    identity: {
      token,
      application,
      intents,
      shard,
      sharded: d["shard"] !== undefined,
      largeThreshold: readLargeThreshold(d["large_threshold"]),
      compress: d["compress"] === true,
      presence: readPresence(d["presence"]),
    },
  };
}

function isIntents(value: number): boolean {
  // Bits above the 31st are cut off by bitwise operators: they are refused by size.
  return Number.isInteger(value) && value >= 0 && value <= 0x7fff_ffff && (value & ~Intents.all) === 0;
}

/** Discord takes a token with the prefix of the `Authorization` header as well. */
export function bareToken(token: string): string {
  return token.startsWith("Bot ") ? token.slice(4) : token;
}

function readShard(value: unknown): readonly [number, number] | undefined {
  if (value === undefined || value === null) return [0, 1];
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [id, count]: unknown[] = value;
  if (typeof id !== "number" || typeof count !== "number") return undefined;
  if (!Number.isInteger(id) || !Number.isInteger(count) || id < 0 || id >= count) return undefined;
  return [id, count];
}

function readLargeThreshold(value: unknown): number {
  return typeof value === "number" && value >= 50 && value <= 250 ? value : 50;
}

/** The presence of an Identify or a Presence Update; `undefined` when there is none or it makes no sense. */
export function readPresence(value: unknown): RequestedPresence | undefined {
  if (!isRecord(value) || typeof value["status"] !== "string") return undefined;
  const activities: unknown[] = Array.isArray(value["activities"]) ? value["activities"] : [];
  return { status: value["status"], activities: activities.filter(isRecord) };
}

function refuse(code: number, reason: string): IdentifyOutcome {
  return { ok: false, refusal: { code, reason } };
}
