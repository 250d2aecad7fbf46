import { describe, expect, it } from "vitest";
import type { Schema } from "../src/schemas/schema.ts";
import { autoModerationSchema } from "../src/schemas/auto-moderation.ts";
import { channelSchema } from "../src/schemas/channel.ts";
import { slashCommandSchema } from "../src/schemas/command.ts";
import { messageSchema } from "../src/schemas/message.ts";
import { modalSchema } from "../src/schemas/modal.ts";
import { roleSchema } from "../src/schemas/role.ts";
import { scheduledEventSchema } from "../src/schemas/scheduled-event.ts";
import { forumPostSchema, threadSchema } from "../src/schemas/thread.ts";
import { faultsBySpec, hasSpec, limitCases } from "./openapi-check.ts";

const id = "41771983423143937";
const url = "https://example.com/a.png";

interface Kind {
  what: string;
  spec: string;
  schema: () => Schema;
  body: unknown;
}

const embed = {
  title: "t",
  description: "d",
  url,
  color: 1,
  footer: { text: "f", icon_url: url },
  author: { name: "a", url },
  fields: [{ name: "n", value: "v" }],
};
const button = { type: 2, style: 1, label: "l", custom_id: "c", id: 5 };
const stringSelect = {
  type: 3,
  custom_id: "s",
  placeholder: "p",
  min_values: 1,
  max_values: 1,
  options: [{ label: "l", value: "v", description: "d" }],
};
const userSelect = { type: 5, custom_id: "u", placeholder: "p", min_values: 1, max_values: 25 };
const label = (component: object): object => ({ type: 18, label: "l", description: "d", component });
const described = { name: "n", description: "d" };

const kinds: Kind[] = [
  {
    what: "messages",
    spec: "MessageCreateRequest",
    schema: messageSchema,
    body: {
      content: "c",
      nonce: "n",
      embeds: [embed],
      allowed_mentions: { parse: [], users: [id], roles: [id] },
      components: [
        { type: 1, components: [button] },
        { type: 1, components: [stringSelect] },
        { type: 1, components: [userSelect] },
      ],
      sticker_ids: [id],
      attachments: [{ id: "0", filename: "f", description: "d" }],
      poll: { question: { text: "q" }, answers: [{ poll_media: { text: "a" } }], duration: 1 },
    },
  },
  {
    what: "components V2",
    spec: "MessageCreateRequest",
    schema: messageSchema,
    body: {
      flags: 32_768,
      components: [
        {
          type: 17,
          accent_color: 1,
          components: [
            {
              type: 9,
              components: [{ type: 10, content: "t" }],
              accessory: { type: 11, media: { url }, description: "d" },
            },
            { type: 12, items: [{ media: { url }, description: "d" }] },
            { type: 14, spacing: 1 },
          ],
        },
      ],
    },
  },
  {
    what: "modals",
    spec: "ModalInteractionCallbackRequestData",
    schema: modalSchema,
    body: {
      custom_id: "c",
      title: "t",
      components: [
        label({ type: 4, custom_id: "t", style: 1, min_length: 1, max_length: 4000, placeholder: "p" }),
        label({ ...userSelect, required: false }),
        label({ type: 19, custom_id: "f", min_values: 1, max_values: 10, required: false }),
        label({
          type: 21,
          custom_id: "r",
          options: [
            { label: "l", value: "v", description: "d" },
            { label: "m", value: "w" },
          ],
        }),
        label({ type: 22, custom_id: "g", min_values: 1, max_values: 1, options: [{ label: "l", value: "v" }] }),
      ],
    },
  },
  {
    what: "slash commands",
    spec: "ApplicationCommandCreateRequest",
    schema: slashCommandSchema,
    body: {
      ...described,
      options: [
        { ...described, type: 3, name: "a", choices: [{ name: "n", value: "v" }] },
        { ...described, type: 3, name: "b", min_length: 1, max_length: 6000 },
        { ...described, type: 4, name: "c", min_value: 1, max_value: 9 },
      ],
    },
  },
  {
    what: "subcommands",
    spec: "ApplicationCommandCreateRequest",
    schema: slashCommandSchema,
    body: {
      ...described,
      options: [{ ...described, type: 2, options: [{ ...described, type: 1, options: [{ ...described, type: 5 }] }] }],
    },
  },
  {
    what: "channels",
    spec: "CreateGuildChannelRequest",
    schema: channelSchema,
    body: {
      name: "n",
      type: 15,
      topic: "t",
      rate_limit_per_user: 1,
      default_thread_rate_limit_per_user: 1,
      available_tags: [{ name: "t" }],
      permission_overwrites: [{ id, type: 0 }],
    },
  },
  {
    what: "voice channels",
    spec: "CreateGuildChannelRequest",
    schema: channelSchema,
    body: { name: "n", type: 2, bitrate: 64_000, user_limit: 5 },
  },
  {
    what: "roles",
    spec: "CreateRoleRequest",
    schema: roleSchema,
    body: { name: "n", color: 1, unicode_emoji: "🎉", colors: { primary_color: 1, secondary_color: 2 } },
  },
  {
    what: "scheduled events",
    spec: "ExternalScheduledEventCreateRequest",
    schema: scheduledEventSchema,
    body: {
      name: "n",
      description: "d",
      privacy_level: 2,
      entity_type: 3,
      entity_metadata: { location: "l" },
      scheduled_start_time: "2030-01-01T00:00:00Z",
      scheduled_end_time: "2030-01-02T00:00:00Z",
      recurrence_rule: { start: "2030-01-01T00:00:00Z", frequency: 3, interval: 1, by_weekday: [0, 1] },
    },
  },
  {
    what: "rules of auto moderation",
    spec: "KeywordUpsertRequest",
    schema: autoModerationSchema,
    body: {
      name: "n",
      event_type: 1,
      trigger_type: 1,
      trigger_metadata: { keyword_filter: ["k"], regex_patterns: ["r"], allow_list: ["a"] },
      actions: [
        { type: 1, metadata: { custom_message: "m" } },
        { type: 3, metadata: { duration_seconds: 5 } },
      ],
      exempt_roles: [id],
      exempt_channels: [id],
    },
  },
  {
    what: "threads",
    spec: "CreateTextThreadWithoutMessageRequest",
    schema: threadSchema,
    body: { name: "n", rate_limit_per_user: 1 },
  },
  {
    what: "forum posts",
    spec: "CreateForumThreadRequest",
    schema: forumPostSchema,
    body: { name: "n", rate_limit_per_user: 1, applied_tags: [id], message: { content: "c" } },
  },
];

/** Where Discord's documentation allows less than its specification. */
const stricter: Readonly<Record<string, string>> = {
  "content: maxLength 4000": "documented as up to 2000 characters",
  "message.content: maxLength 4000": "documented as up to 2000 characters",
  "poll.answers[0].poll_media.text: maxLength 300": "documented as 55 characters",
  "components[1].components[0].min_values: maximum 25": "no more than there are options",
  "components[4].component.min_values: maximum 10": "no more than there are options",
  "components[4].component.min_values: minimum 0": "documented for what is not required only",
  "options[0].choices[0].value: maxLength 6000": "documented as up to 100 characters",
  "available_tags[0].name: maxLength 50": "documented as 0 to 20 characters",
  "actions[0].metadata.custom_message: maxLength 300": "documented as up to 150 characters",
};

describe.runIf(hasSpec).each(kinds)("the limits of Discord's specification for $what", ({ spec, schema, body }) => {
  const cases = hasSpec ? limitCases(spec, body) : [];

  it("are many, for a body that both accept", () => {
    expect(faultsBySpec(spec, body)).toEqual([]);
    expect(schema().accepts(body)).toBe(true);
    expect(cases.length).toBeGreaterThanOrEqual(2);
  });

  it("are kept: one more is refused", () => {
    const accepted = cases.filter(({ beyond }) => schema().accepts(beyond));
    expect(accepted.map(({ path, limit }) => `${path}: ${limit}`)).toEqual([]);
  });

  it("are all of them: what they allow is refused only where the documentation says so", () => {
    const refused = cases.filter(({ within }) => !schema().accepts(within));
    expect(refused.map(({ path, limit }) => `${path}: ${limit}`).filter((name) => !(name in stricter))).toEqual([]);
  });
});

describe.runIf(hasSpec)("where the documentation is stricter", () => {
  it("every exception is one", () => {
    const refused = kinds.flatMap(({ spec, schema, body }) =>
      limitCases(spec, body)
        .filter(({ within }) => !schema().accepts(within))
        .map(({ path, limit }) => `${path}: ${limit}`),
    );
    expect(Object.keys(stricter).filter((name) => !refused.includes(name))).toEqual([]);
  });
});
