import type { APIExtendedInvite, APIInvite, GatewayInviteCreateDispatchData } from "@zignal/types";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** An invite as the gateway, lists and single requests have it: each leaves something out. */
export type RawInvite = Pick<APIInvite, "code"> &
  Partial<Omit<APIExtendedInvite, "code"> & Omit<GatewayInviteCreateDispatchData, keyof APIExtendedInvite>>;

/** An invite into a guild's channel. */
export class Invite extends Structure<RawInvite> {
  get code(): string {
    return this.raw.code;
  }

  get url(): string {
    return `https://discord.gg/${this.raw.code}`;
  }

  get guildId(): string | undefined {
    return this.raw.guild_id ?? this.raw.guild?.id;
  }

  get channelId(): string | undefined {
    return this.raw.channel_id ?? this.raw.channel?.id;
  }

  get inviter(): User | undefined {
    return this.raw.inviter ? this.host.make.user(this.raw.inviter) : undefined;
  }

  /** How often it was used, where Discord tells. */
  get uses(): number | undefined {
    return this.raw.uses;
  }

  /** How often it may be used; `0` is without a limit. */
  get maxUses(): number | undefined {
    return this.raw.max_uses;
  }

  /** `undefined`: it does not expire, or Discord does not tell. */
  get expiresAt(): Date | undefined {
    return typeof this.raw.expires_at === "string" ? new Date(this.raw.expires_at) : undefined;
  }

  get createdAt(): Date | undefined {
    return typeof this.raw.created_at === "string" ? new Date(this.raw.created_at) : undefined;
  }

  /** Do members who have no role leave with their session? */
  get isTemporary(): boolean {
    return this.raw.temporary ?? false;
  }

  /** Revokes it. */
  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.invites.inviteRevoke(this.code, options);
  }

  override toString(): string {
    return this.url;
  }
}
