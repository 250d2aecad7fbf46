import { describe, expect, it } from "vitest";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

describe("channels", () => {
  it("are created, changed and deleted", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/channels`;
    const category = api.seeded.channels["Text Channels"];
    const { status, body } = await api.request("POST", path, { name: "My Room", topic: "t", parent_id: category });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      type: 0,
      name: "my-room",
      topic: "t",
      parent_id: category,
      permission_overwrites: [],
      nsfw: false,
    });
    expect(api.of("CHANNEL_CREATE")).toMatchObject([{ id: body.id, guild_id: api.seeded.guildId }]);
    const changed = await api.request("PATCH", `/channels/${body.id}`, {
      topic: null,
      rate_limit_per_user: 5,
      parent_id: null,
    });
    expect(changed.body).toMatchObject({ topic: null, rate_limit_per_user: 5, parent_id: null, name: "my-room" });
    expect(api.of("CHANNEL_UPDATE").at(-1)).toMatchObject({ topic: null });
    expect((await api.list(path)).map(({ name }) => name)).toContain("my-room");
    expect((await api.request("DELETE", `/channels/${body.id}`)).body.id).toBe(body.id);
    expect((await api.request("GET", `/channels/${body.id}`)).body.code).toBe(10003);
    expect(fieldErrors(await api.request("POST", path, { name: "", type: 9, parent_id: "1" }))).toEqual({
      name: "BASE_TYPE_REQUIRED",
      type: "BASE_TYPE_CHOICES",
    });
    expect(fieldErrors(await api.request("POST", path, { name: "x", parent_id: "1" }))).toEqual({
      parent_id: "CHANNEL_PARENT_INVALID",
    });
  });

  it("have limits by type", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/channels`;
    const topic = "t".repeat(1025);
    expect(fieldErrors(await api.request("POST", path, { name: "a", topic }))).toEqual({
      topic: "BASE_TYPE_MAX_LENGTH",
    });
    expect((await api.request("POST", path, { name: "a", topic, type: 15 })).status).toBe(201);
    const voice = { name: "a", type: 2, user_limit: 100, bitrate: 100_000 };
    expect(fieldErrors(await api.request("POST", path, voice))).toEqual({
      user_limit: "NUMBER_TYPE_MAX",
      bitrate: "NUMBER_TYPE_MAX",
    });
    expect(fieldErrors(await api.request("PATCH", `/channels/${api.general}`, { type: 5 }))).toEqual({
      type: "BASE_TYPE_CHOICES",
    });
    api.world.guilds.update(api.seeded.guildId, { features: ["NEWS"] });
    expect((await api.request("PATCH", `/channels/${api.general}`, { type: 5 })).body).toMatchObject({ type: 5 });
  });

  it("move together", async () => {
    const api = await rest();
    const { general, seeded } = api;
    const playground = seeded.channels["bot-playground"] ?? "";
    const moves = [
      { id: general, position: 7 },
      { id: playground, position: 6 },
    ];
    expect((await api.request("PATCH", `/guilds/${seeded.guildId}/channels`, moves)).status).toBe(204);
    expect((await api.list(`/guilds/${seeded.guildId}/channels`)).slice(-2).map(({ id }) => id)).toEqual([
      playground,
      general,
    ]);
  });

  it("have overwrites, which nobody grants beyond what they may themselves", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/permissions/${api.id("carol")}`;
    expect((await api.request("PUT", path, { type: 1, allow: "8192", deny: "2048" })).status).toBe(204);
    expect(api.of("CHANNEL_UPDATE").at(-1)).toMatchObject({
      permission_overwrites: [{ id: api.id("carol"), type: 1, allow: "8192", deny: "2048" }],
    });
    const channel = api.world.channels.require(api.general);
    expect(api.world.permissions.inChannel(api.id("carol"), channel) & 2048n).toBe(0n);
    expect((await api.request("PUT", path, { type: 1, allow: "8" })).body.code).toBe(50013);
    expect((await api.request("DELETE", path)).status).toBe(204);
    expect((await api.request("DELETE", path)).body.code).toBe(10009);
  });

  it("show who types", async () => {
    const api = await rest();
    expect((await api.request("POST", `/channels/${api.general}/typing`)).status).toBe(204);
    expect(api.of("TYPING_START")).toMatchObject([
      { channel_id: api.general, user_id: api.seeded.botId, timestamp: expect.any(Number), member: { nick: null } },
    ]);
  });

  it("have invites", async () => {
    const api = await rest();
    const { body } = await api.request("POST", `/channels/${api.general}/invites`, { max_age: 60, max_uses: 1 });
    expect(body).toMatchObject({ code: expect.any(String), max_age: 60, uses: 0, guild: { name: "Zignal Lab" } });
    expect(
      (await api.request("GET", `/invites/${body.code}?with_counts=true`, undefined, { token: null })).body,
    ).toMatchObject({
      approximate_member_count: 4,
      channel: { id: api.general },
    });
    expect(await api.list(`/channels/${api.general}/invites`)).toHaveLength(1);
    expect((await api.request("DELETE", `/invites/${body.code}`)).status).toBe(200);
    expect(api.of("INVITE_DELETE")).toHaveLength(1);
  });
});

describe("threads", () => {
  it("start from a message, are joined, written in, archived and deleted", async () => {
    const api = await rest();
    const { body: message } = await api.request("POST", `/channels/${api.general}/messages`, { content: "topic" });
    const { status, body: thread } = await api.request(
      "POST",
      `/channels/${api.general}/messages/${message.id}/threads`,
      { name: "talk" },
    );
    expect(status).toBe(201);
    expect(thread).toMatchObject({
      id: message.id,
      type: 11,
      parent_id: api.general,
      owner_id: api.seeded.botId,
      member_count: 1,
    });
    expect(api.of("THREAD_CREATE")).toMatchObject([{ id: thread.id, newly_created: true }]);
    const again = await api.request("POST", `/channels/${api.general}/messages/${message.id}/threads`, {
      name: "talk",
    });
    expect(again.body.code).toBe(160004);
    expect((await api.request("PUT", `/channels/${thread.id}/thread-members/${api.id("bob")}`)).status).toBe(204);
    expect(api.of("THREAD_MEMBERS_UPDATE")).toMatchObject([
      { member_count: 2, added_members: [{ user_id: api.id("bob") }] },
    ]);
    expect(await api.list(`/channels/${thread.id}/thread-members`)).toHaveLength(2);
    await api.request("POST", `/channels/${thread.id}/messages`, { content: "first" });
    expect((await api.request("GET", `/channels/${thread.id}`)).body).toMatchObject({
      message_count: 1,
      total_message_sent: 1,
    });
    expect((await api.request("GET", `/channels/${api.general}/messages/${message.id}`)).body).toMatchObject({
      thread: { id: thread.id },
      flags: 32,
    });
    expect((await api.request("GET", `/guilds/${api.seeded.guildId}/threads/active`)).body).toMatchObject({
      threads: [{ id: thread.id }],
      members: [{ user_id: api.seeded.botId }],
    });
    await api.request("PATCH", `/channels/${thread.id}`, { archived: true });
    expect(api.of("THREAD_UPDATE").at(-1)).toMatchObject({ thread_metadata: { archived: true } });
    expect((await api.request("GET", `/channels/${api.general}/threads/archived/public`)).body).toMatchObject({
      threads: [{ id: thread.id }],
      has_more: false,
    });
    expect((await api.request("DELETE", `/channels/${thread.id}`)).status).toBe(200);
    expect(api.of("THREAD_DELETE")).toEqual([
      { id: thread.id, guild_id: api.seeded.guildId, parent_id: api.general, type: 11 },
    ]);
  });

  it("are joined and left by the bot, which moderates who is in them", async () => {
    const api = await rest();
    const thread = api.world.threads.create({
      parent: api.world.channels.require(api.general),
      ownerId: api.id("bob"),
      name: "bob's",
      type: 11,
    });
    const members = `/channels/${thread.id}/thread-members`;
    expect((await api.request("GET", `${members}/${api.seeded.botId}`)).body.code).toBe(10007);
    expect((await api.request("PUT", `${members}/@me`)).status).toBe(204);
    expect((await api.request("GET", `${members}/${api.seeded.botId}?with_member=true`)).body).toMatchObject({
      id: thread.id,
      user_id: api.seeded.botId,
      member: { user: { id: api.seeded.botId } },
    });
    expect((await api.list(`${members}?with_member=true&limit=1&after=${api.id("bob")}`)).length).toBe(1);
    expect((await api.request("DELETE", `${members}/@me`)).status).toBe(204);
    expect((await api.request("DELETE", `${members}/${api.id("bob")}`)).status).toBe(204);
    expect(api.of("THREAD_MEMBERS_UPDATE").at(-1)).toMatchObject({
      removed_member_ids: [api.id("bob")],
      member_count: 0,
    });
    await api.request("PATCH", `/channels/${thread.id}`, { archived: true });
    expect((await api.request("PUT", `${members}/@me`)).body.code).toBe(50083);
    expect((await api.request("POST", `/channels/${thread.id}/messages`, { content: "open again" })).status).toBe(200);
    expect((await api.request("GET", `/channels/${thread.id}`)).body).toMatchObject({
      thread_metadata: { archived: false },
    });
  });

  it("can be private: only those who were added see them", async () => {
    const api = await rest();
    const { body: thread } = await api.request("POST", `/channels/${api.general}/threads`, {
      name: "secret",
      type: 12,
    });
    expect(api.world.canView(api.id("carol"), thread.id)).toBe(false);
    await api.request("PUT", `/channels/${thread.id}/thread-members/${api.id("carol")}`);
    expect(api.world.canView(api.id("carol"), thread.id)).toBe(true);
    expect(api.events.some(({ t, audience }) => t === "THREAD_CREATE" && audience.kind === "user")).toBe(true);
  });

  it("are the posts of a forum", async () => {
    const api = await rest();
    const forum = api.world.channels.create(api.seeded.guildId, { name: "forum", type: 15 });
    const bad = await api.request("POST", `/channels/${forum.id}/threads`, { name: "post" });
    expect(bad.status).toBe(400);
    const { body } = await api.request("POST", `/channels/${forum.id}/threads`, {
      name: "post",
      message: { content: "hello" },
    });
    expect(body).toMatchObject({ type: 11, name: "post", message: { content: "hello" } });
    expect((await api.request("POST", `/channels/${forum.id}/messages`, { content: "x" })).body.code).toBe(40058);
  });
});
