import type { APIEntitlement } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import { Structure } from "./structure.ts";

/** What a user or a guild has bought of the application, or was given to try. */
export class Entitlement extends Structure<APIEntitlement> {
  get id(): string {
    return this.raw.id;
  }

  get skuId(): string {
    return this.raw.sku_id;
  }

  get applicationId(): string {
    return this.raw.application_id;
  }

  /** Whose it is, where it is a user's. */
  get userId(): string | undefined {
    return this.raw.user_id;
  }

  /** Whose it is, where it is a guild's. */
  get guildId(): string | undefined {
    return this.raw.guild_id ?? undefined;
  }

  /** `undefined` of those for testing. */
  get startsAt(): Date | undefined {
    return dateOf(this.raw.starts_at);
  }

  /** `undefined`: it does not end. */
  get endsAt(): Date | undefined {
    return dateOf(this.raw.ends_at);
  }

  get isConsumed(): boolean {
    return this.raw.consumed ?? false;
  }

  /** Does it hold now: begun, not over, and not taken back? */
  get isActive(): boolean {
    if (this.raw.deleted ?? false) return false;
    const now = Date.now();
    return (this.startsAt?.getTime() ?? 0) <= now && (this.endsAt?.getTime() ?? Infinity) > now;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  /** Uses it up; only of things that can be used up. */
  async consume(): Promise<void> {
    await this.host.rest.applications.consumeEntitlement(this.applicationId, this.id);
  }

  /** Takes one that was made for testing away. */
  async delete(): Promise<void> {
    await this.host.rest.applications.deleteEntitlement(this.applicationId, this.id);
  }
}

function dateOf(time: string | null | undefined): Date | undefined {
  return typeof time === "string" ? new Date(time) : undefined;
}
