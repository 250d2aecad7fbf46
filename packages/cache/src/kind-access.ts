import type { Cache } from "./cache.ts";
import type { EntityKind, EntityOfKind } from "./entities.ts";
import { isThread } from "./entities.ts";

/** The operations of a cache on one kind. */
export interface KindAccess<T> {
  get: (cache: Cache, id: string, guildId: string) => T | undefined;
  set: (cache: Cache, entity: T, guildId: string) => void;
  delete: (cache: Cache, id: string, guildId: string) => T | undefined;
  all: (cache: Cache) => Iterable<T>;
  ofGuild: (cache: Cache, guildId: string) => Iterable<T>;
  /** Does the entity not say its guild? */
  setNeedsGuild: boolean;
  /** Has it no id of its own? */
  knownByGuild: boolean;
}

const saysGuild = { setNeedsGuild: false, knownByGuild: false };
const toldGuild = { setNeedsGuild: true, knownByGuild: false };
const inGuild = { setNeedsGuild: false, knownByGuild: true };

/** The operations of a cache by kind, for code that is written for all kinds. */
export const kindAccess: { readonly [Kind in EntityKind]: KindAccess<EntityOfKind[Kind]> } = {
  guilds: {
    ...saysGuild,
    get: (cache, id) => cache.getGuild(id),
    set: (cache, guild) => cache.addGuild(guild),
    delete: (cache, id) => cache.removeGuild(id),
    all: (cache) => cache.guilds(),
    ofGuild: (cache, guildId) => cache.getAllGuilds().filter(({ id }) => id === guildId),
  },
  channels: {
    ...saysGuild,
    get: (cache, id) => {
      const channel = cache.getChannel(id);
      return channel === undefined || isThread(channel) ? undefined : channel;
    },
    set: (cache, channel) => cache.addChannel(channel),
    delete: (cache, id) => {
      const channel = cache.getChannel(id);
      if (channel === undefined || isThread(channel)) return undefined;
      cache.removeChannel(id);
      return channel;
    },
    all: (cache) => cache.channels(),
    ofGuild: (cache, guildId) => cache.getGuildChannels(guildId),
  },
  threads: {
    ...saysGuild,
    get: (cache, id) => cache.getThread(id),
    set: (cache, thread) => cache.addThread(thread),
    delete: (cache, id) => cache.removeThread(id),
    all: (cache) => cache.threads(),
    ofGuild: (cache, guildId) => cache.getGuildThreads(guildId),
  },
  roles: {
    ...toldGuild,
    get: (cache, id) => cache.getRole(id),
    set: (cache, entity, guildId) => cache.addRole(guildId, entity),
    delete: (cache, id) => cache.removeRole(id),
    all: (cache) => cache.roles(),
    ofGuild: (cache, guildId) => cache.getGuildRoles(guildId),
  },
  emojis: {
    ...toldGuild,
    get: (cache, id) => cache.getEmoji(id),
    set: (cache, entity, guildId) => cache.addEmoji(guildId, entity),
    delete: (cache, id) => cache.removeEmoji(id),
    all: (cache) => cache.emojis(),
    ofGuild: (cache, guildId) => cache.getGuildEmojis(guildId),
  },
  stickers: {
    ...toldGuild,
    get: (cache, id) => cache.getSticker(id),
    set: (cache, entity, guildId) => cache.addSticker(guildId, entity),
    delete: (cache, id) => cache.removeSticker(id),
    all: (cache) => cache.stickers(),
    ofGuild: (cache, guildId) => cache.getGuildStickers(guildId),
  },
  soundboardSounds: {
    ...toldGuild,
    get: (cache, id) => cache.getSoundboardSound(id),
    set: (cache, entity, guildId) => cache.addSoundboardSound(guildId, entity),
    delete: (cache, id) => cache.removeSoundboardSound(id),
    all: (cache) => cache.soundboardSounds(),
    ofGuild: (cache, guildId) => cache.getGuildSoundboardSounds(guildId),
  },
  stageInstances: {
    ...saysGuild,
    get: (cache, id) => cache.getStageInstance(id),
    set: (cache, entity) => cache.addStageInstance(entity),
    delete: (cache, id) => cache.removeStageInstance(id),
    all: (cache) => cache.stageInstances(),
    ofGuild: (cache, guildId) => cache.getGuildStageInstances(guildId),
  },
  scheduledEvents: {
    ...saysGuild,
    get: (cache, id) => cache.getScheduledEvent(id),
    set: (cache, entity) => cache.addScheduledEvent(entity),
    delete: (cache, id) => cache.removeScheduledEvent(id),
    all: (cache) => cache.scheduledEvents(),
    ofGuild: (cache, guildId) => cache.getGuildScheduledEvents(guildId),
  },
  members: {
    setNeedsGuild: true,
    knownByGuild: true,
    get: (cache, userId, guildId) => cache.getMember(guildId, userId),
    set: (cache, member, guildId) => cache.addMember(guildId, member),
    delete: (cache, userId, guildId) => cache.removeMember(guildId, userId),
    all: (cache) => cache.allMembers(),
    ofGuild: (cache, guildId) => cache.members(guildId),
  },
  presences: {
    ...inGuild,
    get: (cache, userId, guildId) => cache.getPresence(guildId, userId),
    set: (cache, entity) => cache.addPresence(entity),
    delete: (cache, userId, guildId) => cache.removePresence(guildId, userId),
    all: (cache) => cache.presences(),
    ofGuild: (cache, guildId) => cache.getGuildPresences(guildId),
  },
  voiceStates: {
    ...inGuild,
    get: (cache, userId, guildId) => cache.getVoiceState(guildId, userId),
    set: (cache, entity) => cache.addVoiceState(entity),
    delete: (cache, userId, guildId) => cache.removeVoiceState(guildId, userId),
    all: (cache) => cache.voiceStates(),
    ofGuild: (cache, guildId) => cache.getGuildVoiceStates(guildId),
  },
  users: {
    ...saysGuild,
    get: (cache, id) => cache.getUser(id),
    set: (cache, user) => cache.addUser(user),
    delete: (cache, id) => cache.removeUser(id),
    all: (cache) => cache.users(),
    ofGuild: () => [],
  },
  messages: {
    ...saysGuild,
    get: (cache, id) => cache.getMessage(id),
    set: (cache, message) => cache.addMessage(message),
    delete: (cache, id) => cache.removeMessage(id),
    all: (cache) => cache.messages(),
    ofGuild: () => [],
  },
};
