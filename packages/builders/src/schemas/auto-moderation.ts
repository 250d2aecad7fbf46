import { lazily } from "../lazily.ts";
import { byField, list, object, optional, uniqueList, withRule } from "./combinators.ts";
import type { Report } from "./combinators.ts";
import { bool, integer, oneOf, snowflake, text } from "./fields.ts";
import { asList, asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

const trigger = { keyword: 1, spam: 3, keywordPreset: 4, mentionSpam: 5, memberProfile: 6 } as const;
const action = { blockMessage: 1, sendAlert: 2, timeout: 3, blockMemberInteraction: 4 } as const;

const word: Schema = text(1, 60);

const actions: () => Readonly<Record<number, Schema>> = lazily(() => ({
  [action.blockMessage]: object({
    type: oneOf([action.blockMessage]),
    metadata: optional(object({ custom_message: optional(text(0, 150)) })),
  }),
  [action.sendAlert]: object({ type: oneOf([action.sendAlert]), metadata: object({ channel_id: snowflake }) }),
  [action.timeout]: object({
    type: oneOf([action.timeout]),
    // Four weeks.
    metadata: object({ duration_seconds: integer(0, 2_419_200) }),
  }),
  [action.blockMemberInteraction]: object({ type: oneOf([action.blockMemberInteraction]) }),
}));

function rule(kind: number, event: number, metadata: Schema): Schema {
  return withRule(
    object({
      name: text(1, 100),
      event_type: oneOf([event]),
      trigger_type: oneOf([kind]),
      trigger_metadata: metadata,
      actions: list(byField("type", actions, "a type of action: 1 to 4"), 1, 5),
      enabled: optional(bool),
      exempt_roles: optional(uniqueList(snowflake, 0, 20)),
      exempt_channels: optional(uniqueList(snowflake, 0, 50)),
    }),
    checkTimeout,
  );
}

function checkTimeout(value: unknown, report: Report): void {
  const { trigger_type, actions: items } = asRecord(value);
  if (trigger_type === trigger.keyword || trigger_type === trigger.mentionSpam) return;
  for (const [index, item] of asList(items).entries()) {
    if (asRecord(item)["type"] === action.timeout) {
      report(["actions", index], "must be no timeout unless the rule is triggered by keywords or mention spam");
    }
  }
}

/** @see {@link https://docs.discord.com/developers/resources/auto-moderation#create-auto-moderation-rule | Discord Docs/Auto Moderation} */
export const autoModerationSchema: () => Schema = lazily(() => {
  const words = object({
    keyword_filter: optional(list(word, 0, 1000)),
    regex_patterns: optional(list(text(1, 260), 0, 10)),
    allow_list: optional(list(word, 0, 100)),
  });
  return byField(
    "trigger_type",
    () => ({
      [trigger.keyword]: rule(trigger.keyword, 1, words),
      [trigger.memberProfile]: rule(trigger.memberProfile, 2, words),
      [trigger.spam]: rule(trigger.spam, 1, optional(object({}))),
      [trigger.keywordPreset]: rule(
        trigger.keywordPreset,
        1,
        object({ presets: uniqueList(oneOf([1, 2, 3]), 1, 3), allow_list: optional(list(word, 0, 1000)) }),
      ),
      [trigger.mentionSpam]: rule(
        trigger.mentionSpam,
        1,
        object({ mention_total_limit: integer(0, 50), mention_raid_protection_enabled: optional(bool) }),
      ),
    }),
    "a type of trigger: 1, 3, 4, 5 or 6",
  );
});
