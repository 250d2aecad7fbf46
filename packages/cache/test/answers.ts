import type { GatewayDispatchPayload } from "@zignal/types";
import type { Cache } from "../src/index.ts";
import type { RandomEvent } from "./event-arbitraries.ts";

export const guildIds: readonly string[] = ["1001", "1002"];
export const channelIds: readonly string[] = ["3001", "3002", "3003", "4001", "4002", "4003", "9999"];

export function apply(cache: Applies, { t, d }: RandomEvent, withText: boolean = false): unknown {
  // The cache keeps messages as they come; the test keeps its own copy.
  const payload = { op: 0, s: 1, t, d: structuredClone(d) };
  return cache.apply(payload as unknown as GatewayDispatchPayload, withText ? JSON.stringify(payload) : undefined);
}

export function sorted(values: Iterable<object>): object[] {
  return [...values].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Everything the cache says, by every way of asking. */
export function answersOf(cache: Cache): object {
  return {
    self: cache.currentUser,
    unavailable: sorted(cache.getUnavailableGuilds()),
    users: Object.fromEntries(cache.getAllUsers().map((user) => [user.id, user])),
    guilds: guildIds.map((id) => ({
      guild: cache.getGuild(id),
      channels: Object.fromEntries(cache.getGuildChannels(id).map((each) => [each.id, each])),
      threads: Object.fromEntries(cache.getGuildThreads(id).map((each) => [each.id, each])),
      members: Object.fromEntries(cache.getGuildMembers(id).map((each) => [each.user.id, each])),
      roles: cache.getGuildRoles(id),
      emojis: cache.getGuildEmojis(id),
      presences: Object.fromEntries(cache.getGuildPresences(id).map((each) => [each.user.id, each])),
      stageInstances: Object.fromEntries(cache.getGuildStageInstances(id).map((each) => [each.id, each])),
      scheduledEvents: Object.fromEntries(cache.getGuildScheduledEvents(id).map((each) => [each.id, each])),
      sounds: Object.fromEntries(cache.getGuildSoundboardSounds(id).map((each) => [each.sound_id, each])),
      voiceStates: Object.fromEntries(cache.getGuildVoiceStates(id).map((each) => [each.user_id, each])),
    })),
    voiceInfo: channelIds.map((id) => cache.getVoiceChannelInfo(id)),
    messages: channelIds.map((id) => cache.getChannelMessages(id)),
  };
}

/** A cache, whatever fields it keeps. */
interface Applies {
  apply: (payload: GatewayDispatchPayload, text?: string) => unknown;
}
