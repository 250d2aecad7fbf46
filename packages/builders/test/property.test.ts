import { fc, test } from "@fast-check/vitest";
import type { Arbitrary } from "fast-check";
import * as v from "valibot";
import { describe, expect } from "vitest";
import { autoModerationSchema } from "../src/schemas/auto-moderation.ts";
import { channelSchema } from "../src/schemas/channel.ts";
import { contextMenuCommandSchema, entryPointCommandSchema, slashCommandSchema } from "../src/schemas/command.ts";
import { messageSchema } from "../src/schemas/message.ts";
import { modalSchema } from "../src/schemas/modal.ts";
import { roleSchema } from "../src/schemas/role.ts";
import { scheduledEventSchema } from "../src/schemas/scheduled-event.ts";
import type { Schema } from "../src/schemas/schema.ts";
import { forumPostSchema, threadSchema } from "../src/schemas/thread.ts";
import { faultsBySpec, hasSpec } from "./openapi-check.ts";

/** Text around a limit: often fitting, sometimes not, with characters that take two units. */
function text(max: number): Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ minLength: 1, maxLength: Math.min(max, 24) }) },
    { weight: 1, arbitrary: fc.constantFrom("", "x".repeat(max), "😀".repeat(max), "x".repeat(max + 1)) },
  );
}

function integer(min: number, max: number): Arbitrary<number> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min, max }) },
    { weight: 1, arbitrary: fc.constantFrom(min - 1, max + 1, 0.5) },
  );
}

function list<T>(item: Arbitrary<T>, max: number, usual = 3): Arbitrary<T[]> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.array(item, { minLength: 1, maxLength: Math.min(usual, max) }) },
    { weight: 1, arbitrary: fc.array(item, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(item, { minLength: max, maxLength: max + 1 }) },
  );
}

function some(fields: Record<string, Arbitrary<unknown>>, required: readonly string[] = []): Arbitrary<object> {
  return fc.record(fields, { requiredKeys: [...required] });
}

const snowflake = fc.bigInt({ min: 1n, max: 2n ** 64n }).map(String);
const url = fc.oneof(
  fc.constantFrom("https://example.com/a.png", "attachment://a.png"),
  fc.constantFrom("http://a", "ftp://a", "https://", `https://${"a".repeat(2040)}`),
);
const date = fc
  .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((day) => day.toISOString());
const emoji = some({ name: text(32), id: snowflake }, ["name"]);

const embed = some({
  title: text(256),
  description: text(4096),
  url,
  color: integer(0, 0xffffff),
  timestamp: date,
  footer: some({ text: text(2048), icon_url: url }, ["text"]),
  image: some({ url }, ["url"]),
  author: some({ name: text(256), url }, ["name"]),
  fields: list(some({ name: text(256), value: text(1024), inline: fc.boolean() }, ["name", "value"]), 25),
});

let counter = 0;
/** Mostly unique, as Discord wants. */
const customId = fc.oneof(
  { weight: 30, arbitrary: fc.constant(0).map(() => `id-${counter++}`) },
  { weight: 1, arbitrary: text(100) },
);

const button = some(
  {
    type: fc.constant(2),
    style: fc.constantFrom(1, 2, 3, 4, 5, 6),
    label: text(80),
    custom_id: customId,
    url,
    sku_id: snowflake,
    emoji,
    disabled: fc.boolean(),
  },
  ["type", "style", "label", "custom_id"],
);
/** One that fits its style, so that enough get through. */
const goodButton = fc.oneof(
  some({ type: fc.constant(2), style: fc.constantFrom(1, 2, 3, 4), label: text(80), custom_id: customId, emoji }, [
    "type",
    "style",
    "label",
    "custom_id",
  ]),
  fc.record({ type: fc.constant(2), style: fc.constant(5), label: text(80), url }),
  fc.record({ type: fc.constant(2), style: fc.constant(6), sku_id: snowflake }),
);
const anyButton = fc.oneof({ weight: 8, arbitrary: goodButton }, { weight: 1, arbitrary: button });

const selectFields = {
  custom_id: customId,
  placeholder: text(150),
  min_values: integer(0, 25),
  max_values: integer(1, 25),
};
const select = fc.oneof(
  some(
    {
      ...selectFields,
      type: fc.constant(3),
      options: list(
        some({ label: text(100), value: fc.uuid(), description: text(100), emoji, default: fc.boolean() }, [
          "label",
          "value",
        ]),
        25,
      ),
    },
    ["type", "custom_id", "options"],
  ),
  some(
    {
      ...selectFields,
      type: fc.constantFrom(5, 6, 7, 8),
      default_values: list(fc.record({ id: snowflake, type: fc.constantFrom("user", "role", "channel") }), 25, 1),
    },
    ["type", "custom_id"],
  ),
);

const row = fc.record({ type: fc.constant(1), components: fc.oneof(list(anyButton, 5), fc.tuple(select)) });
const textDisplay = fc.record({ type: fc.constant(10), content: text(4000) });
const thumbnail = some(
  { type: fc.constant(11), media: fc.record({ url }), description: text(1024), spoiler: fc.boolean() },
  ["type", "media"],
);
const inContainer = fc.oneof(
  row,
  textDisplay,
  fc.record({ type: fc.constant(9), components: list(textDisplay, 3), accessory: fc.oneof(anyButton, thumbnail) }),
  fc.record({
    type: fc.constant(12),
    items: list(some({ media: fc.record({ url }), description: text(1024) }, ["media"]), 10),
  }),
  fc.record({ type: fc.constant(13), file: fc.record({ url }) }),
  some({ type: fc.constant(14), divider: fc.boolean(), spacing: fc.constantFrom(1, 2, 3) }, ["type"]),
);
const component = fc.oneof(
  inContainer,
  some({ type: fc.constant(17), components: list(inContainer, 40), accent_color: integer(0, 0xffffff) }, [
    "type",
    "components",
  ]),
);

const poll = some(
  {
    question: fc.record({ text: text(300) }),
    answers: list(fc.record({ poll_media: some({ text: text(55), emoji }, ["text"]) }), 10),
    duration: integer(1, 768),
    allow_multiselect: fc.boolean(),
    layout_type: fc.constant(1),
  },
  ["question", "answers"],
);

const mentions = some({
  parse: fc.uniqueArray(fc.constantFrom("users", "roles", "everyone")),
  users: list(snowflake, 100),
  replied_user: fc.boolean(),
});

const message = fc.oneof(
  some({
    content: text(2000),
    tts: fc.boolean(),
    embeds: list(embed, 10),
    allowed_mentions: mentions,
    components: list(row, 5),
    sticker_ids: list(snowflake, 3),
    nonce: fc.oneof(text(25), fc.integer()),
    poll,
    message_reference: some({ message_id: snowflake, fail_if_not_exists: fc.boolean() }, ["message_id"]),
    attachments: list(
      some({ id: integer(0, 9).map(String), filename: text(100), description: text(1024), is_spoiler: fc.boolean() }, [
        "id",
      ]),
      10,
    ),
    flags: fc.constantFrom(0, 4, 4096),
  }),
  some({ components: list(component, 40), flags: fc.constantFrom(32_768, 32_768, 0) }, ["components", "flags"]),
);

const slashName = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z0-9_-]{1,32}$/) },
  { weight: 1, arbitrary: fc.constantFrom("UPPER", "with space", "", "x".repeat(33), "größe", "ไทย") },
);
const localizations = (item: Arbitrary<string>): Arbitrary<object> => some({ de: item, "pt-BR": item, ko: item });
const described = {
  name: slashName,
  description: text(100),
  name_localizations: localizations(slashName),
  required: fc.boolean(),
};
const basicOption = fc.oneof(
  some(
    {
      ...described,
      type: fc.constant(3),
      choices: list(some({ name: text(100), value: text(100) }, ["name", "value"]), 25),
      min_length: integer(0, 6000),
      max_length: integer(1, 6000),
      autocomplete: fc.boolean(),
    },
    ["type", "name", "description"],
  ),
  some(
    {
      ...described,
      type: fc.constantFrom(4, 10),
      min_value: fc.oneof(fc.integer(), fc.double()),
      max_value: fc.integer(),
      choices: list(fc.record({ name: text(100), value: fc.integer() }), 25),
    },
    ["type", "name", "description"],
  ),
  some({ ...described, type: fc.constantFrom(5, 6, 8, 9, 11) }, ["type", "name", "description"]),
  some({ ...described, type: fc.constant(7), channel_types: fc.array(integer(0, 5), { maxLength: 3 }) }, [
    "type",
    "name",
    "description",
  ]),
);
const subcommand = some({ ...described, type: fc.constant(1), options: list(basicOption, 25) }, [
  "type",
  "name",
  "description",
]);
const slashCommand = some(
  {
    type: fc.constant(1),
    name: slashName,
    description: text(100),
    description_localizations: localizations(text(100)),
    options: fc.oneof(
      list(basicOption, 25),
      list(subcommand, 25),
      list(
        some({ ...described, type: fc.constant(2), options: list(subcommand, 25) }, [
          "type",
          "name",
          "description",
          "options",
        ]),
        25,
      ),
    ),
    contexts: fc.array(integer(0, 2), { maxLength: 3 }),
    integration_types: fc.array(integer(0, 1), { maxLength: 2 }),
    nsfw: fc.boolean(),
    default_member_permissions: snowflake,
  },
  ["name", "description"],
);

const field = fc.oneof(
  select,
  some(
    {
      type: fc.constant(4),
      custom_id: customId,
      style: integer(1, 2),
      min_length: integer(0, 4000),
      max_length: integer(1, 4000),
      value: text(4000),
      placeholder: text(100),
    },
    ["type", "custom_id", "style"],
  ),
  some({ type: fc.constant(19), custom_id: customId, min_values: integer(0, 10), max_values: integer(1, 10) }, [
    "type",
    "custom_id",
  ]),
  some(
    {
      type: fc.constantFrom(21, 22),
      custom_id: customId,
      options: list(some({ label: text(100), value: fc.uuid(), default: fc.boolean() }, ["label", "value"]), 10),
    },
    ["type", "custom_id", "options"],
  ),
  some({ type: fc.constant(23), custom_id: customId, default: fc.boolean() }, ["type", "custom_id"]),
);
const modal = fc.record({
  custom_id: customId,
  title: text(45),
  components: list(
    fc.oneof(
      textDisplay,
      some({ type: fc.constant(18), label: text(45), description: text(100), component: field }, [
        "type",
        "label",
        "component",
      ]),
    ),
    5,
  ),
});

const channel = some(
  {
    name: text(100),
    // Discord's documentation has media channels (16); its specification has not.
    type: fc.constantFrom(0, 2, 4, 5, 13, 15, 1),
    topic: text(1024),
    bitrate: integer(8000, 96_000),
    user_limit: integer(0, 99),
    rate_limit_per_user: integer(0, 21_600),
    parent_id: snowflake,
    nsfw: fc.boolean(),
    permission_overwrites: list(some({ id: snowflake, type: integer(0, 1), allow: snowflake }, ["id"]), 100),
    default_auto_archive_duration: fc.constantFrom(60, 1440, 61),
    available_tags: list(some({ name: text(20), moderated: fc.boolean() }, ["name"]), 20),
  },
  ["name"],
);

const role = some({
  name: text(100),
  color: integer(0, 0xffffff),
  hoist: fc.boolean(),
  mentionable: fc.boolean(),
  permissions: snowflake,
  unicode_emoji: text(100),
  colors: some({ primary_color: integer(0, 0xffffff), secondary_color: integer(0, 0xffffff) }, ["primary_color"]),
});

const event = some(
  {
    name: text(100),
    description: text(1000),
    scheduled_start_time: date,
    scheduled_end_time: date,
    privacy_level: fc.constant(2),
    entity_type: fc.constantFrom(1, 2),
    channel_id: snowflake,
  },
  ["name", "scheduled_start_time", "privacy_level", "entity_type", "channel_id"],
);

const keywordRule = some(
  {
    name: text(100),
    event_type: fc.constant(1),
    trigger_type: fc.constant(1),
    trigger_metadata: some({ keyword_filter: list(text(60), 1000), allow_list: list(text(60), 100) }),
    actions: list(
      fc.oneof(
        fc.record({ type: fc.constant(1), metadata: fc.record({ custom_message: text(150) }) }),
        fc.record({ type: fc.constant(2), metadata: fc.record({ channel_id: snowflake }) }),
        fc.record({ type: fc.constant(3), metadata: fc.record({ duration_seconds: integer(1, 2_419_200) }) }),
      ),
      5,
    ),
    exempt_roles: list(snowflake, 20),
  },
  ["name", "event_type", "trigger_type", "trigger_metadata", "actions"],
);

const post = some(
  { name: text(100), auto_archive_duration: fc.constantFrom(60, 61), applied_tags: list(snowflake, 5), message },
  ["name", "message"],
);

const externalEvent = some(
  {
    name: text(100),
    scheduled_start_time: date,
    scheduled_end_time: date,
    privacy_level: fc.constant(2),
    entity_type: fc.constant(3),
    entity_metadata: some({ location: text(100) }, ["location"]),
    recurrence_rule: some(
      {
        start: date,
        frequency: integer(0, 3),
        interval: integer(1, 2),
        by_weekday: fc.array(integer(0, 6), { maxLength: 2 }),
        by_month: fc.array(integer(1, 12), { maxLength: 1 }),
        by_month_day: fc.array(integer(1, 31), { maxLength: 1 }),
      },
      ["start", "frequency", "interval"],
    ),
  },
  ["name", "scheduled_start_time", "scheduled_end_time", "privacy_level", "entity_type", "entity_metadata"],
);

/** A rule of one trigger. */
function rule(kind: number, event: number, metadata: Arbitrary<unknown>): Arbitrary<object> {
  return some(
    {
      name: text(100),
      event_type: fc.constant(event),
      trigger_type: fc.constant(kind),
      trigger_metadata: metadata,
      actions: list(fc.constantFrom({ type: 1 }, { type: 4 }), 5),
      enabled: fc.boolean(),
      exempt_channels: list(snowflake, 50),
    },
    ["name", "event_type", "trigger_type", "trigger_metadata", "actions"],
  );
}

const words = some({
  keyword_filter: list(text(60), 1000),
  regex_patterns: list(text(260), 10),
  allow_list: list(text(60), 100),
});
const mentionLimit = some({ mention_total_limit: integer(0, 50), mention_raid_protection_enabled: fc.boolean() }, [
  "mention_total_limit",
]);
const presets = some({ presets: fc.array(integer(1, 3), { maxLength: 4 }), allow_list: list(text(60), 1000) }, [
  "presets",
]);

const thread = some(
  {
    name: text(100),
    auto_archive_duration: fc.constantFrom(60, 1440, 4320, 10_080, 61),
    rate_limit_per_user: integer(0, 21_600),
    type: fc.constantFrom(10, 11, 12, 0),
    invitable: fc.boolean(),
  },
  ["name"],
);

const webhookMessage = some(
  {
    content: text(2000),
    username: text(80),
    avatar_url: url,
    thread_name: text(100),
    applied_tags: list(snowflake, 5),
    embeds: list(embed, 10),
    poll,
  },
  ["content"],
);

const entryPoint = some(
  {
    type: fc.constant(4),
    name: text(32),
    description: text(100),
    handler: integer(1, 2),
    integration_types: fc.array(integer(0, 1), { maxLength: 2 }),
    contexts: fc.array(integer(0, 2), { maxLength: 3 }),
  },
  ["type", "name", "handler"],
);

interface Body {
  what: string;
  json: Arbitrary<unknown>;
  schema: () => Schema;
  spec: string;
}

const bodies: Body[] = [
  { what: "messages", json: message, schema: messageSchema, spec: "MessageCreateRequest" },
  { what: "slash commands", json: slashCommand, schema: slashCommandSchema, spec: "ApplicationCommandCreateRequest" },
  {
    what: "user and message commands",
    json: fc.record({ type: fc.constantFrom(2, 3), name: text(32) }),
    schema: contextMenuCommandSchema,
    spec: "ApplicationCommandCreateRequest",
  },
  { what: "modals", json: modal, schema: modalSchema, spec: "ModalInteractionCallbackRequestData" },
  { what: "channels", json: channel, schema: channelSchema, spec: "CreateGuildChannelRequest" },
  { what: "roles", json: role, schema: roleSchema, spec: "CreateRoleRequest" },
  { what: "scheduled events", json: event, schema: scheduledEventSchema, spec: "VoiceScheduledEventCreateRequest" },
  { what: "rules of auto moderation", json: keywordRule, schema: autoModerationSchema, spec: "KeywordUpsertRequest" },
  {
    what: "events elsewhere",
    json: externalEvent,
    schema: scheduledEventSchema,
    spec: "ExternalScheduledEventCreateRequest",
  },
  {
    what: "rules for profiles",
    json: rule(6, 2, words),
    schema: autoModerationSchema,
    spec: "UserProfileUpsertRequest",
  },
  {
    what: "rules against spam",
    json: rule(3, 1, fc.constant({})),
    schema: autoModerationSchema,
    spec: "MLSpamUpsertRequest",
  },
  {
    what: "rules against mention spam",
    json: rule(5, 1, mentionLimit),
    schema: autoModerationSchema,
    spec: "MentionSpamUpsertRequest",
  },
  {
    what: "rules of Discord's own lists",
    json: rule(4, 1, presets),
    schema: autoModerationSchema,
    spec: "DefaultKeywordListUpsertRequest",
  },
  { what: "threads", json: thread, schema: threadSchema, spec: "CreateTextThreadWithoutMessageRequest" },
  {
    what: "messages of webhooks",
    json: webhookMessage,
    schema: messageSchema,
    spec: "IncomingWebhookRequestPartial",
  },
  {
    what: "entry points",
    json: entryPoint,
    schema: entryPointCommandSchema,
    spec: "ApplicationCommandCreateRequest",
  },
  { what: "forum posts", json: post, schema: forumPostSchema, spec: "CreateForumThreadRequest" },
];

describe.runIf(hasSpec).each(bodies)("validation of $what beside the specification", ({ json, schema, spec }) => {
  test.prop([json], { numRuns: 300 })("accepts nothing that Discord's own specification refuses", (body) => {
    fc.pre(schema().accepts(body));
    // Stage events differ from voice events in nothing but their type.
    const stage = spec === "VoiceScheduledEventCreateRequest" && Reflect.get(Object(body), "entity_type") === 1;
    expect(faultsBySpec(stage ? "StageScheduledEventCreateRequest" : spec, body)).toEqual([]);
  });
});

describe.each(bodies)("validation of $what", ({ json, schema }) => {
  test.prop([json], { numRuns: 300 })("says the same in its quick test as where it names the faults", (body) => {
    expect(schema().accepts(body)).toBe(v.safeParse(schema(), body).success);
  });

  test.prop([fc.anything({ maxDepth: 4 })], { numRuns: 200 })("survives what is no body at all", (anything) => {
    expect(schema().accepts(anything)).toBe(v.safeParse(schema(), anything).success);
  });
});
