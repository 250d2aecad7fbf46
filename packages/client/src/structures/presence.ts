import type { GatewayActivity, GatewayPresenceUpdate } from "@zignal/types";
import type { Member } from "./member.ts";
import { Structure } from "./structure.ts";

/** Whether a member of a guild is online, and what with. */
export class Presence extends Structure<GatewayPresenceUpdate> {
  get userId(): string {
    return (this.raw as Partial<GatewayPresenceUpdate>).user?.id ?? "";
  }

  get guildId(): string {
    return this.raw.guild_id;
  }

  /** `online`, `idle`, `dnd` or `offline`. */
  get status(): string {
    return this.raw.status ?? "offline";
  }

  get isOnline(): boolean {
    return this.status !== "offline";
  }

  /** What the user does: plays, listens, watches; the custom status too. */
  get activities(): readonly GatewayActivity[] {
    return this.raw.activities ?? [];
  }

  /** The text of the custom status, if there is one. */
  get customStatus(): string | undefined {
    return this.activities.find(({ type }) => type === customActivity)?.state ?? undefined;
  }

  /** Where the user is online: `desktop`, `mobile`, `web`, `vr`. */
  get platforms(): readonly string[] {
    return Object.keys(this.raw.client_status ?? {});
  }

  /** Whose it is, from the cache, or else asked of Discord. */
  async fetchMember(): Promise<Member> {
    const { cache, make, rest } = this.host;
    const raw =
      cache?.getMember(this.guildId, this.userId) ?? (await rest.guilds.getGuildMember(this.guildId, this.userId));
    return make.member(raw, raw.user, this.guildId);
  }
}

const customActivity = 4;
