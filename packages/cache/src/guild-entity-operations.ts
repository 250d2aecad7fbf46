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
import type { FieldSelection, Kept, WholeEntities } from "./field-selection.ts";
import { notePresence } from "./events/presence-events.ts";

/** The operations on what belongs to a guild and that nothing else hangs on. */
export abstract class GuildEntityOperations<
  Fields extends FieldSelection = WholeEntities,
> extends EntityOperations<Fields> {
  /** Adds a role to a guild, or replaces it. */
  addRole(guildId: string, role: APIRole): void {
    this.contents.setOfGuild("roles", guildId, role.id, role);
    this.settle();
  }

  getRole(roleId: string): Kept<Fields, "roles"> | undefined {
    return this.counters.found(this.kept("roles", this.contents.ofGuilds.roles.get(roleId)));
  }

  /** Takes a role away, from the members who have it as well. */
  removeRole(roleId: string): Kept<Fields, "roles"> | undefined {
    const guildId = this.contents.ofGuilds.roles.guildOf(roleId);
    if (guildId !== undefined) this.contents.members.dropRole(guildId, roleId);
    return this.kept("roles", this.contents.ofGuilds.roles.delete(roleId));
  }

  getAllRoles(): Kept<Fields, "roles">[] {
    return this.allKept("roles", [...this.contents.ofGuilds.roles.values()]);
  }

  getGuildRoles(guildId: string): Kept<Fields, "roles">[] {
    return this.allKept("roles", this.contents.ofGuilds.roles.inGuild(guildId));
  }

  /** Walks all of this kind. */
  roles(): IterableIterator<Kept<Fields, "roles">> {
    return this.walked("roles", this.contents.ofGuilds.roles.values());
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

  getEmoji(emojiId: string): Kept<Fields, "emojis"> | undefined {
    return this.counters.found(this.kept("emojis", this.contents.ofGuilds.emojis.get(emojiId)));
  }

  removeEmoji(emojiId: string): Kept<Fields, "emojis"> | undefined {
    return this.kept("emojis", this.contents.ofGuilds.emojis.delete(emojiId));
  }

  getAllEmojis(): Kept<Fields, "emojis">[] {
    return this.allKept("emojis", [...this.contents.ofGuilds.emojis.values()]);
  }

  getGuildEmojis(guildId: string): Kept<Fields, "emojis">[] {
    return this.allKept("emojis", this.contents.ofGuilds.emojis.inGuild(guildId));
  }

  /** Walks all of this kind. */
  emojis(): IterableIterator<Kept<Fields, "emojis">> {
    return this.walked("emojis", this.contents.ofGuilds.emojis.values());
  }

  /** Adds a sticker to a guild, or replaces it. */
  addSticker(guildId: string, sticker: APISticker): void {
    this.contents.setOfGuild("stickers", guildId, sticker.id, sticker);
    this.settle();
  }

  getSticker(stickerId: string): Kept<Fields, "stickers"> | undefined {
    return this.counters.found(this.kept("stickers", this.contents.ofGuilds.stickers.get(stickerId)));
  }

  removeSticker(stickerId: string): Kept<Fields, "stickers"> | undefined {
    return this.kept("stickers", this.contents.ofGuilds.stickers.delete(stickerId));
  }

  getAllStickers(): Kept<Fields, "stickers">[] {
    return this.allKept("stickers", [...this.contents.ofGuilds.stickers.values()]);
  }

  getGuildStickers(guildId: string): Kept<Fields, "stickers">[] {
    return this.allKept("stickers", this.contents.ofGuilds.stickers.inGuild(guildId));
  }

  /** Walks all of this kind. */
  stickers(): IterableIterator<Kept<Fields, "stickers">> {
    return this.walked("stickers", this.contents.ofGuilds.stickers.values());
  }

  /** Adds a stage, or replaces it. */
  addStageInstance(stage: APIStageInstance): void {
    this.contents.setOfGuild("stageInstances", stage.guild_id, stage.id, stage);
    this.settle();
  }

  getStageInstance(stageInstanceId: string): Kept<Fields, "stageInstances"> | undefined {
    return this.counters.found(this.kept("stageInstances", this.contents.ofGuilds.stageInstances.get(stageInstanceId)));
  }

  removeStageInstance(stageInstanceId: string): Kept<Fields, "stageInstances"> | undefined {
    return this.kept("stageInstances", this.contents.ofGuilds.stageInstances.delete(stageInstanceId));
  }

  getAllStageInstances(): Kept<Fields, "stageInstances">[] {
    return this.allKept("stageInstances", [...this.contents.ofGuilds.stageInstances.values()]);
  }

  getGuildStageInstances(guildId: string): Kept<Fields, "stageInstances">[] {
    return this.allKept("stageInstances", this.contents.ofGuilds.stageInstances.inGuild(guildId));
  }

  /** Walks all of this kind. */
  stageInstances(): IterableIterator<Kept<Fields, "stageInstances">> {
    return this.walked("stageInstances", this.contents.ofGuilds.stageInstances.values());
  }

  /** Adds a scheduled event, or replaces it. */
  addScheduledEvent(event: APIGuildScheduledEvent): void {
    this.contents.setOfGuild("scheduledEvents", event.guild_id, event.id, event);
    this.settle();
  }

  getScheduledEvent(eventId: string): Kept<Fields, "scheduledEvents"> | undefined {
    return this.counters.found(this.kept("scheduledEvents", this.contents.ofGuilds.scheduledEvents.get(eventId)));
  }

  removeScheduledEvent(eventId: string): Kept<Fields, "scheduledEvents"> | undefined {
    return this.kept("scheduledEvents", this.contents.ofGuilds.scheduledEvents.delete(eventId));
  }

  getAllScheduledEvents(): Kept<Fields, "scheduledEvents">[] {
    return this.allKept("scheduledEvents", [...this.contents.ofGuilds.scheduledEvents.values()]);
  }

  getGuildScheduledEvents(guildId: string): Kept<Fields, "scheduledEvents">[] {
    return this.allKept("scheduledEvents", this.contents.ofGuilds.scheduledEvents.inGuild(guildId));
  }

  /** Walks all of this kind. */
  scheduledEvents(): IterableIterator<Kept<Fields, "scheduledEvents">> {
    return this.walked("scheduledEvents", this.contents.ofGuilds.scheduledEvents.values());
  }

  /** Adds a sound to a guild, or replaces it. */
  addSoundboardSound(guildId: string, sound: APISoundboardSound): void {
    this.contents.setOfGuild("soundboardSounds", guildId, sound.sound_id, sound);
    this.settle();
  }

  getSoundboardSound(soundId: string): Kept<Fields, "soundboardSounds"> | undefined {
    return this.counters.found(this.kept("soundboardSounds", this.contents.ofGuilds.soundboardSounds.get(soundId)));
  }

  removeSoundboardSound(soundId: string): Kept<Fields, "soundboardSounds"> | undefined {
    return this.kept("soundboardSounds", this.contents.ofGuilds.soundboardSounds.delete(soundId));
  }

  getAllSoundboardSounds(): Kept<Fields, "soundboardSounds">[] {
    return this.allKept("soundboardSounds", [...this.contents.ofGuilds.soundboardSounds.values()]);
  }

  getGuildSoundboardSounds(guildId: string): Kept<Fields, "soundboardSounds">[] {
    return this.allKept("soundboardSounds", this.contents.ofGuilds.soundboardSounds.inGuild(guildId));
  }

  /** Walks all of this kind. */
  soundboardSounds(): IterableIterator<Kept<Fields, "soundboardSounds">> {
    return this.walked("soundboardSounds", this.contents.ofGuilds.soundboardSounds.values());
  }

  /** Adds a presence; what it says of the user becomes known as well. */
  addPresence(presence: CachedPresence): void {
    notePresence(this.contents, presence);
    this.settle();
  }

  getPresence(guildId: string, userId: string): Kept<Fields, "presences"> | undefined {
    return this.counters.found(this.kept("presences", this.contents.ofGuilds.presences.get(userId, guildId)));
  }

  removePresence(guildId: string, userId: string): Kept<Fields, "presences"> | undefined {
    return this.kept("presences", this.contents.ofGuilds.presences.delete(userId, guildId));
  }

  getGuildPresences(guildId: string): Kept<Fields, "presences">[] {
    return this.allKept("presences", this.contents.ofGuilds.presences.inGuild(guildId));
  }

  /** Walks all presences. */
  presences(): IterableIterator<Kept<Fields, "presences">> {
    return this.walked("presences", this.contents.ofGuilds.presences.values());
  }

  addVoiceState(state: CachedVoiceState): void {
    this.contents.setOfGuild("voiceStates", state.guild_id, state.user_id, state);
    this.settle();
  }

  getVoiceState(guildId: string, userId: string): Kept<Fields, "voiceStates"> | undefined {
    return this.counters.found(this.kept("voiceStates", this.contents.ofGuilds.voiceStates.get(userId, guildId)));
  }

  removeVoiceState(guildId: string, userId: string): Kept<Fields, "voiceStates"> | undefined {
    return this.kept("voiceStates", this.contents.ofGuilds.voiceStates.delete(userId, guildId));
  }

  getGuildVoiceStates(guildId: string): Kept<Fields, "voiceStates">[] {
    return this.allKept("voiceStates", this.contents.ofGuilds.voiceStates.inGuild(guildId));
  }

  /** Who is in a voice channel. */
  getChannelVoiceStates(channelId: string): Kept<Fields, "voiceStates">[] {
    const guildId = this.contents.channels.guildOf(channelId);
    if (guildId === undefined) return [];
    return this.allKept(
      "voiceStates",
      this.contents.ofGuilds.voiceStates.inGuild(guildId).filter((state) => state.channel_id === channelId),
    );
  }

  /** Walks all voice states. */
  voiceStates(): IterableIterator<Kept<Fields, "voiceStates">> {
    return this.walked("voiceStates", this.contents.ofGuilds.voiceStates.values());
  }
}
