import { ApiError, unknown } from "./api-error.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** A custom emoji of a guild. */
export interface Emoji {
  readonly id: string;
  name: string;
  roles: string[];
  readonly creatorId: string;
  readonly animated: boolean;
}

export interface EmojiStoreOptions {
  /** Animated ones and others are counted apart. @defaultValue 50, as of guilds without boosts */
  maxPerKind?: number;
  /** Do guilds own them? Those of applications change without a word. @defaultValue true */
  ofGuilds?: boolean;
}

/** Custom emoji, of guilds or of applications. */
export class EmojiStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #byGuild = new Map<string, Map<string, Emoji>>();
  readonly #maxPerKind: number;
  readonly #ofGuilds: boolean;

  constructor(context: WorldContext, users: UserStore, { maxPerKind = 50, ofGuilds = true }: EmojiStoreOptions = {}) {
    this.#context = context;
    this.#users = users;
    this.#maxPerKind = maxPerKind;
    this.#ofGuilds = ofGuilds;
  }

  /** @throws {ApiError} 30008 */
  create(guildId: string, input: { name: string; creatorId: string; animated: boolean; roles?: string[] }): Emoji {
    const same = this.list(guildId).filter(({ animated }) => animated === input.animated);
    if (same.length >= this.#maxPerKind) {
      throw new ApiError(400, 30008, `Maximum number of emojis reached (${this.#maxPerKind})`);
    }
    const emoji: Emoji = { id: this.#context.newId(), roles: [], ...input };
    this.#emojisOf(guildId).set(emoji.id, emoji);
    this.#publish(guildId);
    return emoji;
  }

  list(guildId: string): Emoji[] {
    return [...(this.#byGuild.get(guildId)?.values() ?? [])];
  }

  /** Is it an emoji of any guild? */
  has(id: string): boolean {
    return [...this.#byGuild.values()].some((emojis) => emojis.has(id));
  }

  /** @throws {ApiError} 10014 */
  require(guildId: string, id: string): Emoji {
    const emoji = this.#byGuild.get(guildId)?.get(id);
    if (emoji === undefined) throw unknown("Emoji");
    return emoji;
  }

  update(guildId: string, id: string, change: Partial<Pick<Emoji, "name" | "roles">>): Emoji {
    const emoji = this.require(guildId, id);
    Object.assign(emoji, change);
    this.#publish(guildId);
    return emoji;
  }

  delete(guildId: string, id: string): void {
    this.require(guildId, id);
    this.#emojisOf(guildId).delete(id);
    this.#publish(guildId);
  }

  /** The emoji object. */
  payload({ creatorId, ...emoji }: Emoji): object {
    const state = { require_colons: true, managed: false, available: true };
    return { ...emoji, ...state, roles: [...emoji.roles], user: this.#users.require(creatorId) };
  }

  #publish(guildId: string): void {
    if (!this.#ofGuilds) return;
    const emojis = this.list(guildId).map((emoji) => this.payload(emoji));
    this.#context.publish("GUILD_EMOJIS_UPDATE", { guild_id: guildId, emojis }, { kind: "guild", guildId });
  }

  #emojisOf(guildId: string): Map<string, Emoji> {
    let emojis = this.#byGuild.get(guildId);
    if (emojis === undefined) this.#byGuild.set(guildId, (emojis = new Map()));
    return emojis;
  }
}
