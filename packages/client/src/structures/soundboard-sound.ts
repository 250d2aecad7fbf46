import type {
  APISoundboardSound,
  RESTPatchAPIGuildSoundboardSoundJSONBody,
  RESTPostAPIGuildSoundboardSoundJSONBody,
} from "@zignal/types";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** A sound of a soundboard: of a guild, or one of Discord's own. */
export class SoundboardSound extends Structure<APISoundboardSound> {
  get id(): string {
    return this.raw.sound_id;
  }

  get name(): string {
    return this.raw.name;
  }

  /** 0 to 1. */
  get volume(): number {
    return this.raw.volume;
  }

  /** `undefined` of Discord's own. */
  get guildId(): string | undefined {
    return this.raw.guild_id;
  }

  get isAvailable(): boolean {
    return this.raw.available ?? true;
  }

  /** Who uploaded it, where Discord tells. */
  get creator(): User | undefined {
    return this.raw.user ? this.host.make.user(this.raw.user) : undefined;
  }

  /** URL of the sound: MP3 or Ogg. */
  get url(): string {
    return `https://cdn.discordapp.com/soundboard-sounds/${this.id}`;
  }

  /** Plays it in a voice channel that the bot is connected to. */
  async playIn(channelId: string): Promise<void> {
    const { guildId } = this;
    const source = guildId === undefined ? {} : { source_guild_id: guildId };
    await this.host.rest.channels.sendSoundboardSound(channelId, { sound_id: this.id, ...source });
  }

  async edit(changes: RESTPatchAPIGuildSoundboardSoundJSONBody, options: ActionOptions = {}): Promise<SoundboardSound> {
    const { guilds } = this.host.rest;
    return this.host.make.soundboardSound(
      await guilds.updateGuildSoundboardSound(this.guildId ?? "", this.id, changes, options),
    );
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildSoundboardSound(this.guildId ?? "", this.id, options);
  }
}

/** The soundboard of a guild. */
export interface GuildSoundboard {
  fetch(): Promise<SoundboardSound[]>;
  /** @param body - `sound` is a data URL of MP3 or Ogg, at most 512 KiB and 5.2 seconds. */
  create(body: RESTPostAPIGuildSoundboardSoundJSONBody, options?: ActionOptions): Promise<SoundboardSound>;
}

export function guildSoundboard(host: StructureHost, guildId: string): GuildSoundboard {
  const wrap = (raw: APISoundboardSound): SoundboardSound => host.make.soundboardSound(raw);
  return {
    fetch: async () => (await host.rest.guilds.listGuildSoundboardSounds(guildId)).items.map(wrap),
    create: async (body, options = {}) =>
      wrap(await host.rest.guilds.createGuildSoundboardSound(guildId, body, options)),
  };
}
