import { ApiError, unknown } from "./api-error.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** @see {@link https://docs.discord.com/developers/resources/sticker#sticker-object-sticker-format-types | Discord Docs/Format Types} */
export const StickerFormat = { Png: 1, Apng: 2, Lottie: 3, Gif: 4 } as const;

/** A sticker of a guild. */
export interface Sticker {
  readonly id: string;
  readonly guildId: string;
  readonly creatorId: string;
  readonly format: number;
  name: string;
  description: string | null;
  tags: string;
}

export interface NewSticker {
  creatorId: string;
  format: number;
  name: string;
  description: string | null;
  tags: string;
}

/** Without boosts. */
const maxPerGuild = 5;

/** Discord's own, which everybody may send: one pack of two. */
const packId = "847199849233514549";

const standard: readonly StandardSticker[] = [
  standardSticker("749054660769218631", "Wave", "Wumpus waves hello", "wumpus, hello, sup, hi, oi", 0),
  standardSticker("751606379340365864", "Hug", "Wumpus wants to hug", "wumpus, love, aww, friends, happy", 1),
];

interface StandardSticker {
  readonly id: string;
  readonly pack_id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: string;
  readonly type: 1;
  readonly format_type: number;
  readonly available: true;
  readonly sort_value: number;
}

function standardSticker(
  id: string,
  name: string,
  description: string,
  tags: string,
  sortValue: number,
): StandardSticker {
  const kind = { type: 1, format_type: StickerFormat.Lottie, available: true } as const;
  return { id, pack_id: packId, name, description, tags, ...kind, sort_value: sortValue };
}

const pack = {
  id: packId,
  sku_id: "847199849233514547",
  name: "Wumpus Beyond",
  description: "Say hello to Wumpus!",
  cover_sticker_id: "749053689419006003",
  banner_asset_id: "761773777976819706",
} as const;

/** Stickers: those of guilds, and Discord's own. */
export class StickerStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #stickers = new Map<string, Sticker>();

  constructor(context: WorldContext, users: UserStore) {
    this.#context = context;
    this.#users = users;
  }

  /** @throws {ApiError} 30039 */
  create(guildId: string, input: NewSticker): Sticker {
    if (this.ofGuild(guildId).length >= maxPerGuild) {
      throw new ApiError(400, 30039, `Maximum number of stickers reached (${maxPerGuild})`);
    }
    const sticker: Sticker = { id: this.#context.newId(), guildId, ...input };
    this.#stickers.set(sticker.id, sticker);
    this.#publish(guildId);
    return sticker;
  }

  ofGuild(guildId: string): Sticker[] {
    return [...this.#stickers.values()].filter((sticker) => sticker.guildId === guildId);
  }

  /** @throws {ApiError} 10060 */
  require(guildId: string, id: string): Sticker {
    const sticker = this.#stickers.get(id);
    if (sticker === undefined || sticker.guildId !== guildId) throw unknown("sticker");
    return sticker;
  }

  /** A sticker of any guild, or one of Discord's own, as it is sent. @throws {ApiError} 10060 */
  anyPayload(id: string): object {
    const own = standard.find((sticker) => sticker.id === id);
    if (own !== undefined) return { ...own };
    const sticker = this.#stickers.get(id);
    if (sticker === undefined) throw unknown("sticker");
    return this.payload(sticker);
  }

  update(guildId: string, id: string, change: Partial<Pick<Sticker, "name" | "description" | "tags">>): Sticker {
    const sticker = this.require(guildId, id);
    Object.assign(sticker, change);
    this.#publish(guildId);
    return sticker;
  }

  delete(guildId: string, id: string): void {
    this.require(guildId, id);
    this.#stickers.delete(id);
    this.#publish(guildId);
  }

  /** The sticker object, with who uploaded it for those who may manage expressions. */
  payload({ id, guildId, creatorId, format, name, description, tags }: Sticker, withUser: boolean = false): object {
    return {
      id,
      guild_id: guildId,
      name,
      description,
      tags,
      type: 2,
      format_type: format,
      available: true,
      ...(withUser ? { user: this.#users.require(creatorId) } : {}),
    };
  }

  /** Discord's own packs. */
  packs(): object[] {
    return [{ ...pack, stickers: standard.map((sticker) => ({ ...sticker })) }];
  }

  /** @throws {ApiError} 10061 */
  requirePack(id: string): object {
    const found = this.packs().find((candidate) => "id" in candidate && candidate.id === id);
    if (found === undefined) throw unknown("sticker pack");
    return found;
  }

  #publish(guildId: string): void {
    const stickers = this.ofGuild(guildId).map((sticker) => this.payload(sticker));
    this.#context.publish("GUILD_STICKERS_UPDATE", { guild_id: guildId, stickers }, { kind: "guild", guildId });
  }
}
