import type { APIAutoModerationRuleTriggerMetadata, RESTPostAPIAutoModerationRuleJSONBody } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { autoModerationSchema } from "../schemas/auto-moderation.ts";
import { checked } from "../validation.ts";

const presets = { profanity: 1, sexualContent: 2, slurs: 3 } as const;

export type KeywordPreset = keyof typeof presets;

/** Words that trigger a rule. */
export interface KeywordTrigger {
  /** Words or phrases, with `*` at either end for any text: at most 1000 of 60 characters. */
  keywords?: readonly string[];
  /** Regular expressions in Rust's flavour: at most 10 of 260 characters. */
  patterns?: readonly string[];
  /** What does not trigger it: at most 100 of 60 characters. */
  allow?: readonly string[];
}

/**
 * A rule of a guild's auto moderation: one trigger, and one action or more.
 * @see {@link https://docs.discord.com/developers/resources/auto-moderation#create-auto-moderation-rule | Discord Docs/Auto Moderation}
 */
export class AutoModerationRuleBuilder {
  readonly #data: RESTPostAPIAutoModerationRuleJSONBody = { name: "", event_type: 1, trigger_type: 3, actions: [] };

  /** 1 to 100 characters. */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** Triggered by words in messages. */
  onKeywords(trigger: KeywordTrigger): this {
    return this.#trigger(1, keywordMetadata(trigger));
  }

  /** Triggered by words in the profiles of members. */
  onMemberProfile(trigger: KeywordTrigger): this {
    return this.#trigger(6, keywordMetadata(trigger), 2);
  }

  /** Triggered by Discord's own lists of words. @param allow - What does not trigger it: at most 1000. */
  onPresets(names: readonly KeywordPreset[], allow: readonly string[] = []): this {
    return this.#trigger(4, { presets: names.map((name) => presets[name]), allow_list: [...allow] });
  }

  /** Triggered by what Discord takes for spam. */
  onSpam(): this {
    return this.#trigger(3);
  }

  /** Triggered by more than this many different mentions in a message: at most 50. */
  onMentionSpam(limit: number, options: { raidProtection?: boolean } = {}): this {
    return this.#trigger(5, {
      mention_total_limit: limit,
      ...(options.raidProtection !== undefined && { mention_raid_protection_enabled: options.raidProtection }),
    });
  }

  /** Does not send the message. @param explanation - Shown to its author: at most 150 characters. */
  blockMessage(explanation?: string): this {
    this.#data.actions.push(
      explanation === undefined ? { type: 1 } : { type: 1, metadata: { custom_message: explanation } },
    );
    return this;
  }

  /** Reports it in a channel. */
  alert(channelId: string): this {
    this.#data.actions.push({ type: 2, metadata: { channel_id: channelId } });
    return this;
  }

  /** Silences the author for up to four weeks; for keywords and mention spam only. */
  timeout(seconds: number): this {
    this.#data.actions.push({ type: 3, metadata: { duration_seconds: seconds } });
    return this;
  }

  /** Keeps the member from text, voice and other interactions. */
  blockMemberInteraction(): this {
    this.#data.actions.push({ type: 4 });
    return this;
  }

  /** @defaultValue `false` */
  enabled(enabled = true): this {
    this.#data.enabled = enabled;
    return this;
  }

  /** Roles to which it does not apply: at most 20. */
  exemptRoles(...roleIds: readonly string[]): this {
    this.#data.exempt_roles = [...(this.#data.exempt_roles ?? []), ...roleIds];
    return this;
  }

  /** Channels in which it does not apply: at most 50. */
  exemptChannels(...channelIds: readonly string[]): this {
    this.#data.exempt_channels = [...(this.#data.exempt_channels ?? []), ...channelIds];
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIAutoModerationRuleJSONBody {
    return checked(copyJson(this.#data), autoModerationSchema, "auto moderation rule", options);
  }

  #trigger(type: 1 | 3 | 4 | 5 | 6, metadata?: APIAutoModerationRuleTriggerMetadata, event: 1 | 2 = 1): this {
    this.#data.trigger_type = type;
    this.#data.event_type = event;
    if (metadata === undefined) delete this.#data.trigger_metadata;
    else this.#data.trigger_metadata = metadata;
    return this;
  }
}

function keywordMetadata({ keywords, patterns, allow }: KeywordTrigger): APIAutoModerationRuleTriggerMetadata {
  return {
    ...(keywords !== undefined && { keyword_filter: [...keywords] }),
    ...(patterns !== undefined && { regex_patterns: [...patterns] }),
    ...(allow !== undefined && { allow_list: [...allow] }),
  };
}
