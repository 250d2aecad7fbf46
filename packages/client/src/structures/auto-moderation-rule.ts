import type { Buildable } from "@zignal/builders";
import type {
  APIAutoModerationAction,
  APIAutoModerationRule,
  RESTPatchAPIAutoModerationRuleJSONBody,
  RESTPostAPIAutoModerationRuleJSONBody,
} from "@zignal/types";
import { createdAt } from "./created-at.ts";
import { bodyOf } from "./body.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** A rule of a guild's auto-moderation. */
export class AutoModerationRule extends Structure<APIAutoModerationRule> {
  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  get guildId(): string {
    return this.raw.guild_id;
  }

  get creatorId(): string {
    return this.raw.creator_id;
  }

  get isEnabled(): boolean {
    return this.raw.enabled ?? false;
  }

  /** What triggers it; `raw.trigger_metadata` says with which words. */
  get triggerType(): APIAutoModerationRule["trigger_type"] {
    return this.raw.trigger_type;
  }

  /** What is done then. */
  get actions(): readonly APIAutoModerationAction[] {
    return this.raw.actions ?? [];
  }

  get exemptRoleIds(): readonly string[] {
    return this.raw.exempt_roles ?? [];
  }

  get exemptChannelIds(): readonly string[] {
    return this.raw.exempt_channels ?? [];
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  async edit(
    changes: RESTPatchAPIAutoModerationRuleJSONBody,
    options: ActionOptions = {},
  ): Promise<AutoModerationRule> {
    const raw = await this.host.rest.guilds.updateAutoModerationRule(this.guildId, this.id, changes, options);
    return this.host.make.autoModerationRule(raw);
  }

  enable(options: ActionOptions = {}): Promise<AutoModerationRule> {
    return this.edit({ enabled: true }, options);
  }

  disable(options: ActionOptions = {}): Promise<AutoModerationRule> {
    return this.edit({ enabled: false }, options);
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteAutoModerationRule(this.guildId, this.id, options);
  }
}

/** The auto-moderation of a guild. */
export interface GuildAutoModeration {
  fetch(): Promise<AutoModerationRule[]>;
  get(ruleId: string): Promise<AutoModerationRule>;
  create(
    body: RESTPostAPIAutoModerationRuleJSONBody | Buildable<RESTPostAPIAutoModerationRuleJSONBody>,
    options?: ActionOptions,
  ): Promise<AutoModerationRule>;
}

export function guildAutoModeration(host: StructureHost, guildId: string): GuildAutoModeration {
  const { guilds } = host.rest;
  const wrap = (raw: APIAutoModerationRule): AutoModerationRule => host.make.autoModerationRule(raw);
  return {
    fetch: async () => (await guilds.listAutoModerationRules(guildId)).map(wrap),
    get: async (ruleId) => wrap(await guilds.getAutoModerationRule(guildId, ruleId)),
    create: async (body, options = {}) => wrap(await guilds.createAutoModerationRule(guildId, bodyOf(body), options)),
  };
}
