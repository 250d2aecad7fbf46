import { ValidationError } from "@zignal/errors";
import type {
  APIEmoji,
  APIGuildScheduledEvent,
  APIRole,
  APISoundboardSound,
  APIStageInstance,
  APISticker,
} from "@zignal/types";
import type { CachedPresence, CachedVoiceState } from "./entities.ts";
import { EntityOperations } from "./entity-operations.ts";
import { notePresence } from "./events/presence-events.ts";

/** The operations on what belongs to a guild and that nothing else hangs on. */
export abstract class GuildEntityOperations extends EntityOperations {
  /** Adds a role to a guild, or replaces it. */
  addRole(guildId: string, role: APIRole): void {
    this.contents.setOfGuild("roles", guildId, role.id, role);
    this.settle();
  }

  getRole(roleId: string): APIRole | undefined {
    return this.counters.found(this.contents.ofGuilds.roles.get(roleId));
  }

  /** Takes a role away, from the members who have it as well. */
  removeRole(roleId: string): APIRole | undefined {
    const guildId = this.contents.ofGuilds.roles.guildOf(roleId);
    if (guildId !== undefined) this.contents.members.dropRole(guildId, roleId);
    return this.contents.ofGuilds.roles.delete(roleId);
  }

  getAllRoles(): APIRole[] {
    return [...this.contents.ofGuilds.roles.values()];
  }

  getGuildRoles(guildId: string): APIRole[] {
    return this.contents.ofGuilds.roles.inGuild(guildId);
  }

  /** Walks all of this kind. */
  roles(): IterableIterator<APIRole> {
    return this.contents.ofGuilds.roles.values();
  }

  /**
   * Adds an emoji to a guild, or replaces it.
   * @throws {ValidationError} if it has no id: it is a character then, and of no guild.
   */
  addEmoji(guildId: string, emoji: APIEmoji): void {
    if (emoji.id === null) throw ValidationError.of("emoji.id", "must be the id of a custom emoji (was null)");
    this.contents.setOfGuild("emojis", guildId, emoji.id, emoji);
    this.settle();
  }

  getEmoji(emojiId: string): APIEmoji | undefined {
    return this.counters.found(this.contents.ofGuilds.emojis.get(emojiId));
  }

  removeEmoji(emojiId: string): APIEmoji | undefined {
    return this.contents.ofGuilds.emojis.delete(emojiId);
  }

  getAllEmojis(): APIEmoji[] {
    return [...this.contents.ofGuilds.emojis.values()];
  }

  getGuildEmojis(guildId: string): APIEmoji[] {
    return this.contents.ofGuilds.emojis.inGuild(guildId);
  }

  /** Walks all of this kind. */
  emojis(): IterableIterator<APIEmoji> {
    return this.contents.ofGuilds.emojis.values();
  }

  /** Adds a sticker to a guild, or replaces it. */
  addSticker(guildId: string, sticker: APISticker): void {
    this.contents.setOfGuild("stickers", guildId, sticker.id, sticker);
    this.settle();
  }

  getSticker(stickerId: string): APISticker | undefined {
    return this.counters.found(this.contents.ofGuilds.stickers.get(stickerId));
  }

  removeSticker(stickerId: string): APISticker | undefined {
    return this.contents.ofGuilds.stickers.delete(stickerId);
  }

  getAllStickers(): APISticker[] {
    return [...this.contents.ofGuilds.stickers.values()];
  }

  getGuildStickers(guildId: string): APISticker[] {
    return this.contents.ofGuilds.stickers.inGuild(guildId);
  }

  /** Walks all of this kind. */
  stickers(): IterableIterator<APISticker> {
    return this.contents.ofGuilds.stickers.values();
  }

  /** Adds a stage, or replaces it. */
  addStageInstance(stage: APIStageInstance): void {
    this.contents.setOfGuild("stageInstances", stage.guild_id, stage.id, stage);
    this.settle();
  }

  getStageInstance(stageInstanceId: string): APIStageInstance | undefined {
    return this.counters.found(this.contents.ofGuilds.stageInstances.get(stageInstanceId));
  }

  removeStageInstance(stageInstanceId: string): APIStageInstance | undefined {
    return this.contents.ofGuilds.stageInstances.delete(stageInstanceId);
  }

  getAllStageInstances(): APIStageInstance[] {
    return [...this.contents.ofGuilds.stageInstances.values()];
  }

  getGuildStageInstances(guildId: string): APIStageInstance[] {
    return this.contents.ofGuilds.stageInstances.inGuild(guildId);
  }

  /** Walks all of this kind. */
  stageInstances(): IterableIterator<APIStageInstance> {
    return this.contents.ofGuilds.stageInstances.values();
  }

  /** Adds a scheduled event, or replaces it. */
  addScheduledEvent(event: APIGuildScheduledEvent): void {
    this.contents.setOfGuild("scheduledEvents", event.guild_id, event.id, event);
    this.settle();
  }

  getScheduledEvent(eventId: string): APIGuildScheduledEvent | undefined {
    return this.counters.found(this.contents.ofGuilds.scheduledEvents.get(eventId));
  }

  removeScheduledEvent(eventId: string): APIGuildScheduledEvent | undefined {
    return this.contents.ofGuilds.scheduledEvents.delete(eventId);
  }

  getAllScheduledEvents(): APIGuildScheduledEvent[] {
    return [...this.contents.ofGuilds.scheduledEvents.values()];
  }

  getGuildScheduledEvents(guildId: string): APIGuildScheduledEvent[] {
    return this.contents.ofGuilds.scheduledEvents.inGuild(guildId);
  }

  /** Walks all of this kind. */
  scheduledEvents(): IterableIterator<APIGuildScheduledEvent> {
    return this.contents.ofGuilds.scheduledEvents.values();
  }

  /** Adds a sound to a guild, or replaces it. */
  addSoundboardSound(guildId: string, sound: APISoundboardSound): void {
    this.contents.setOfGuild("soundboardSounds", guildId, sound.sound_id, sound);
    this.settle();
  }

  getSoundboardSound(soundId: string): APISoundboardSound | undefined {
    return this.counters.found(this.contents.ofGuilds.soundboardSounds.get(soundId));
  }

  removeSoundboardSound(soundId: string): APISoundboardSound | undefined {
    return this.contents.ofGuilds.soundboardSounds.delete(soundId);
  }

  getAllSoundboardSounds(): APISoundboardSound[] {
    return [...this.contents.ofGuilds.soundboardSounds.values()];
  }

  getGuildSoundboardSounds(guildId: string): APISoundboardSound[] {
    return this.contents.ofGuilds.soundboardSounds.inGuild(guildId);
  }

  /** Walks all of this kind. */
  soundboardSounds(): IterableIterator<APISoundboardSound> {
    return this.contents.ofGuilds.soundboardSounds.values();
  }

  /** Adds a presence; what it says of the user becomes known as well. */
  addPresence(presence: CachedPresence): void {
    notePresence(this.contents, presence);
    this.settle();
  }

  getPresence(guildId: string, userId: string): CachedPresence | undefined {
    return this.counters.found(this.contents.ofGuilds.presences.get(userId, guildId));
  }

  removePresence(guildId: string, userId: string): CachedPresence | undefined {
    return this.contents.ofGuilds.presences.delete(userId, guildId);
  }

  getGuildPresences(guildId: string): CachedPresence[] {
    return this.contents.ofGuilds.presences.inGuild(guildId);
  }

  /** Walks all presences. */
  presences(): IterableIterator<CachedPresence> {
    return this.contents.ofGuilds.presences.values();
  }

  addVoiceState(state: CachedVoiceState): void {
    this.contents.setOfGuild("voiceStates", state.guild_id, state.user_id, state);
    this.settle();
  }

  getVoiceState(guildId: string, userId: string): CachedVoiceState | undefined {
    return this.counters.found(this.contents.ofGuilds.voiceStates.get(userId, guildId));
  }

  removeVoiceState(guildId: string, userId: string): CachedVoiceState | undefined {
    return this.contents.ofGuilds.voiceStates.delete(userId, guildId);
  }

  getGuildVoiceStates(guildId: string): CachedVoiceState[] {
    return this.contents.ofGuilds.voiceStates.inGuild(guildId);
  }

  /** Who is in a voice channel. */
  getChannelVoiceStates(channelId: string): CachedVoiceState[] {
    const guildId = this.contents.channels.guildOf(channelId);
    if (guildId === undefined) return [];
    return this.getGuildVoiceStates(guildId).filter((state) => state.channel_id === channelId);
  }

  /** Walks all voice states. */
  voiceStates(): IterableIterator<CachedVoiceState> {
    return this.contents.ofGuilds.voiceStates.values();
  }
}
