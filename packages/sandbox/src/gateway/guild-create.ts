import { Intents } from "@zignal/types/intents";
import { isRecord } from "./payload-decoding.ts";
import type { Viewer } from "./viewer.ts";

/**
 * Guild Create as a session gets it: without the GUILD_PRESENCES intent only the bot itself and members in voice; with
 * it, all of a small guild, and of a large one who is online, has a role or a nickname, or is in voice.
 * @see {@link https://docs.discord.com/developers/events/gateway-events#guild-create | Discord Docs/Guild Create}
 */
export function guildCreateFor(viewer: Viewer, guild: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = records(guild["members"]);
  const inVoice = new Set(records(guild["voice_states"]).map((state) => state["user_id"]));
  const large = Number(guild["member_count"] ?? members.length) > viewer.largeThreshold;
  if ((viewer.intents & Intents.bits.guildPresences) === 0) {
    const seen = members.filter((member) => userId(member) === viewer.botId || inVoice.has(userId(member)));
    const presences = records(guild["presences"]).filter((presence) => userId(presence) === viewer.botId);
    return { ...guild, large, members: seen, presences };
  }
  if (!large) return { ...guild, large };
  const presences = records(guild["presences"]).filter((presence) => presence["status"] !== "offline");
  const online = new Set(presences.map(userId));
  const seen = members.filter((member) => {
    const id = userId(member);
    const roles = member["roles"];
    if (id === viewer.botId || online.has(id) || inVoice.has(id)) return true;
    return (Array.isArray(roles) && roles.length > 0) || typeof member["nick"] === "string";
  });
  return { ...guild, large, members: seen, presences };
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function userId(of: Record<string, unknown>): unknown {
  return isRecord(of["user"]) ? of["user"]["id"] : undefined;
}
