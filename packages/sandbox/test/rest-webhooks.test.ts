import { describe, expect, it } from "vitest";
import type { Answer } from "./rest-fixture.ts";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();
const anonymous = { token: null };

describe("webhooks", () => {
  it("are made, found, changed and deleted by those who manage them", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/webhooks`;
    const { body } = await api.request("POST", path, { name: "News" });
    expect(body).toMatchObject({
      type: 1,
      name: "News",
      channel_id: api.general,
      guild_id: api.seeded.guildId,
      application_id: api.seeded.applicationId,
      user: { id: api.seeded.botId },
      token: expect.stringMatching(/^[\w-]{68}$/),
    });
    expect(api.of("WEBHOOKS_UPDATE")).toEqual([{ guild_id: api.seeded.guildId, channel_id: api.general }]);
    expect(await api.list(path)).toHaveLength(1);
    expect(await api.list(`/guilds/${api.seeded.guildId}/webhooks`)).toHaveLength(1);
    expect((await api.request("PATCH", `/webhooks/${body.id}`, { name: "Old" })).body.name).toBe("Old");
    const byToken = await api.request("GET", `/webhooks/${body.id}/${body.token}`, undefined, anonymous);
    expect(byToken.body).toMatchObject({ name: "Old" });
    expect(byToken.body).not.toHaveProperty("user");
    expect((await api.request("DELETE", `/webhooks/${body.id}`)).status).toBe(204);
    expect((await api.request("GET", `/webhooks/${body.id}/${body.token}`, undefined, anonymous)).body.code).toBe(
      10015,
    );
    expect(fieldErrors(await api.request("POST", path, { name: "Discord news" }))).toEqual({
      name: "USERNAME_INVALID_CONTAINS",
    });
  });

  it("write under any name, and answer only when asked to", async () => {
    const api = await rest();
    const { id, token } = api.world.webhooks.create(api.general, api.id("alice"), "hook", null, null);
    const path = `/webhooks/${id}/${token}`;
    const silent = await api.request("POST", path, { content: "x" }, anonymous);
    expect({ status: silent.status, body: silent.body }).toEqual({ status: 204, body: null });
    const { body } = await api.request(
      "POST",
      `${path}?wait=true`,
      { content: "hi @everyone", username: "Cat" },
      anonymous,
    );
    expect(body).toMatchObject({
      webhook_id: id,
      author: { id, username: "Cat", bot: true, discriminator: "0000" },
      mention_everyone: false,
    });
    expect(api.of("MESSAGE_CREATE").at(-1)).not.toHaveProperty("member");
    const edited = await api.request("PATCH", `${path}/messages/${body.id}`, { content: "ho" }, anonymous);
    expect(edited.body.content).toBe("ho");
    expect((await api.request("GET", `${path}/messages/${body.id}`, undefined, anonymous)).body.content).toBe("ho");
    expect((await api.request("DELETE", `${path}/messages/${body.id}`, undefined, anonymous)).status).toBe(204);
    expect((await api.request("GET", `${path}/messages/${body.id}`, undefined, anonymous)).body.code).toBe(10008);
  });

  it("reach no messages but their own, and no channel with a wrong token", async () => {
    const api = await rest();
    const { id, token } = api.world.webhooks.create(api.general, api.id("alice"), "hook", null, null);
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, { content: "the bot's" });
    expect(
      (await api.request("DELETE", `/webhooks/${id}/${token}/messages/${body.id}`, undefined, anonymous)).status,
    ).toBe(404);
    const wrong = await api.request("POST", `/webhooks/${id}/wrong`, { content: "x" }, anonymous);
    expect({ status: wrong.status, body: wrong.body }).toEqual({
      status: 401,
      body: { message: "Invalid Webhook Token", code: 50027 },
    });
  });

  it("show components only when asked to, and buttons only for the application that owns them", async () => {
    const api = await rest();
    const send = async (applicationId: string | null, query: string): Promise<Answer> => {
      const { id, token } = api.world.webhooks.create(api.general, api.id("alice"), "hook", null, applicationId);
      const components = [{ type: 1, components: [{ type: 2, style: 1, label: "a", custom_id: "a" }] }];
      return api.request("POST", `/webhooks/${id}/${token}?wait=true${query}`, { content: "x", components }, anonymous);
    };
    expect((await send(null, "")).body.components).toEqual([]);
    expect((await send(null, "&with_components=true")).status).toBe(400);
    expect((await send(api.seeded.applicationId, "")).body.components).toHaveLength(1);
  });

  it("write into threads, and make posts in forums", async () => {
    const api = await rest();
    const { world } = api;
    const forum = world.channels.create(api.seeded.guildId, { name: "forum", type: 15 });
    const inForum = world.webhooks.create(forum.id, api.id("alice"), "hook", null, null);
    const path = `/webhooks/${inForum.id}/${inForum.token}`;
    expect((await api.request("POST", path, { content: "x" }, anonymous)).body.code).toBe(220001);
    const { body } = await api.request("POST", `${path}?wait=true`, { content: "x", thread_name: "post" }, anonymous);
    expect(world.channels.threadsOf(forum.id)).toMatchObject([{ name: "post", message_count: 1 }]);
    expect(body).toMatchObject({ channel_id: world.channels.threadsOf(forum.id)[0]?.id, position: 0 });
    const plain = world.webhooks.create(api.general, api.id("alice"), "hook", null, null);
    const elsewhere = `/webhooks/${plain.id}/${plain.token}?thread_id=${world.channels.threadsOf(forum.id)[0]?.id}`;
    expect((await api.request("POST", elsewhere, { content: "x" }, anonymous)).body.code).toBe(10003);
    expect(
      (await api.request("POST", `/webhooks/${plain.id}/${plain.token}`, { content: "x", thread_name: "t" }, anonymous))
        .body.code,
    ).toBe(220003);
  });
});

describe("channels that follow others", () => {
  it("get a copy of what is published there", async () => {
    const api = await rest();
    const { guildId } = api.seeded;
    const news = api.world.channels.create(guildId, { name: "news", type: 5 });
    const followed = await api.request("POST", `/channels/${news.id}/followers`, { webhook_channel_id: api.general });
    expect(followed).toMatchObject({ status: 200, body: { channel_id: news.id } });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({ type: 12, channel_id: api.general, content: "news" });
    const [webhook] = await api.list(`/channels/${api.general}/webhooks`);
    expect(webhook).toMatchObject({ type: 2, source_channel: { id: news.id, name: "news" } });
    expect(webhook?.token).toBeUndefined();
    const { body } = await api.request("POST", `/channels/${news.id}/messages`, { content: "Extra!" });
    await api.request("POST", `/channels/${news.id}/messages/${body.id}/crosspost`);
    const copy = api.of("MESSAGE_CREATE").at(-1);
    expect(copy).toMatchObject({ channel_id: api.general, content: "Extra!", flags: 2, webhook_id: webhook?.id });
    expect(copy).toMatchObject({ message_reference: { channel_id: news.id, message_id: body.id } });
    const wrong = await api.request("POST", `/channels/${api.general}/followers`, { webhook_channel_id: api.general });
    expect(wrong.body.code).toBe(50024);
  });
});

describe("Slack's way", () => {
  it("makes embeds of attachments", async () => {
    const api = await rest();
    const { body } = await api.request("POST", `/channels/${api.general}/webhooks`, { name: "Build" });
    const path = `/webhooks/${body.id}/${body.token}/slack?wait=true`;
    const attachments = [{ title: "Build 7", text: "failed", color: "danger" }];
    const sent = await api.request("POST", path, { text: "Oh no", username: "CI", attachments }, { token: null });
    expect(sent).toMatchObject({ status: 200, body: "ok" });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({
      content: "Oh no",
      author: { username: "CI" },
      embeds: [{ title: "Build 7", description: "failed", color: 0xa30100 }],
    });
    expect((await api.request("POST", path, {}, { token: null })).body.code).toBe(50006);
  });
});

describe("what bots may not do", () => {
  it("is refused as Discord does, or is empty", async () => {
    const api = await rest();
    const { guildId, applicationId } = api.seeded;
    expect((await api.request("GET", "/users/@me/connections")).body.code).toBe(20001);
    const permissions = `/applications/${applicationId}/guilds/${guildId}/commands/1/permissions`;
    expect((await api.request("PUT", permissions, { permissions: [] })).body.code).toBe(20001);
    const member = `/guilds/${guildId}/members/${api.id("carol")}`;
    expect((await api.request("PUT", member, { access_token: "x" })).body.code).toBe(50025);
    expect((await api.request("GET", `/guilds/${guildId}/requests`)).body).toEqual({
      total: 0,
      guild_join_requests: [],
    });
  });
});
