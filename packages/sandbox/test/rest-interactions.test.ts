import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import type { NewInteraction, InteractionHandle } from "../src/world/interaction-types.ts";
import type { Answer, RestFixture } from "./rest-fixture.ts";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

function interact(api: RestFixture, change: Partial<NewInteraction> = {}): InteractionHandle {
  return api.world.interactions.create({
    applicationId: api.seeded.applicationId,
    userId: api.id("bob"),
    channelId: api.general,
    type: 2,
    data: { id: "1", name: "ping", type: 1 },
    ...change,
  });
}

function answer(api: RestFixture, { id, token }: InteractionHandle, body: unknown, query = ""): Promise<Answer> {
  return api.request("POST", `/interactions/${id}/${token}/callback${query}`, body, { token: null });
}

describe("INTERACTION_CREATE", () => {
  it("goes to the bot alone, with everything it needs to answer", async () => {
    const api = await rest();
    const { seeded } = api;
    interact(api, {
      data: {
        id: "1",
        name: "give",
        type: 1,
        options: [
          {
            type: 1,
            name: "role",
            options: [
              { type: 6, name: "who", value: api.id("carol") },
              { type: 8, name: "what", value: seeded.roles["Members"] },
              { type: 7, name: "where", value: api.general },
            ],
          },
        ],
      },
    });
    const event = api.events.at(-1);
    expect(event?.audience).toEqual({ kind: "user", userId: seeded.botId });
    expect(event?.d).toMatchObject({
      application_id: seeded.applicationId,
      type: 2,
      version: 1,
      token: expect.any(String),
      guild_id: seeded.guildId,
      guild: { id: seeded.guildId, locale: "en-US" },
      channel_id: api.general,
      channel: { id: api.general, name: "general", permissions: expect.stringMatching(/^\d+$/) },
      member: {
        user: { id: api.id("bob") },
        permissions: expect.stringMatching(/^\d+$/),
        roles: [seeded.roles["Moderator"]],
      },
      locale: "en-US",
      guild_locale: "en-US",
      app_permissions: expect.stringMatching(/^\d+$/),
      entitlements: [],
      authorizing_integration_owners: { 0: seeded.guildId },
      context: 0,
      attachment_size_limit: 10_485_760,
      data: {
        resolved: {
          users: { [api.id("carol")]: { username: "carol" } },
          members: { [api.id("carol")]: { permissions: expect.any(String) } },
          roles: { [seeded.roles["Members"] ?? ""]: { name: "Members" } },
          channels: { [api.general]: { name: "general" } },
        },
      },
    });
    expect(event?.d).not.toHaveProperty("user");
  });

  it("names the user instead of a member in direct messages", async () => {
    const api = await rest();
    const channel = api.world.openDirect(api.id("bob"), api.seeded.botId);
    interact(api, { channelId: channel.id });
    const payload = api.events.at(-1)?.d;
    expect(payload).toMatchObject({
      user: { id: api.id("bob") },
      context: 1,
      authorizing_integration_owners: { 0: "0" },
    });
    expect(payload).not.toHaveProperty("guild_id");
    expect(payload).not.toHaveProperty("member");
  });
});

describe("callbacks", () => {
  it("sends a message for all, and says so to who asked", async () => {
    const api = await rest();
    const handle = interact(api, { data: { id: "1", name: "a", type: 1, options: [{ type: 1, name: "b" }] } });
    const { status, body } = await answer(api, handle, { type: 4, data: { content: "pong" } });
    expect({ status, body }).toEqual({ status: 204, body: null });
    const outcome = await handle.settled;
    expect(outcome).toMatchObject({ kind: "message", deferred: false, ephemeral: false, message: { content: "pong" } });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({
      type: 20,
      content: "pong",
      application_id: api.seeded.applicationId,
      webhook_id: api.seeded.applicationId,
      author: { id: api.seeded.botId },
      interaction_metadata: { id: handle.id, type: 2, user: { id: api.id("bob") } },
      interaction: { name: "a b" },
    });
  });

  it("keeps ephemeral messages between the two, out of the channel", async () => {
    const api = await rest();
    const handle = interact(api);
    const { body } = await answer(
      api,
      handle,
      { type: 4, data: { content: "secret", flags: 64 } },
      "?with_response=true",
    );
    expect(body).toMatchObject({
      interaction: { id: handle.id, type: 2, response_message_ephemeral: true, response_message_loading: false },
      resource: { type: 4, message: { content: "secret", flags: 64 } },
    });
    const event = api.events.at(-1);
    expect(event).toMatchObject({
      t: "MESSAGE_CREATE",
      audience: { kind: "ephemeral", userIds: [api.seeded.botId, api.id("bob")] },
    });
    expect(event?.d).not.toHaveProperty("guild_id");
    expect(await api.list(`/channels/${api.general}/messages`)).toEqual([]);
    const direct = await api.request("GET", `/channels/${api.general}/messages/${body.resource.message.id}`);
    expect(direct.body.code).toBe(10008);
    expect(await handle.settled).toMatchObject({ kind: "message", ephemeral: true });
  });

  it("is late after three seconds: the answer finds no interaction, and the asker is told", async () => {
    const clock = new FakeClock();
    const api = await rest({ worldOptions: { clock, startMs: Date.UTC(2026, 0, 1) } });
    const handle = interact(api);
    clock.advanceSync(3000);
    expect(await handle.acknowledged).toBeUndefined();
    expect(await handle.settled).toEqual({ kind: "expired", deferred: false });
    expect(await answer(api, handle, { type: 4, data: { content: "late" } })).toMatchObject({
      status: 404,
      body: { message: "Unknown interaction", code: 10062 },
    });
  });

  it("refuses a second answer, and one with a wrong token", async () => {
    const api = await rest();
    const handle = interact(api);
    expect(await answer(api, { ...handle, token: "wrong" }, { type: 5 })).toMatchObject({
      status: 404,
      body: { code: 10062 },
    });
    expect((await answer(api, handle, { type: 5 })).status).toBe(204);
    expect(await answer(api, handle, { type: 5 })).toMatchObject({
      status: 400,
      body: { message: "Interaction has already been acknowledged.", code: 40060 },
    });
  });

  it("can still be answered after a refused answer", async () => {
    const api = await rest();
    const handle = interact(api);
    const bad = await answer(api, handle, { type: 4, data: { content: "x".repeat(2001) } });
    expect(fieldErrors(bad)).toEqual({ "data.content": "BASE_TYPE_MAX_LENGTH" });
    expect(await answer(api, handle, { type: 4, data: {} })).toMatchObject({ status: 400, body: { code: 50006 } });
    expect((await answer(api, handle, { type: 4, data: { content: "ok" } })).status).toBe(204);
  });

  it("settles a deferred answer when it is filled in", async () => {
    const api = await rest();
    const handle = interact(api);
    await answer(api, handle, { type: 5, data: { flags: 64 } });
    expect(await handle.acknowledged).toBe(5);
    const original = `/webhooks/${api.seeded.applicationId}/${handle.token}/messages/@original`;
    const waiting = await api.request("GET", original, undefined, { token: null });
    expect(waiting.body.flags).toBe(64 | 128);
    const filled = await api.request("PATCH", original, { content: "done" }, { token: null });
    expect(filled.body).toMatchObject({ content: "done", flags: 64, edited_timestamp: null });
    expect(await handle.settled).toMatchObject({ kind: "message", deferred: true, ephemeral: true });
  });

  it("lets the first followup fill in a deferred answer", async () => {
    const api = await rest();
    const handle = interact(api);
    await answer(api, handle, { type: 5 });
    const webhook = `/webhooks/${api.seeded.applicationId}/${handle.token}`;
    const first = await api.request("POST", webhook, { content: "one" }, { token: null });
    const second = await api.request("POST", webhook, { content: "two", flags: 64 }, { token: null });
    expect((await api.list(`/channels/${api.general}/messages`)).map(({ content }) => content)).toEqual(["one"]);
    expect(second.body).toMatchObject({
      type: 19,
      message_reference: { message_id: first.body.id },
      interaction_metadata: { original_response_message_id: first.body.id },
    });
    const edited = await api.request(
      "PATCH",
      `${webhook}/messages/${second.body.id}`,
      { content: "2" },
      { token: null },
    );
    expect(edited.body.content).toBe("2");
    expect((await api.request("DELETE", `${webhook}/messages/@original`, undefined, { token: null })).status).toBe(204);
    expect((await api.request("GET", `${webhook}/messages/@original`, undefined, { token: null })).body.code).toBe(
      10008,
    );
  });

  it("changes the message whose button was pressed", async () => {
    const api = await rest();
    const components = [{ type: 1, components: [{ type: 2, style: 1, label: "go", custom_id: "go" }] }];
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, { content: "press", components });
    const message = api.world.messages.require(api.general, body.id);
    const press = { type: 3, data: { component_type: 2, custom_id: "go", id: 2 }, message };
    const first = interact(api, press);
    expect(api.of("INTERACTION_CREATE").at(-1)).toMatchObject({ message: { id: body.id, content: "press" } });
    await answer(api, first, { type: 7, data: { content: "pressed", components: [] } });
    expect(await first.settled).toMatchObject({ kind: "update", message: { id: body.id, content: "pressed" } });
    const second = interact(api, press);
    await answer(api, second, { type: 6 });
    expect(await second.settled).toEqual({ kind: "deferredUpdate" });
    const original = `/webhooks/${api.seeded.applicationId}/${second.token}/messages/@original`;
    expect((await api.request("PATCH", original, { content: "later" }, { token: null })).body.id).toBe(body.id);
    const third = interact(api, press);
    await answer(api, third, { type: 4, data: { content: "also" } });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({ type: 19, message_reference: { message_id: body.id } });
  });

  it("suggests choices, and opens modals", async () => {
    const api = await rest();
    const typing = interact(api, {
      type: 4,
      data: { id: "1", name: "q", type: 1, options: [{ type: 3, name: "t", value: "a", focused: true }] },
    });
    expect(await answer(api, typing, { type: 4, data: { content: "no" } })).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
    const many = Array.from({ length: 26 }, (_, index) => ({ name: `n${index}`, value: index }));
    expect(fieldErrors(await answer(api, typing, { type: 8, data: { choices: many } }))).toEqual({
      "data.choices": "BASE_TYPE_MAX_LENGTH",
    });
    await answer(api, typing, { type: 8, data: { choices: [{ name: "A", value: "a" }] } });
    expect(await typing.settled).toEqual({ kind: "choices", choices: [{ name: "A", value: "a" }] });

    const opening = interact(api);
    const label = { type: 18, label: "Name", component: { type: 4, custom_id: "name", style: 1 } };
    const bad = await answer(api, opening, {
      type: 9,
      data: { custom_id: "m", title: "t".repeat(46), components: [] },
    });
    expect(fieldErrors(bad)).toEqual({
      "data.title": "BASE_TYPE_BAD_LENGTH",
      "data.components": "BASE_TYPE_BAD_LENGTH",
    });
    await answer(api, opening, { type: 9, data: { custom_id: "m", title: "Form", components: [label] } });
    expect(await opening.settled).toMatchObject({ kind: "modal", modal: { custom_id: "m", components: [label] } });
    const submitted = interact(api, {
      type: 5,
      triggeredBy: opening.id,
      data: {
        custom_id: "m",
        components: [{ type: 18, id: 1, component: { type: 4, id: 2, custom_id: "name", value: "Bob" } }],
      },
    });
    const again = { custom_id: "m", title: "t", components: [label] };
    expect(await answer(api, submitted, { type: 9, data: again })).toMatchObject({ status: 400 });
    expect((await answer(api, submitted, { type: 4, data: { content: "hi Bob" } })).status).toBe(204);
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({
      interaction_metadata: { type: 5, triggering_interaction_metadata: { id: opening.id } },
    });
  });

  it("takes files, and pings users only unless told otherwise", async () => {
    const api = await rest();
    const handle = interact(api);
    const form = new FormData();
    const data = { content: `<@${api.id("alice")}> @everyone`, attachments: [{ id: 0, filename: "log.txt" }] };
    form.set("payload_json", JSON.stringify({ type: 4, data }));
    form.set("files[0]", new Blob(["log"]), "x.txt");
    expect((await answer(api, handle, form)).status).toBe(204);
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({
      attachments: [{ filename: "log.txt", size: 3 }],
      mentions: [{ id: api.id("alice") }],
      mention_everyone: false,
    });
  });

  it("invalidates the token after 15 minutes", async () => {
    const clock = new FakeClock();
    const api = await rest({ worldOptions: { clock, startMs: Date.UTC(2026, 0, 1) } });
    const handle = interact(api);
    const webhook = `/webhooks/${api.seeded.applicationId}/${handle.token}`;
    expect(await api.request("POST", webhook, { content: "early" }, { token: null })).toMatchObject({
      status: 404,
      body: { code: 10015 },
    });
    await answer(api, handle, { type: 5 });
    clock.advanceSync(15 * 60 * 1000 + 1);
    expect(await handle.settled).toEqual({ kind: "expired", deferred: true });
    expect(await api.request("POST", webhook, { content: "late" }, { token: null })).toMatchObject({
      status: 401,
      body: { message: "Invalid Webhook Token", code: 50027 },
    });
  });
});
