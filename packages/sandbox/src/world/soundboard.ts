import { ApiError, unknown } from "./api-error.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** A sound of a guild's soundboard. */
export interface Sound {
  readonly sound_id: string;
  readonly guild_id: string;
  readonly creatorId: string;
  name: string;
  volume: number;
  emoji_id: string | null;
  emoji_name: string | null;
}

export type SoundChange = Partial<Pick<Sound, "name" | "volume" | "emoji_id" | "emoji_name">>;

/** Without boosts. */
const maxPerGuild = 8;

/** Discord's own, which everybody may play. */
const defaultSounds = (
  [
    ["1", "quack", "🦆"],
    ["2", "airhorn", "🔊"],
    ["3", "cricket", "🦗"],
    ["4", "golf clap", "👏"],
    ["5", "sad horn", "🎺"],
    ["7", "ba dum tss", "🥁"],
  ] as const
).map(([sound_id, name, emoji_name]) => ({
  sound_id,
  name,
  emoji_name,
  emoji_id: null,
  volume: 1,
  available: true,
}));

/** The soundboards. */
export class SoundboardStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #sounds = new Map<string, Sound>();

  constructor(context: WorldContext, users: UserStore) {
    this.#context = context;
    this.#users = users;
  }

  /** @throws {ApiError} 30045 */
  create(guildId: string, creatorId: string, { name, ...change }: SoundChange & { name: string }): Sound {
    if (this.ofGuild(guildId).length >= maxPerGuild) {
      throw new ApiError(400, 30045, `Maximum number of soundboard sounds reached (${maxPerGuild})`);
    }
    const sound: Sound = {
      sound_id: this.#context.newId(),
      guild_id: guildId,
      creatorId,
      name,
      volume: 1,
      emoji_id: null,
      emoji_name: null,
      ...change,
    };
    this.#sounds.set(sound.sound_id, sound);
    this.#context.publish("GUILD_SOUNDBOARD_SOUND_CREATE", this.payload(sound), { kind: "guild", guildId });
    return sound;
  }

  ofGuild(guildId: string): Sound[] {
    return [...this.#sounds.values()].filter((sound) => sound.guild_id === guildId);
  }

  defaults(): object[] {
    return defaultSounds.map((sound) => ({ ...sound }));
  }

  isDefault(id: string): boolean {
    return defaultSounds.some(({ sound_id: known }) => known === id);
  }

  /** @throws {ApiError} 10097 */
  require(guildId: string, id: string): Sound {
    const sound = this.#sounds.get(id);
    if (sound === undefined || sound.guild_id !== guildId) throw unknown("sound");
    return sound;
  }

  update(guildId: string, id: string, change: SoundChange): Sound {
    const sound = this.require(guildId, id);
    Object.assign(sound, change);
    this.#context.publish("GUILD_SOUNDBOARD_SOUND_UPDATE", this.payload(sound), { kind: "guild", guildId });
    return sound;
  }

  delete(guildId: string, id: string): void {
    this.require(guildId, id);
    this.#sounds.delete(id);
    const payload = { sound_id: id, guild_id: guildId };
    this.#context.publish("GUILD_SOUNDBOARD_SOUND_DELETE", payload, { kind: "guild", guildId });
  }

  /** Somebody plays a sound: those in the voice channel hear it. */
  play(sound: { id: string; volume: number }, from: { userId: string; guildId: string; channelId: string }): void {
    const { guildId, channelId, userId } = from;
    const place = { channel_id: channelId, guild_id: guildId, user_id: userId };
    // Discord sends the ids of its own sounds as numbers.
    const id = this.isDefault(sound.id) ? Number(sound.id) : sound.id;
    const effect = { sound_id: id, sound_volume: sound.volume };
    this.#context.publish(
      "VOICE_CHANNEL_EFFECT_SEND",
      { ...place, ...effect },
      { kind: "channel", guildId, channelId },
    );
  }

  /** The sound object. */
  payload({ creatorId, ...sound }: Sound, withUser: boolean = true): object {
    return { ...sound, available: true, ...(withUser ? { user: this.#users.require(creatorId) } : {}) };
  }
}
