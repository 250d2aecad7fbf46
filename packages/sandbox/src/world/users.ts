import type { WorldContext } from "./world-context.ts";

/** A user as Discord sends it. */
export interface User {
  readonly id: string;
  username: string;
  /** `"0"`: every user has a unique name. */
  readonly discriminator: string;
  global_name: string | null;
  avatar: string | null;
  readonly bot: boolean;
  readonly system: boolean;
  banner: string | null;
  accent_color: number | null;
  flags: number;
  public_flags: number;
  avatar_decoration_data: null;
  collectibles: null;
  primary_guild: null;
}

export interface NewUser {
  username: string;
  globalName?: string | null;
  bot?: boolean;
  /** @defaultValue a new snowflake */
  id?: string;
}

/** Every user there is, people and bots. */
export class UserStore {
  readonly #context: WorldContext;
  readonly #users = new Map<string, User>();
  /** Language of each person's Discord, as interactions report it. */
  readonly #locales = new Map<string, string>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  create({ username, globalName = null, bot = false, id = this.#context.newId() }: NewUser): User {
    const user: User = {
      id,
      username,
      discriminator: bot ? String(1 + Math.floor(this.#context.random() * 9998)).padStart(4, "0") : "0",
      global_name: globalName,
      avatar: this.#context.randomHash(),
      bot,
      system: false,
      banner: null,
      accent_color: null,
      flags: 0,
      public_flags: 0,
      avatar_decoration_data: null,
      collectibles: null,
      primary_guild: null,
    };
    this.#users.set(user.id, user);
    return user;
  }

  get(id: string): User | undefined {
    return this.#users.get(id);
  }

  /** @throws {Error} if there is none: for ids that the world itself keeps. */
  require(id: string): User {
    const user = this.#users.get(id);
    if (user === undefined) throw new Error(`the world refers to user ${id}, which does not exist`);
    return user;
  }

  byName(username: string): User | undefined {
    for (const user of this.#users.values()) if (user.username === username) return user;
    return undefined;
  }

  all(): IterableIterator<User> {
    return this.#users.values();
  }

  localeOf(id: string): string {
    return this.#locales.get(id) ?? "en-US";
  }

  setLocale(id: string, locale: string): void {
    this.#locales.set(id, locale);
  }
}

/** What a user sees of itself beyond what everybody sees. */
export function privateUser(user: User, locale: string): object {
  return { ...user, mfa_enabled: false, verified: true, email: null, locale };
}
