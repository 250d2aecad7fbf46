import type { GatewayPresenceUpdate } from "@zignal/types";
import type { Contents } from "../contents.ts";
import type { CachedPresence } from "../entities.ts";
import { noteMember, noteUser } from "../people.ts";
import type { EventHandlers } from "./event-handler.ts";

export type PresenceEvent = "PRESENCE_UPDATE" | "VOICE_STATE_UPDATE";

/** Who is online and who is in which voice channel. */
export const presenceEvents: EventHandlers<PresenceEvent> = {
  PRESENCE_UPDATE(contents, presence) {
    return notePresence(contents, presence);
  },

  VOICE_STATE_UPDATE(contents, { member, ...state }) {
    const { guild_id: guildId, user_id: userId } = state;
    // Calls outside of guilds are not kept.
    if (guildId === undefined) return undefined;
    if (member !== undefined) {
      noteMember(contents, guildId, member, member.user);
    }
    const { voiceStates } = contents.ofGuilds;
    const previous = voiceStates.peek(userId, guildId);
    if (state.channel_id === null) voiceStates.delete(userId, guildId);
    else contents.setOfGuild("voiceStates", guildId, userId, { ...state, guild_id: guildId });
    return previous;
  },
};

/** Keeps a presence and hands on what it says of the user. Returns the presence before. */
export function notePresence(contents: Contents, sent: GatewayPresenceUpdate): CachedPresence | undefined {
  const { user, guild_id: guildId } = sent;
  noteUser(contents, user);
  const previous = contents.ofGuilds.presences.peek(user.id, guildId);
  contents.setOfGuild("presences", guildId, user.id, { ...previous, ...sent, user: { id: user.id } });
  return previous;
}
