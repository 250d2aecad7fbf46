import { hash } from "node:crypto";
import type { GatewayDispatchPayload } from "@zignal/types";

/** By what an event is known again when another session brings it as well. */
export interface EventIdentity {
  /** Within a stream, two sessions bring the same events in the same order. */
  stream: string;
  key: string;
}

/** Belong to the session that they come on: what it has asked for, and its own life. */
const ownOfSession = new Set([
  "READY",
  "RESUMED",
  "GUILD_MEMBERS_CHUNK",
  "SOUNDBOARD_SOUNDS",
  "CHANNEL_INFO",
  "RATE_LIMITED",
]);

/** Texts longer than this are kept as their hash. */
const keptLength = 64;

interface Body {
  id?: unknown;
  guild_id?: unknown;
  channel_id?: unknown;
  user_id?: unknown;
}

/**
 * Sequence numbers belong to a session, so the same event has another one on each. What is the same is its body: of
 * events that Discord gives an id, the id alone; of others the whole text.
 * @returns `undefined` for what only one session brings.
 */
export function identityOf({ t, d }: { t: string; d: unknown }): EventIdentity | undefined {
  if (ownOfSession.has(t)) return undefined;
  const body: Body = typeof d === "object" && d !== null ? d : {};
  // Interactions do not come by way of the guild, so their order means nothing.
  if (t === "INTERACTION_CREATE") return { stream: `${t} ${String(body.id)}`, key: t };
  const isGuild = t === "GUILD_CREATE" || t === "GUILD_DELETE";
  const stream = isGuild ? body.id : (body.guild_id ?? body.channel_id ?? body.user_id ?? t);
  const named = isGuild || t === "MESSAGE_CREATE";
  return { stream: String(stream), key: named ? `${t} ${String(body.id)}` : `${t} ${digest(JSON.stringify(d))}` };
}

function digest(text: string | undefined): string {
  if (text === undefined || text.length <= keptLength) return text ?? "";
  return hash("sha1", text, "base64");
}

/** The guilds that READY announces: each of them follows as GUILD_CREATE, which is no news. */
export function announcedGuilds({ d }: { d: GatewayDispatchPayload["d"] }): string[] {
  const { guilds } = (d ?? {}) as { guilds?: unknown };
  if (!Array.isArray(guilds)) return [];
  return guilds.flatMap((guild: unknown) =>
    typeof guild === "object" && guild !== null && "id" in guild && typeof guild.id === "string" ? [guild.id] : [],
  );
}
