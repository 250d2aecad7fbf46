import { fc, test } from "@fast-check/vitest";
import { beforeAll, afterAll, describe, expect } from "vitest";
import { array, integer, readBody, string } from "../src/rest/fields.ts";
import { object, optional, required } from "../src/rest/object-field.ts";
import { operations } from "../src/rest/operations.ts";
import { ApiError } from "../src/world/api-error.ts";
import { isJsonObject } from "../src/world/json.ts";
import { RestFixture } from "./rest-fixture.ts";

const writing = operations.filter(({ method }) => method !== "GET");

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

describe("whatever is sent", () => {
  const api = new RestFixture();
  beforeAll(() => api.listen());
  afterAll(() => api.close());

  /** Ids that exist, by placeholder. */
  async function pathOf(route: string): Promise<string> {
    const { seeded, world, general } = api;
    const message = world.messages.create({
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
      message,
    });
    const ids: Record<string, string> = {
      application_id: seeded.applicationId,
      channel_id: general,
      guild_id: seeded.guildId,
      message_id: message.id,
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

  test.prop(
    [
      fc.constantFrom("create_message", "execute_webhook", "create_interaction_response", "create_application_command"),
      json,
      json,
      json,
    ],
    {
      numRuns: 600,
    },
  )(
    "is answered where bodies are deepest as well",
    async (id, first, second, third) => {
      const operation = operations.find((candidate) => candidate.id === id);
      const message = { content: first, embeds: [second], components: [{ type: 1, components: [third] }], flags: 0 };
      const bodies: Record<string, unknown> = {
        create_message: message,
        execute_webhook: { ...message, flags: 32_768, components: [third, { type: 17, components: [second] }] },
        create_interaction_response: { type: 9, data: { custom_id: "x", title: first, components: [second, third] } },
        create_application_command: { name: "x", description: "x", options: [first, second, third] },
      };
      const { status, body } = await api.request("POST", await pathOf(operation?.route ?? ""), bodies[id]);
      expect({ status, message: body?.message }).not.toMatchObject({ status: 500 });
    },
    60_000,
  );

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
