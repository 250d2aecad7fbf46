import { cdn } from "@zignal/builders";
import type { APISticker, FileInput, RESTPatchAPIGuildStickerJSONBody } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** Format types of stickers whose pictures are not PNG. */
const formats: Readonly<Record<number, "json" | "gif">> = { 3: "json", 4: "gif" };

/** A sticker, of a guild or one of Discord's own. */
export class Sticker extends Structure<APISticker> {
  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  get description(): string {
    return this.raw.description ?? "";
  }

  /** Names of emojis, separated by commas, that a client suggests it for. */
  get tags(): string {
    return this.raw.tags ?? "";
  }

  /** `undefined` of Discord's own. */
  get guildId(): string | undefined {
    return this.raw.guild_id;
  }

  /** URL of the picture; Lottie's JSON for some of Discord's own. */
  get url(): string {
    return cdn.sticker(this.raw.id, formats[this.raw.format_type] ?? "png");
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  async edit(changes: RESTPatchAPIGuildStickerJSONBody, options: ActionOptions = {}): Promise<Sticker> {
    const raw = await this.host.rest.guilds.updateGuildSticker(this.guildId ?? "", this.id, changes, options);
    return this.host.make.sticker(raw);
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildSticker(this.guildId ?? "", this.id, options);
  }
}

/** What a sticker is made of. */
export interface NewSticker {
  /** 2 to 30 characters. */
  name: string;
  /** Empty, or 2 to 100 characters. */
  description?: string;
  /** The emoji that stands for it, by name. */
  tags: string;
  /** PNG, APNG, GIF or Lottie's JSON, at most 512 KiB and 320 pixels wide. */
  file: FileInput;
}

/** The stickers of a guild. */
export interface GuildStickers {
  /** Those in the cache, or those that came with the guild. */
  all(): Sticker[];
  /** All of them, asked of Discord. */
  fetch(): Promise<Sticker[]>;
  create(sticker: NewSticker, options?: ActionOptions): Promise<Sticker>;
}

export function guildStickers(host: StructureHost, guildId: string, known: readonly APISticker[]): GuildStickers {
  const wrap = (raw: APISticker): Sticker => host.make.sticker(raw);
  return {
    all: () => known.map(wrap),
    fetch: async () => (await host.rest.guilds.listGuildStickers(guildId)).map(wrap),
    create: async ({ description = "", ...sticker }, options = {}) =>
      wrap(await host.rest.guilds.createGuildSticker(guildId, { ...sticker, description }, options)),
  };
}
