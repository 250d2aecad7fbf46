import { cdn } from "@zignal/builders";
import type { APIEmoji, RESTPatchAPIGuildEmojiJSONBody, RESTPostAPIGuildEmojiJSONBody } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** A custom emoji of a guild. */
export class Emoji extends Structure<APIEmoji> {
  readonly guildId: string;

  constructor(raw: APIEmoji, guildId: string, host: StructureHost) {
    super(raw, host);
    this.guildId = guildId;
  }

  /** Emojis of guilds always have one. */
  get id(): string {
    return this.raw.id ?? "";
  }

  get name(): string {
    return this.raw.name ?? "";
  }

  get isAnimated(): boolean {
    return this.raw.animated ?? false;
  }

  /** Can it be used? Not after the guild has lost boosts. */
  get isAvailable(): boolean {
    return this.raw.available ?? true;
  }

  /** The roles that may use it; none means all. */
  get roleIds(): readonly string[] {
    return this.raw.roles ?? [];
  }

  /** Who uploaded it, where Discord tells. */
  get creator(): User | undefined {
    return this.raw.user ? this.host.make.user(this.raw.user) : undefined;
  }

  get url(): string {
    return cdn.emoji(this.id, { animated: this.isAnimated });
  }

  get createdAt(): Date {
    return createdAt(this.id);
  }

  /** `name:id`, as `message.react` takes it. */
  get identifier(): string {
    return `${this.name}:${this.id}`;
  }

  async edit(changes: RESTPatchAPIGuildEmojiJSONBody, options: ActionOptions = {}): Promise<Emoji> {
    const raw = await this.host.rest.guilds.updateGuildEmoji(this.guildId, this.id, changes, options);
    return this.host.make.emoji(raw, this.guildId);
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildEmoji(this.guildId, this.id, options);
  }

  /** As a message shows it: `<:name:id>`. */
  override toString(): string {
    return `<${this.isAnimated ? "a" : ""}:${this.identifier}>`;
  }
}

/** The custom emojis of a guild. */
export interface GuildEmojis {
  /** Those in the cache, or those that came with the guild. */
  all(): Emoji[];
  /** All of them, asked of Discord. */
  fetch(): Promise<Emoji[]>;
  /** @param body - `image` is a data URL of at most 256 KiB. */
  create(body: RESTPostAPIGuildEmojiJSONBody, options?: ActionOptions): Promise<Emoji>;
}

export function guildEmojis(host: StructureHost, guildId: string, known: readonly APIEmoji[]): GuildEmojis {
  const wrap = (raw: APIEmoji): Emoji => host.make.emoji(raw, guildId);
  return {
    all: () => known.map(wrap),
    fetch: async () => (await host.rest.guilds.listGuildEmojis(guildId)).map(wrap),
    create: async (body, options = {}) => wrap(await host.rest.guilds.createGuildEmoji(guildId, body, options)),
  };
}
