import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

describe("a guild's welcome", () => {
  it("is a screen that is not there until it is set up", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/welcome-screen`;
    expect((await api.request("GET", path)).body.code).toBe(10069);
    const channel = { channel_id: api.general, description: "Say hello" };
    const change = { enabled: true, description: "Welcome!", welcome_channels: [channel] };
    const shown = { description: "Welcome!", welcome_channels: [{ ...channel, emoji_id: null, emoji_name: null }] };
    expect((await api.request("PATCH", path, change)).body).toEqual(shown);
    expect((await api.request("GET", path)).body).toEqual(shown);
    const elsewhere = { welcome_channels: [{ ...channel, channel_id: "1" }] };
    expect(fieldErrors(await api.request("PATCH", path, elsewhere))).toEqual({
      "welcome_channels.0": "CHANNEL_INVALID",
    });
  });

  it("is an onboarding, whose prompts and options get ids", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/onboarding`;
    expect((await api.request("GET", path)).body).toMatchObject({ enabled: false, prompts: [] });
    const options = [{ title: "Painting", channel_ids: [api.general], emoji_name: "🎨" }];
    const change = {
      enabled: true,
      default_channel_ids: [api.general],
      prompts: [{ id: "0", title: "Hobby?", options }],
    };
    const { body } = await api.request("PUT", path, change);
    const isId: unknown = expect.stringMatching(/^\d{17,}$/);
    expect(body).toMatchObject({
      enabled: true,
      default_channel_ids: [api.general],
      prompts: [{ id: isId, title: "Hobby?", options: [{ id: isId, emoji: { name: "🎨" }, role_ids: [] }] }],
    });
    const again = await api.request("PUT", path, JSON.parse(JSON.stringify({ prompts: [] })));
    expect(again.body).toMatchObject({ enabled: true, prompts: [] });
    expect(fieldErrors(await api.request("PUT", path, { prompts: [{ id: "0", title: "" }] }))).toEqual({
      "prompts.0.title": "BASE_TYPE_REQUIRED",
      "prompts.0.options": "BASE_TYPE_REQUIRED",
    });
    expect((await api.request("GET", `/guilds/${api.seeded.guildId}/new-member-welcome`)).status).toBe(204);
  });
});

describe("a guild's widget", () => {
  it("is shown to everybody once it is switched on", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/widget`;
    expect((await api.request("GET", `${path}.json`, undefined, { token: null })).body.code).toBe(50004);
    const on = { enabled: true, channel_id: api.general };
    expect((await api.request("PATCH", path, on)).body).toEqual(on);
    expect((await api.request("GET", path)).body).toEqual(on);
    expect(api.of("GUILD_UPDATE").at(-1)).toMatchObject({ widget_enabled: true });
    const { code } = api.world.invites.create({ channelId: api.general, inviterId: api.id("alice") });
    expect((await api.request("GET", `${path}.json`, undefined, { token: null })).body).toMatchObject({
      name: "Zignal Lab",
      instant_invite: code,
      presence_count: 3,
      members: [{ id: "0", username: "alice", status: "online" }, {}, {}],
      channels: [{ name: "Voice Lounge" }],
    });
    const picture = await api.request("GET", `${path}.png`, undefined, { token: null });
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect((await api.request("GET", `/guilds/${api.seeded.guildId}/vanity-url`)).body).toMatchObject({ code: null });
  });

  it("and its invites and direct messages can be switched off for a day", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/incident-actions`;
    const until = new Date(api.world.nowMs() + 3_600_000).toISOString();
    expect((await api.request("PUT", path, { invites_disabled_until: until })).body).toEqual({
      invites_disabled_until: until,
      dms_disabled_until: null,
    });
    const late = new Date(api.world.nowMs() + 90_000_000).toISOString();
    expect(fieldErrors(await api.request("PUT", path, { dms_disabled_until: late }))).toEqual({
      dms_disabled_until: "BASE_TYPE_BAD_DATE",
    });
  });
});

describe("templates", () => {
  it("are snapshots of a guild, one each, which anybody can read", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/templates`;
    const { body } = await api.request("POST", path, { name: "Lab", description: "To start with" });
    expect(body).toMatchObject({ name: "Lab", usage_count: 0, creator: { id: api.seeded.botId } });
    const { code, serialized_source_guild: snapshot } = JSON.parse(JSON.stringify(body));
    expect(snapshot.channels[1]).toMatchObject({ name: "general", parent_id: snapshot.channels[0].id });
    expect((await api.request("POST", path, { name: "Second" })).body.code).toBe(30031);
    expect((await api.request("GET", `/guilds/templates/${code}`, undefined, { token: null })).body.name).toBe("Lab");
    expect((await api.request("PATCH", `${path}/${code}`, { name: "Lab 2" })).body.name).toBe("Lab 2");
    api.world.channels.create(api.seeded.guildId, { name: "new" });
    const { body: synced } = await api.request("PUT", `${path}/${code}`);
    expect(JSON.stringify(synced)).toContain('"name":"new"');
    expect(await api.list(path)).toHaveLength(1);
    expect((await api.request("DELETE", `${path}/${code}`)).body.name).toBe("Lab 2");
    expect((await api.request("GET", `/guilds/templates/${code}`)).body.code).toBe(10057);
  });
});

describe("integrations", () => {
  it("are the guild's bots: a deleted one leaves", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/integrations`;
    const second = api.world.applications.create({ name: "Second", ownerId: api.id("alice") });
    api.world.joinGuild(api.seeded.guildId, second.botId);
    expect(api.of("INTEGRATION_CREATE").at(-1)).toMatchObject({ type: "discord", application: { id: second.id } });
    const [own, other] = await api.list(path);
    expect(own).toMatchObject({
      name: "Zignal Bot",
      user: { username: "alice" },
      account: { id: api.seeded.applicationId },
    });
    expect((await api.request("DELETE", `${path}/${other?.id}`)).status).toBe(204);
    expect(api.of("INTEGRATION_DELETE")).toEqual([
      { id: other?.id, guild_id: api.seeded.guildId, application_id: second.id },
    ]);
    expect(api.of("GUILD_MEMBER_REMOVE")).toMatchObject([{ user: { id: second.botId } }]);
    expect((await api.request("DELETE", `${path}/1`)).body.code).toBe(10005);
  });
});

describe("pruning", () => {
  it("removes those without roles who have been away, and counts them beforehand", async () => {
    const clock = new FakeClock();
    const api = await rest({ worldOptions: { clock, startMs: Date.now() } });
    const path = `/guilds/${api.seeded.guildId}/prune`;
    const { id } = api.world.users.create({ username: "gone" });
    api.world.joinGuild(api.seeded.guildId, id);
    expect((await api.request("GET", path)).body).toEqual({ pruned: 0 });
    await clock.advance(8 * 86_400_000);
    expect((await api.request("GET", `${path}?days=7`)).body).toEqual({ pruned: 1 });
    expect((await api.request("POST", path, { days: 7 })).body).toEqual({ pruned: 1 });
    expect(api.of("GUILD_MEMBER_REMOVE")).toMatchObject([{ user: { id } }]);
    expect(api.of("GUILD_AUDIT_LOG_ENTRY_CREATE").at(-1)).toMatchObject({
      action_type: 21,
      options: { delete_member_days: "7", members_removed: "1" },
    });
    expect(fieldErrors(await api.request("POST", path, { days: 31 }))).toEqual({ days: "NUMBER_TYPE_MAX" });
    expect((await api.request("POST", path, { compute_prune_count: false })).body).toEqual({ pruned: null });
  });
});

describe("search", () => {
  it("finds messages by words, author, place and what they have", async () => {
    const api = await rest();
    const say = (user: "alice" | "bob", content: string): string =>
      api.world.messages.create({
        channelId: api.general,
        author: { kind: "user", id: api.id(user) },
        body: { content },
      }).id;
    const [tea, link] = [say("alice", "Green tea"), say("bob", "tea: https://example.org"), say("bob", "coffee")];
    const search = async (query: string): Promise<string[]> => {
      const { body } = await api.request("GET", `/guilds/${api.seeded.guildId}/messages/search?${query}`);
      const { messages, total_results: total } = JSON.parse(JSON.stringify(body));
      const ids = messages.map(([found]: { id: string }[]) => found?.id);
      expect(total).toBeGreaterThanOrEqual(ids.length);
      return ids;
    };
    expect(await search("content=TEA")).toEqual([link, tea]);
    expect(await search("content=TEA&sort_order=asc")).toEqual([tea, link]);
    expect(await search(`content=tea&author_id=${api.id("alice")}`)).toEqual([tea]);
    expect(await search("has=link")).toEqual([link]);
    expect(await search("has=-link&content=tea")).toEqual([tea]);
    expect(await search(`content=tea&max_id=${link}`)).toEqual([tea]);
    expect(await search("content=tea&limit=1&offset=1")).toEqual([tea]);
    expect(await search(`channel_id=${api.seeded.channels["bot-playground"]}`)).toEqual([]);
    const refused = await api.request("GET", `/guilds/${api.seeded.guildId}/messages/search?limit=26`);
    expect(fieldErrors(refused)).toEqual({ limit: "NUMBER_TYPE_MAX" });
  });

  it("finds threads by name and tag", async () => {
    const api = await rest();
    const forum = api.world.channels.create(api.seeded.guildId, { name: "help", type: 15 });
    const post = async (name: string): Promise<string> => {
      const message = { content: `About ${name}` };
      return (await api.request("POST", `/channels/${forum.id}/threads`, { name, message })).body.id;
    };
    const [whales, sharks] = [await post("Whales"), await post("Sharks")];
    const path = `/channels/${forum.id}/threads/search`;
    expect((await api.request("GET", `${path}?name=wha`)).body).toMatchObject({
      threads: [{ id: whales }],
      first_messages: [{ content: "About Whales" }],
      total_results: 1,
      has_more: false,
    });
    expect((await api.request("GET", `${path}?limit=1`)).body).toMatchObject({
      threads: [{ id: sharks }],
      has_more: true,
      total_results: 2,
    });
    expect((await api.request("GET", `${path}?archived=true`)).body).toMatchObject({ threads: [], has_more: false });
  });
});

describe("what applications sell and know", () => {
  it("is given to try, consumed and taken away, and told of whatever the intents", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/entitlements`;
    const { body } = await api.request("POST", path, { sku_id: "5", owner_id: api.id("carol"), owner_type: 2 });
    expect(body).toMatchObject({ sku_id: "5", user_id: api.id("carol"), type: 8, consumed: false });
    expect(api.events.at(-1)).toMatchObject({
      t: "ENTITLEMENT_CREATE",
      audience: { kind: "user", userId: api.seeded.botId },
    });
    expect(await api.list(`${path}?user_id=${api.id("carol")}`)).toHaveLength(1);
    expect(await api.list(`${path}?user_id=${api.id("bob")}`)).toEqual([]);
    expect((await api.request("POST", `${path}/${body.id}/consume`)).status).toBe(204);
    expect(api.of("ENTITLEMENT_UPDATE")).toMatchObject([{ consumed: true }]);
    expect((await api.request("POST", `${path}/${body.id}/consume`)).body.code).toBe(40018);
    expect((await api.request("GET", `${path}/${body.id}`)).body).toMatchObject({ consumed: true });
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect(api.of("ENTITLEMENT_DELETE")).toMatchObject([{ id: body.id, deleted: true }]);
    expect((await api.request("GET", `${path}/${body.id}`)).body.code).toBe(10029);
    expect(await api.list("/skus/5/subscriptions")).toEqual([]);
  });

  it("is metadata of role connections, at most five records", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/role-connections/metadata`;
    expect(await api.list(path)).toEqual([]);
    const record = { key: "cups", name: "Cups", description: "Cups of tea", type: 2 };
    expect((await api.request("PUT", path, [record])).body).toEqual([record]);
    expect(await api.list(path)).toEqual([record]);
    expect(fieldErrors(await api.request("PUT", path, [{ ...record, key: "No Spaces" }]))).toEqual({
      "0.key": "STRING_TYPE_REGEX",
    });
  });
});
