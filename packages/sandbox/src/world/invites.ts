import { unknown } from "./api-error.ts";
import type { ChannelStore } from "./channels.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

export interface Invite {
  readonly code: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly inviterId: string;
  readonly createdAt: string;
  /** Seconds; 0 for ever. */
  readonly maxAge: number;
  readonly maxUses: number;
  readonly temporary: boolean;
  uses: number;
}

export interface NewInvite {
  channelId: string;
  inviterId: string;
  /** @defaultValue 86400 */
  maxAge?: number;
  /** 0 for any number. @defaultValue 0 */
  maxUses?: number;
  temporary?: boolean;
  /** `false` hands out an invite with the same settings again, if there is one. */
  unique?: boolean;
}

/** Invites to guild channels. */
export class InviteStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #channels: ChannelStore;
  readonly #invites = new Map<string, Invite>();

  constructor(context: WorldContext, users: UserStore, channels: ChannelStore) {
    this.#context = context;
    this.#users = users;
    this.#channels = channels;
  }

  create({ channelId, inviterId, maxAge = 86_400, maxUses = 0, temporary = false, unique = false }: NewInvite): Invite {
    const channel = this.#channels.require(channelId);
    const same = this.ofChannel(channelId).find(
      (other) =>
        other.inviterId === inviterId &&
        other.maxAge === maxAge &&
        other.maxUses === maxUses &&
        other.temporary === temporary,
    );
    if (!unique && same !== undefined) return same;
    const invite: Invite = {
      code: this.#context.randomText(8, "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"),
      guildId: channel.guild_id ?? "",
      channelId,
      inviterId,
      createdAt: this.#context.timestamp(),
      maxAge,
      maxUses,
      temporary,
      uses: 0,
    };
    this.#invites.set(invite.code, invite);
    const { guild_id, channel_id, inviter, ...rest } = this.#eventFields(invite);
    this.#context.publish(
      "INVITE_CREATE",
      { guild_id, channel_id, inviter, ...rest },
      { kind: "channel", guildId: invite.guildId, channelId },
    );
    return invite;
  }

  /** @throws {ApiError} 10006, also once it has expired */
  require(code: string): Invite {
    const invite = this.#invites.get(code);
    if (invite === undefined || this.#isExpired(invite)) throw unknown("Invite");
    return invite;
  }

  /** The guild it leads to, if there is such an invite. */
  guildOf(code: string): string | undefined {
    return this.#invites.get(code)?.guildId;
  }

  ofChannel(channelId: string): Invite[] {
    return this.#valid().filter((invite) => invite.channelId === channelId);
  }

  ofGuild(guildId: string): Invite[] {
    return this.#valid().filter((invite) => invite.guildId === guildId);
  }

  delete(code: string): void {
    const { guildId, channelId } = this.require(code);
    this.#invites.delete(code);
    this.#context.publish(
      "INVITE_DELETE",
      { guild_id: guildId, channel_id: channelId, code },
      { kind: "channel", guildId, channelId },
    );
  }

  expiresAt(invite: Invite): string | null {
    if (invite.maxAge === 0) return null;
    return this.#context.timestamp(Date.parse(invite.createdAt) + invite.maxAge * 1000);
  }

  /** What invites tell besides their guild and channel. */
  metadata(invite: Invite): object {
    return {
      uses: invite.uses,
      max_uses: invite.maxUses,
      max_age: invite.maxAge,
      temporary: invite.temporary,
      created_at: invite.createdAt,
    };
  }

  #eventFields(invite: Invite): { guild_id: string; channel_id: string; inviter: object; [field: string]: unknown } {
    return {
      guild_id: invite.guildId,
      channel_id: invite.channelId,
      inviter: this.#users.require(invite.inviterId),
      code: invite.code,
      type: 0,
      expires_at: this.expiresAt(invite),
      ...this.metadata(invite),
    };
  }

  #valid(): Invite[] {
    return [...this.#invites.values()].filter((invite) => !this.#isExpired(invite));
  }

  #isExpired(invite: Invite): boolean {
    const expiry = this.expiresAt(invite);
    return expiry !== null && Date.parse(expiry) <= this.#context.nowMs();
  }
}
