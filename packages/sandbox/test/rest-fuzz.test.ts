import { fc, test } from "@fast-check/vitest";
import { beforeAll, afterAll, describe, expect } from "vitest";
import { endpoints } from "../src/rest/endpoints.ts";
import { array, integer, readBody, string } from "../src/rest/fields.ts";
import { object, optional, required } from "../src/rest/object-field.ts";
import { operations } from "../src/rest/operations.ts";
import { ApiError } from "../src/world/api-error.ts";
import { isJsonObject } from "../src/world/json.ts";
import { RestFixture } from "./rest-fixture.ts";

const writing = operations.filter(({ method, id }) => method !== "GET" && endpoints.has(id));

/** Names that bodies really have, so that fuzzing goes deeper than the first unknown field. */
const names = [
  "content",
  "embeds",
  "components",
  "type",
  "id",
  "name",
  "description",
  "options",
  "choices",
  "value",
  "custom_id",
  "data",
  "flags",
  "attachments",
  "message_reference",
  "message_id",
  "allowed_mentions",
  "parse",
  "users",
  "poll",
  "question",
  "answers",
  "poll_media",
  "text",
  "url",
  "title",
  "fields",
  "footer",
  "nonce",
  "messages",
  "roles",
  "permission_overwrites",
  "allow",
  "deny",
  "label",
  "style",
  "__proto__",
  "constructor",
  "toString",
  "length",
];

const text = fc.oneof(
  fc.string(),
  fc.constantFrom("", " ", "1", "99999999999999999999", "@everyone", "<@1>", "http://", "attachment://x"),
);

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -2, max: 20 }),
  fc.constantFrom(-1, 1.5, 2 ** 53, 1e308, 32_768, 64),
  text,
);

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 6 }),
  ),
}));

const components = [
  {
    type: 1,
    components: [
      { type: 2, style: 1, label: "a", custom_id: "a", emoji: { name: "🔥" }, disabled: false },
      { type: 2, style: 5, label: "b", url: "https://example.com" },
    ],
  },
  {
    type: 1,
    components: [
      {
        type: 3,
        custom_id: "s",
        placeholder: "p",
        min_values: 0,
        max_values: 2,
        options: [
          { label: "a", value: "a", description: "d", default: true },
          { label: "b", value: "b" },
        ],
      },
    ],
  },
  { type: 1, components: [{ type: 5, custom_id: "u", default_values: [{ id: "1", type: "user" }] }] },
];

const message = {
  content: "hello <@1> @everyone",
  nonce: "n",
  tts: false,
  flags: 4096,
  allowed_mentions: { parse: ["roles"], users: ["1"], replied_user: true },
  embeds: [
    {
      title: "t",
      description: "d",
      url: "https://example.com",
      timestamp: "2026-01-01T00:00:00Z",
      color: 1,
      footer: { text: "f", icon_url: "https://example.com/i.png" },
      image: { url: "https://example.com/i.png" },
      thumbnail: { url: "attachment://x.png" },
      author: { name: "a", url: "https://example.com" },
      fields: [{ name: "n", value: "v", inline: true }],
    },
  ],
  components,
};

const layout = {
  flags: 32_768,
  components: [
    {
      type: 17,
      accent_color: 5,
      components: [
        { type: 10, content: "text" },
        {
          type: 9,
          components: [{ type: 10, content: "t" }],
          accessory: { type: 11, media: { url: "https://example.com/x.png" } },
        },
        { type: 12, items: [{ media: { url: "https://example.com/x.png" }, description: "d" }] },
        { type: 14, divider: true, spacing: 2 },
        components[0],
      ],
    },
  ],
};

const modal = {
  custom_id: "m",
  title: "Modal",
  components: [
    {
      type: 18,
      label: "l",
      component: { type: 4, custom_id: "t", style: 1, min_length: 0, max_length: 10, value: "v" },
    },
    { type: 18, label: "l", component: { type: 19, custom_id: "f", min_values: 1, max_values: 2 } },
    {
      type: 18,
      label: "l",
      component: {
        type: 21,
        custom_id: "r",
        options: [
          { value: "a", label: "a" },
          { value: "b", label: "b" },
        ],
      },
    },
    { type: 1, components: [{ type: 4, custom_id: "o", style: 2, label: "old" }] },
  ],
};

const command = {
  name: "cmd",
  description: "d",
  name_localizations: { de: "bef" },
  default_member_permissions: "8",
  contexts: [0, 1],
  options: [
    {
      type: 2,
      name: "g",
      description: "d",
      options: [
        {
          type: 1,
          name: "s",
          description: "d",
          options: [
            { type: 3, name: "a", description: "d", required: true, choices: [{ name: "x", value: "y" }] },
            { type: 4, name: "b", description: "d", min_value: 1, max_value: 9, autocomplete: true },
            { type: 7, name: "c", description: "d", channel_types: [0, 2] },
          ],
        },
      ],
    },
  ],
};

/** Bodies that are taken as they are. */
const samples: readonly { operation: string; body: object }[] = [
  { operation: "create_message", body: message },
  { operation: "create_message", body: layout },
  {
    operation: "create_message",
    body: {
      poll: { question: { text: "?" }, answers: [{ poll_media: { text: "a", emoji: { name: "🔥" } } }], duration: 3 },
    },
  },
  { operation: "execute_webhook", body: { ...message, username: "u", avatar_url: "https://example.com/a.png" } },
  { operation: "create_interaction_response", body: { type: 4, data: { ...message, flags: 64 } } },
  { operation: "create_interaction_response", body: { type: 7, data: layout } },
  { operation: "create_interaction_response", body: { type: 9, data: modal } },
  { operation: "create_application_command", body: command },
  { operation: "bulk_set_guild_application_commands", body: [command, { type: 2, name: "User Menu" }] },
  {
    operation: "create_guild_channel",
    body: {
      name: "c",
      type: 15,
      available_tags: [{ name: "t", emoji_name: "🔥" }],
      permission_overwrites: [{ id: "1", type: 1, allow: "1024", deny: "0" }],
      default_reaction_emoji: { emoji_name: "🔥" },
    },
  },
  { operation: "update_channel", body: { topic: "t", nsfw: false, rate_limit_per_user: 0 } },
  {
    operation: "create_guild_role",
    body: { name: "r", permissions: "1024", colors: { primary_color: 1 }, hoist: true },
  },
  { operation: "update_guild", body: { name: "Lab", afk_timeout: 60, features: ["COMMUNITY"] } },
  { operation: "create_thread", body: { name: "t", type: 11, auto_archive_duration: 60 } },
  { operation: "create_channel_invite", body: { max_age: 5, unique: true } },
];

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, child]) => placesIn(child).map((path) => [key, ...path]));
  return [[], ...inner];
}

/** The value with the node at one of its places (counted round) replaced. */
function replaceNode(value: unknown, place: number, junk: unknown): unknown {
  const places = placesIn(value);
  const replace = (node: unknown, path: readonly (string | number)[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return junk;
    if (Array.isArray(node)) return node.map((item, index) => (String(index) === key ? replace(item, rest) : item));
    if (!isJsonObject(node)) return junk;
    return { ...node, [key]: replace(node[key], rest) };
  };
  return replace(value, places[place % places.length] ?? []);
}

describe("whatever is sent", () => {
  const api = new RestFixture();
  beforeAll(() => api.listen());
  afterAll(() => api.close());

  /** Ids that exist, by placeholder. */
  async function pathOf(route: string): Promise<string> {
    const { seeded, world, general } = api;
    const sent = world.messages.create({
      channelId: general,
      author: { kind: "user", id: seeded.botId },
      body: { content: "x" },
    });
    const webhook =
      world.webhooks.ofChannel(general)[0] ?? world.webhooks.create(general, seeded.botId, "w", null, null);
    const interaction = world.interactions.create({
      applicationId: seeded.applicationId,
      userId: api.id("bob"),
      channelId: general,
      type: 3,
      data: { component_type: 2, custom_id: "x" },
      message: sent,
    });
    const event =
      world.scheduledEvents.ofGuild(seeded.guildId)[0] ??
      world.scheduledEvents.create(seeded.guildId, {
        creatorId: seeded.botId,
        name: "e",
        entity_type: 3,
        scheduled_start_time: "2100-01-01T00:00:00Z",
      });
    const rule =
      world.autoModeration.ofGuild(seeded.guildId)[0] ??
      world.autoModeration.create(seeded.guildId, {
        creator_id: seeded.botId,
        name: "r",
        event_type: 1,
        trigger_type: 1,
        trigger_metadata: {},
        actions: [],
        enabled: true,
        exempt_roles: [],
        exempt_channels: [],
      });
    const sticker =
      world.stickers.ofGuild(seeded.guildId)[0] ??
      world.stickers.create(seeded.guildId, {
        creatorId: seeded.botId,
        format: 1,
        name: "s",
        description: null,
        tags: "t",
      });
    const sound =
      world.soundboard.ofGuild(seeded.guildId)[0] ??
      world.soundboard.create(seeded.guildId, seeded.botId, { name: "s" });
    const ids: Record<string, string> = {
      guild_scheduled_event_id: event.id,
      rule_id: rule.id,
      sticker_id: sticker.id,
      sound_id: sound.sound_id,
      application_id: seeded.applicationId,
      channel_id: general,
      guild_id: seeded.guildId,
      message_id: sent.id,
      user_id: api.id("bob"),
      role_id: seeded.roles["Members"] ?? "",
      webhook_id: webhook.id,
      webhook_token: webhook.token,
      interaction_id: interaction.id,
      interaction_token: interaction.token,
      overwrite_id: api.id("bob"),
    };
    return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? "1");
  }

  test.prop([fc.constantFrom(...writing.filter(({ id }) => !spoils(id))), json], { numRuns: 600 })(
    "is answered, never with a failure of the sandbox",
    async ({ method, route }, body) => {
      const { status, body: answer } = await api.request(method, await pathOf(route), JSON.stringify(body));
      expect({ status, message: answer?.message }).not.toMatchObject({ status: 500 });
    },
    60_000,
  );

  test.prop([fc.constantFrom(...samples), fc.nat(), json], { numRuns: 800 })(
    "is answered when one part of a good body is bad as well",
    async ({ operation: id, body: good }, place, junk) => {
      const operation = operations.find((candidate) => candidate.id === id);
      const body = replaceNode(good, place, junk);
      const { status, body: answer } = await api.request(
        operation?.method ?? "",
        await pathOf(operation?.route ?? ""),
        JSON.stringify(body),
      );
      expect({ status, message: answer?.message }).not.toMatchObject({ status: 500 });
    },
    60_000,
  );

  test.each(samples)("takes the good body of $operation", async ({ operation: id, body }) => {
    const operation = operations.find((candidate) => candidate.id === id);
    const answer = await api.request(operation?.method ?? "", await pathOf(operation?.route ?? ""), body);
    expect(answer).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) });
  });

  test.prop([fc.uint8Array({ maxLength: 300 })], { numRuns: 100 })("is read as bytes without harm", async (bytes) => {
    for (const contentType of ["application/json", "multipart/form-data; boundary=x"]) {
      const response = await fetch(`${api.origin}/api/v10/channels/${api.general}/messages`, {
        method: "POST",
        headers: { authorization: `Bot ${api.seeded.token}`, "content-type": contentType },
        body: new Uint8Array(bytes),
      });
      await response.text();
      expect(response.status).toBe(400);
    }
  });
});

describe("fields", () => {
  const field = object({
    name: required(string({ min: 1, max: 5 })),
    count: optional(integer({ min: 0, max: 9 })),
    list: optional(array(integer(), { max: 3 })),
  });

  test.prop([json])("either read a body as its type or name a fault", (body) => {
    try {
      const read = readBody(field, body);
      expect(read.name.trim().length).toBeGreaterThan(0);
      expect(Object.keys(read).every((key) => ["name", "count", "list"].includes(key))).toBe(true);
      expect(read.count === undefined || (read.count >= 0 && read.count <= 9)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
      expect(error instanceof ApiError && isJsonObject(error.errors)).toBe(true);
    }
  });
});

/** Operations that would take the ground away under the others. */
function spoils(id: string): boolean {
  const spoiling = [
    "delete_channel",
    "leave_guild",
    "delete_guild_role",
    "update_guild_role",
    "set_channel_permission_overwrite",
  ];
  return spoiling.includes(id);
}
