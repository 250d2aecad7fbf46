import { ApiError } from "./api-error.ts";
import type { JsonObject } from "./json.ts";
import type { WorldContext } from "./world-context.ts";

/** @see {@link https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-trigger-types | Discord Docs/Trigger Types} */
export const TriggerType = { Keyword: 1, Spam: 3, KeywordPreset: 4, MentionSpam: 5, MemberProfile: 6 } as const;

/** @see {@link https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-action-object-action-types | Discord Docs/Action Types} */
export const ModerationAction = { BlockMessage: 1, SendAlert: 2, Timeout: 3, BlockInteraction: 4 } as const;

export interface RuleAction {
  readonly type: number;
  readonly metadata: JsonObject;
}

export interface TriggerMetadata {
  keyword_filter?: string[];
  regex_patterns?: string[];
  allow_list?: string[];
  presets?: number[];
  mention_total_limit?: number;
  mention_raid_protection_enabled?: boolean;
}

export interface ModerationRule {
  readonly id: string;
  readonly guild_id: string;
  readonly creator_id: string;
  name: string;
  event_type: number;
  readonly trigger_type: number;
  trigger_metadata: TriggerMetadata;
  actions: RuleAction[];
  enabled: boolean;
  exempt_roles: string[];
  exempt_channels: string[];
}

export type NewRule = Omit<ModerationRule, "id" | "guild_id">;

export type RuleChange = Partial<Omit<NewRule, "creator_id" | "trigger_type">>;

const maxPerGuild: Readonly<Record<number, number>> = {
  [TriggerType.Keyword]: 6,
  [TriggerType.Spam]: 1,
  [TriggerType.KeywordPreset]: 1,
  [TriggerType.MentionSpam]: 1,
  [TriggerType.MemberProfile]: 1,
};

/** The rules of each guild's auto-moderation. */
export class AutoModerationStore {
  readonly #context: WorldContext;
  readonly #rules = new Map<string, ModerationRule>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** @throws {ApiError} 50035 when the guild has as many of this kind as it may have */
  create(guildId: string, input: NewRule): ModerationRule {
    const max = maxPerGuild[input.trigger_type] ?? 1;
    if (this.ofGuild(guildId).filter((rule) => rule.trigger_type === input.trigger_type).length >= max) {
      const message = "You have already reached the maximum number of rules for this trigger type.";
      const fault = { code: "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", message };
      throw new ApiError(400, 50035, "Invalid Form Body", { trigger_type: { _errors: [fault] } });
    }
    const rule: ModerationRule = { id: this.#context.newId(), guild_id: guildId, ...input };
    this.#rules.set(rule.id, rule);
    this.#publish("CREATE", rule);
    return rule;
  }

  /** @throws {ApiError} 404 */
  require(guildId: string, id: string): ModerationRule {
    const rule = this.#rules.get(id);
    if (rule === undefined || rule.guild_id !== guildId) throw new ApiError(404, 0, "404: Not Found");
    return rule;
  }

  ofGuild(guildId: string): ModerationRule[] {
    return [...this.#rules.values()].filter((rule) => rule.guild_id === guildId);
  }

  update(guildId: string, id: string, change: RuleChange): ModerationRule {
    const rule = this.require(guildId, id);
    Object.assign(rule, change);
    this.#publish("UPDATE", rule);
    return rule;
  }

  delete(guildId: string, id: string): void {
    const rule = this.require(guildId, id);
    this.#rules.delete(id);
    this.#publish("DELETE", rule);
  }

  payload(rule: ModerationRule): object {
    return structuredClone(rule);
  }

  #publish(what: "CREATE" | "UPDATE" | "DELETE", rule: ModerationRule): void {
    const audience = { kind: "guild", guildId: rule.guild_id } as const;
    this.#context.publish(`AUTO_MODERATION_RULE_${what}`, this.payload(rule), audience);
  }
}

/** What in a text a rule is about. */
export interface RuleMatch {
  readonly keyword: string | null;
  readonly content: string | null;
}

/** Does the text break the rule? The word sets of Discord's presets and its judgement of spam are not public. */
export function matchRule(
  { trigger_metadata: metadata }: Pick<ModerationRule, "trigger_metadata">,
  text: string,
  mentions: number,
): RuleMatch | undefined {
  const { keyword_filter = [], regex_patterns = [], allow_list = [], mention_total_limit: limit } = metadata;
  if (limit !== undefined && mentions > limit) return { keyword: null, content: null };
  const allowed = allow_list.map((keyword) => keywordPattern(keyword));
  for (const keyword of keyword_filter) {
    for (const [found] of text.matchAll(keywordPattern(keyword))) {
      if (!allowed.some((pattern) => found.match(pattern) !== null)) return { keyword, content: found.trim() };
    }
  }
  for (const pattern of regex_patterns) {
    const found = compile(pattern)?.exec(text)?.[0];
    if (found !== undefined) return { keyword: pattern, content: found };
  }
  return undefined;
}

/** `*` at either end lets the word go on there; without it the keyword stands between white space. Finds whole words. */
function keywordPattern(keyword: string): RegExp {
  const opensBefore = keyword.startsWith("*");
  const opensAfter = keyword.endsWith("*") && keyword.length > 1;
  const literal = keyword.slice(opensBefore ? 1 : 0, opensAfter ? -1 : undefined);
  const word = literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return new RegExp(`${opensBefore ? "\\S*" : "(?<!\\S)"}${word}${opensAfter ? "\\S*" : "(?!\\S)"}`, "giu");
}

/** Patterns are of Rust's kind; one that JavaScript can not read matches nothing. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "iu");
  } catch {
    return undefined;
  }
}
