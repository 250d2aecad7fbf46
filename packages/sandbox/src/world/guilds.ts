import { unknown } from "./api-error.ts";
import type { EmojiStore } from "./emojis.ts";
import type { MemberStore } from "./members.ts";
import type { RoleStore } from "./roles.ts";
import type { StickerStore } from "./stickers.ts";
import type { User, UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** A guild, without what other stores hold: roles, members, channels. */
export interface Guild {
  readonly id: string;
  name: string;
  icon: string | null;
  description: string | null;
  home_header: null;
  splash: string | null;
  discovery_splash: string | null;
  features: string[];
  banner: string | null;
  owner_id: string;
  application_id: null;
  region: string;
  afk_channel_id: string | null;
  afk_timeout: number;
  system_channel_id: string | null;
  system_channel_flags: number;
  widget_enabled: boolean;
  widget_channel_id: string | null;
  verification_level: number;
  default_message_notifications: number;
  mfa_level: number;
  explicit_content_filter: number;
  max_presences: null;
  max_members: number;
  max_video_channel_users: number;
  max_stage_video_channel_users: number;
  vanity_url_code: null;
  premium_tier: number;
  premium_subscription_count: number;
  preferred_locale: string;
  rules_channel_id: string | null;
  safety_alerts_channel_id: string | null;
  public_updates_channel_id: string | null;
  premium_progress_bar_enabled: boolean;
  nsfw: boolean;
  nsfw_level: number;
  incidents_data: { invites_disabled_until: string | null; dms_disabled_until: string | null } | null;
}

export type GuildChange = Partial<Omit<Guild, "id">>;

export interface NewGuild extends GuildChange {
  name: string;
  owner_id: string;
  /** Bits everybody has, as a decimal string. @defaultValue what Discord gives a new guild */
  everyonePermissions?: string;
}

export interface GuildStores {
  users: UserStore;
  roles: RoleStore;
  members: MemberStore;
  emojis: EmojiStore;
  stickers: StickerStore;
}

interface Ban {
  reason: string | null;
  userId: string;
}

/** What a fresh guild lets everyone do: talk, read, react, attach, embed, mention, speak, start threads, use commands. */
const defaultEveryonePermissions = "4333147512098369";

/** The guilds, and who is banned from them. */
export class GuildStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #roles: RoleStore;
  readonly #members: MemberStore;
  readonly #emojis: EmojiStore;
  readonly #stickers: StickerStore;
  readonly #guilds = new Map<string, Guild>();
  readonly #bans = new Map<string, Map<string, Ban>>();

  constructor(context: WorldContext, { users, roles, members, emojis, stickers }: GuildStores) {
    this.#context = context;
    this.#users = users;
    this.#roles = roles;
    this.#members = members;
    this.#emojis = emojis;
    this.#stickers = stickers;
  }

  create({ everyonePermissions = defaultEveryonePermissions, ...fields }: NewGuild): Guild {
    const guild: Guild = { id: this.#context.newId(), ...guildDefaults(), ...fields };
    this.#guilds.set(guild.id, guild);
    this.#roles.create(guild.id, { id: guild.id, name: "@everyone", permissions: everyonePermissions });
    this.#members.add(guild.id, guild.owner_id);
    return guild;
  }

  get(id: string): Guild | undefined {
    return this.#guilds.get(id);
  }

  /** @throws {ApiError} 10004 */
  require(id: string): Guild {
    const guild = this.#guilds.get(id);
    if (guild === undefined) throw unknown("Guild");
    return guild;
  }

  /** @throws {ApiError} 10004 if the user is in no such guild: others might as well not exist. */
  requireMembership(id: string, userId: string): Guild {
    const guild = this.require(id);
    if (!this.#members.has(id, userId)) throw unknown("Guild");
    return guild;
  }

  all(): IterableIterator<Guild> {
    return this.#guilds.values();
  }

  /** The guilds a user is a member of, in the order of their ids. */
  forUser(userId: string): Guild[] {
    const guilds: Guild[] = [];
    for (const id of this.#members.guildIdsOf(userId)) {
      const guild = this.#guilds.get(id);
      if (guild !== undefined) guilds.push(guild);
    }
    return guilds.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  }

  update(id: string, change: GuildChange): Guild {
    const guild = this.require(id);
    Object.assign(guild, change);
    this.publishUpdate(guild);
    return guild;
  }

  publishUpdate(guild: Guild): void {
    this.#context.publish("GUILD_UPDATE", this.payload(guild), { kind: "guild", guildId: guild.id });
  }

  /** The guild object: with roles, without members and channels. */
  payload(guild: Guild): object {
    return {
      ...guild,
      features: [...guild.features],
      roles: this.#roles.list(guild.id).map((role) => ({ ...role })),
      emojis: this.#emojis.list(guild.id).map((emoji) => this.#emojis.payload(emoji)),
      stickers: this.#stickers.ofGuild(guild.id).map((sticker) => this.#stickers.payload(sticker)),
    };
  }

  /** Bans a user, who need not be a member. */
  ban(guildId: string, userId: string, reason: string | null): void {
    const user = this.#users.get(userId);
    if (user === undefined) throw unknown("User");
    if (this.#members.has(guildId, userId)) this.#members.remove(guildId, userId);
    const bans = this.#bansOf(guildId);
    if (bans.has(userId)) return;
    bans.set(userId, { userId, reason });
    this.#context.publish("GUILD_BAN_ADD", { guild_id: guildId, user }, { kind: "guild", guildId });
  }

  /** @throws {ApiError} 10026 */
  unban(guildId: string, userId: string): void {
    if (!this.#bansOf(guildId).delete(userId)) throw unknown("Ban");
    const user = this.#users.require(userId);
    this.#context.publish("GUILD_BAN_REMOVE", { guild_id: guildId, user }, { kind: "guild", guildId });
  }

  bans(guildId: string): { reason: string | null; user: User }[] {
    return [...this.#bansOf(guildId).values()]
      .map(({ reason, userId }) => ({ reason, user: this.#users.require(userId) }))
      .toSorted((a, b) => (BigInt(a.user.id) < BigInt(b.user.id) ? -1 : 1));
  }

  isBanned(guildId: string, userId: string): boolean {
    return this.#bansOf(guildId).has(userId);
  }

  #bansOf(guildId: string): Map<string, Ban> {
    let bans = this.#bans.get(guildId);
    if (bans === undefined) this.#bans.set(guildId, (bans = new Map()));
    return bans;
  }
}

function guildDefaults(): Omit<Guild, "id" | "name" | "owner_id"> {
  return {
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    application_id: null,
    region: "us-east",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: "en-US",
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    incidents_data: null,
  };
}
