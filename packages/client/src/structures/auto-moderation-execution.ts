import type { GatewayAutoModerationActionExecutionDispatchData } from "@zignal/types";
import type { AutoModerationRule } from "./auto-moderation-rule.ts";
import type { Member } from "./member.ts";
import { Structure } from "./structure.ts";

/** Something that auto-moderation did: one action of one rule, to what one member wrote. */
export class AutoModerationExecution extends Structure<GatewayAutoModerationActionExecutionDispatchData> {
  get guildId(): string {
    return this.raw.guild_id;
  }

  get ruleId(): string {
    return this.raw.rule_id;
  }

  get triggerType(): GatewayAutoModerationActionExecutionDispatchData["rule_trigger_type"] {
    return this.raw.rule_trigger_type;
  }

  /** What was done. */
  get action(): GatewayAutoModerationActionExecutionDispatchData["action"] {
    return this.raw.action;
  }

  /** To whom. */
  get userId(): string {
    return this.raw.user_id;
  }

  get channelId(): string | undefined {
    return this.raw.channel_id;
  }

  /** `undefined` of messages that were blocked. */
  get messageId(): string | undefined {
    return this.raw.message_id;
  }

  /** The message that told the moderators, if one did. */
  get alertMessageId(): string | undefined {
    return this.raw.alert_system_message_id;
  }

  /** What the member wrote. Empty without the `messageContent` intent. */
  get content(): string {
    return this.raw.content ?? "";
  }

  /** The keyword of the rule, where there was one. */
  get matchedKeyword(): string | undefined {
    return this.raw.matched_keyword ?? undefined;
  }

  /** The part of the text that broke the rule. Empty without the `messageContent` intent. */
  get matchedContent(): string | undefined {
    return this.raw.matched_content ?? undefined;
  }

  async fetchRule(): Promise<AutoModerationRule> {
    const { make, rest } = this.host;
    return make.autoModerationRule(await rest.guilds.getAutoModerationRule(this.guildId, this.ruleId));
  }

  /** Who wrote it, from the cache, or else asked of Discord. */
  async fetchMember(): Promise<Member> {
    const { cache, make, rest } = this.host;
    const raw =
      cache?.getMember(this.guildId, this.userId) ?? (await rest.guilds.getGuildMember(this.guildId, this.userId));
    return make.member(raw, raw.user, this.guildId);
  }
}
