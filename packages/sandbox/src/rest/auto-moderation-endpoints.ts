import { invalidForm, missingPermissions } from "../world/api-error.ts";
import type { ModerationRule, RuleAction, RuleChange, TriggerMetadata } from "../world/auto-moderation.ts";
import { ModerationAction, TriggerType } from "../world/auto-moderation.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { array, boolean, choice, integer, nullable, snowflake, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const fourWeeksSeconds = 28 * 24 * 60 * 60;

const actions = array(
  object({
    type: required(choice([1, 2, 3, 4])),
    metadata: optional(
      nullable(
        object({
          channel_id: optional(snowflake),
          duration_seconds: optional(integer({ min: 0, max: fourWeeksSeconds })),
          custom_message: optional(nullable(string({ max: 150 }))),
        }),
      ),
    ),
  }),
  { min: 1, max: 5 },
);

const keyword = string({ min: 1, max: 60 });

const metadata = object({
  keyword_filter: optional(nullable(array(keyword, { max: 1000 }))),
  regex_patterns: optional(nullable(array(string({ min: 1, max: 260 }), { max: 10 }))),
  allow_list: optional(nullable(array(keyword, { max: 1000 }))),
  presets: optional(nullable(array(choice([1, 2, 3])))),
  mention_total_limit: optional(nullable(integer({ min: 0, max: 50 }))),
  mention_raid_protection_enabled: optional(nullable(boolean)),
});

const common = {
  trigger_metadata: optional(nullable(metadata)),
  enabled: optional(nullable(boolean)),
  exempt_roles: optional(nullable(array(snowflake, { max: 20 }))),
  exempt_channels: optional(nullable(array(snowflake, { max: 50 }))),
};

const newRule = object({
  ...common,
  name: required(string({ min: 1, max: 100 })),
  event_type: required(choice([1, 2])),
  trigger_type: required(choice([1, 3, 4, 5, 6])),
  actions: optional(actions),
});

const ruleChange = object({
  ...common,
  name: optional(string({ min: 1, max: 100 })),
  event_type: optional(choice([1, 2])),
  actions: optional(nullable(actions)),
});

/** The fields of the metadata that mean something to each kind of trigger. */
const metadataOf: Readonly<Record<number, readonly (keyof TriggerMetadata)[]>> = {
  [TriggerType.Keyword]: ["keyword_filter", "regex_patterns", "allow_list"],
  [TriggerType.Spam]: [],
  [TriggerType.KeywordPreset]: ["presets", "allow_list"],
  [TriggerType.MentionSpam]: ["mention_total_limit", "mention_raid_protection_enabled"],
  [TriggerType.MemberProfile]: ["keyword_filter", "regex_patterns", "allow_list"],
};

const emptyMetadata = {
  keyword_filter: [],
  regex_patterns: [],
  allow_list: [],
  presets: [],
  mention_total_limit: 0,
  mention_raid_protection_enabled: false,
} satisfies Required<TriggerMetadata>;

type MetadataBody = ReturnType<typeof metadata> | null;

function readMetadata(triggerType: number, body: MetadataBody): TriggerMetadata {
  const names = metadataOf[triggerType] ?? [];
  return Object.fromEntries(names.map((name) => [name, body?.[name] ?? emptyMetadata[name]]));
}

type ActionBody = NonNullable<ReturnType<typeof actions>>;

/** @throws {ApiError} 50035, or 50013 for time-outs by those who may give none */
function readActions(call: Call, guildId: string, triggerType: number, body: ActionBody): RuleAction[] {
  const granted = call.world.permissions.inGuild(me(call).user.id, guildId);
  return body.map(({ type, metadata: given }, index) => {
    const at = ["actions", index, "metadata"];
    if (type === ModerationAction.SendAlert) {
      const channel = call.world.channels.get(given?.channel_id ?? "");
      if (channel?.guild_id !== guildId) throw invalidForm([...at, "channel_id"], "CHANNEL_INVALID", "Invalid channel");
      return { type, metadata: { channel_id: channel.id } };
    }
    if (type === ModerationAction.Timeout) {
      const isAllowed = triggerType === TriggerType.Keyword || triggerType === TriggerType.MentionSpam;
      if (!isAllowed) throw invalidForm(["actions", index, "type"], "AUTO_MODERATION_INVALID_ACTION", "Invalid action");
      if ((granted & PermissionBit.ModerateMembers) === 0n) throw missingPermissions();
      if (given?.duration_seconds === undefined) {
        throw invalidForm([...at, "duration_seconds"], "BASE_TYPE_REQUIRED", "This field is required");
      }
      return { type, metadata: { duration_seconds: given.duration_seconds } };
    }
    const { custom_message: text } = given ?? {};
    return { type, metadata: typeof text === "string" ? { custom_message: text } : {} };
  });
}

function ruleOf(call: Call): ModerationRule {
  return call.world.autoModeration.require(guildIdOf(call, PermissionBit.ManageGuild), param(call, "rule_id"));
}

export const autoModerationEndpoints: Endpoints = {
  list_auto_moderation_rules: (call) => {
    const rules = call.world.autoModeration.ofGuild(guildIdOf(call, PermissionBit.ManageGuild));
    return ok(rules.map((rule) => call.world.autoModeration.payload(rule)));
  },

  get_auto_moderation_rule: (call) => ok(call.world.autoModeration.payload(ruleOf(call))),

  create_auto_moderation_rule: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const body = form(call, newRule);
    const rule = call.world.autoModeration.create(guildId, {
      creator_id: me(call).user.id,
      name: body.name,
      event_type: body.event_type,
      trigger_type: body.trigger_type,
      trigger_metadata: readMetadata(body.trigger_type, body.trigger_metadata ?? null),
      // Without actions, what breaks the rule is refused.
      actions: readActions(call, guildId, body.trigger_type, body.actions ?? [{ type: ModerationAction.BlockMessage }]),
      enabled: body.enabled ?? false,
      exempt_roles: body.exempt_roles ?? [],
      exempt_channels: body.exempt_channels ?? [],
    });
    return ok(call.world.autoModeration.payload(rule));
  },

  update_auto_moderation_rule: (call) => {
    const rule = ruleOf(call);
    const { trigger_metadata: triggers, actions: wanted, ...body } = form(call, ruleChange);
    const change: RuleChange = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.event_type === undefined ? {} : { event_type: body.event_type }),
      ...(triggers === undefined ? {} : { trigger_metadata: readMetadata(rule.trigger_type, triggers) }),
      ...(Array.isArray(wanted) ? { actions: readActions(call, rule.guild_id, rule.trigger_type, wanted) } : {}),
      ...(typeof body.enabled === "boolean" ? { enabled: body.enabled } : {}),
      ...(body.exempt_roles === undefined ? {} : { exempt_roles: body.exempt_roles ?? [] }),
      ...(body.exempt_channels === undefined ? {} : { exempt_channels: body.exempt_channels ?? [] }),
    };
    return ok(call.world.autoModeration.payload(call.world.autoModeration.update(rule.guild_id, rule.id, change)));
  },

  delete_auto_moderation_rule: (call) => {
    const { guild_id: guildId, id } = ruleOf(call);
    call.world.autoModeration.delete(guildId, id);
    return noContent;
  },
};
