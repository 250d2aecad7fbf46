import type { APIGuildIntegration } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** An application, or an account at another service, that a guild is connected with. */
export class Integration extends Structure<APIGuildIntegration> {
  readonly guildId: string;

  constructor(raw: APIGuildIntegration, guildId: string, host: StructureHost) {
    super(raw, host);
    this.guildId = guildId;
  }

  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  /** `discord`, `twitch`, `youtube` or `guild_subscription`. */
  get type(): string {
    return this.raw.type;
  }

  get isEnabled(): boolean {
    return this.raw.enabled ?? true;
  }

  /** The application, where it is one of Discord's. */
  get applicationId(): string | undefined {
    return this.raw.application?.id;
  }

  /** The application's bot, where it has one. */
  get bot(): User | undefined {
    const bot = this.raw.application?.bot;
    return bot ? this.host.make.user(bot) : undefined;
  }

  /** Who added it, where Discord tells: lists do, events do not. */
  get addedBy(): User | undefined {
    return this.raw.user ? this.host.make.user(this.raw.user) : undefined;
  }

  get scopes(): readonly string[] {
    return this.raw.scopes ?? [];
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  /** Removes it from the guild, with its webhooks and its bot. */
  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildIntegration(this.guildId, this.id, options);
  }
}

/** The integrations of a guild. */
export interface GuildIntegrations {
  /** At most 50, asked of Discord. */
  fetch(): Promise<Integration[]>;
}

export function guildIntegrations(host: StructureHost, guildId: string): GuildIntegrations {
  return {
    fetch: async () =>
      ((await host.rest.guilds.listGuildIntegrations(guildId)) ?? []).map((raw) => host.make.integration(raw, guildId)),
  };
}
