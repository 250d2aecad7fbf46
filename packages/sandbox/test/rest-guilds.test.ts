import { describe, expect, it } from "vitest";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

describe("guilds and users", () => {
  it("reads and changes the guild", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}`;
    const { body } = await api.request("GET", `${path}?with_counts=true`);
    expect(body).toMatchObject({
      name: "Zignal Lab",
      owner_id: api.id("alice"),
      approximate_member_count: 4,
      emojis: [],
    });
    expect(body.roles).toHaveLength(5);
    expect((await api.request("PATCH", path, { name: "Lab", verification_level: 1 })).body.name).toBe("Lab");
    expect(api.of("GUILD_UPDATE").at(-1)).toMatchObject({ name: "Lab", verification_level: 1 });
    expect(fieldErrors(await api.request("PATCH", path, { name: "L", verification_level: 9 }))).toEqual({
      name: "BASE_TYPE_BAD_LENGTH",
      verification_level: "BASE_TYPE_CHOICES",
    });
    expect((await api.request("GET", `${path}/preview`)).body).toMatchObject({ approximate_member_count: 4 });
  });

  it("lists the bot's guilds, and lets it leave one", async () => {
    const api = await rest();
    const [own] = await api.list("/users/@me/guilds");
    expect(own).toMatchObject({ id: api.seeded.guildId, owner: false, permissions: expect.stringMatching(/^\d+$/) });
    expect((await api.request("DELETE", `/users/@me/guilds/${api.seeded.guildId}`)).status).toBe(204);
    expect(api.events.some(({ t, audience }) => t === "GUILD_DELETE" && audience.kind === "user")).toBe(true);
    expect((await api.request("GET", `/guilds/${api.seeded.guildId}`)).body.code).toBe(10004);
  });

  it("changes the bot's name everywhere", async () => {
    const api = await rest();
    expect((await api.request("PATCH", "/users/@me", { username: "Renamed" })).body).toMatchObject({
      username: "Renamed",
      bot: true,
    });
    expect(api.of("USER_UPDATE")).toHaveLength(1);
    expect(api.of("GUILD_MEMBER_UPDATE").at(-1)?.user).toMatchObject({ username: "Renamed" });
  });

  it("opens one direct channel with a user, which both may write in", async () => {
    const api = await rest();
    const first = await api.request("POST", "/users/@me/channels", { recipient_id: api.id("carol") });
    const second = await api.request("POST", "/users/@me/channels", { recipient_id: api.id("carol") });
    expect(first.body).toMatchObject({ type: 1, recipients: [{ id: api.id("carol") }] });
    expect(second.body.id).toBe(first.body.id);
    expect((await api.request("POST", `/channels/${first.body.id}/messages`, { content: "psst" })).status).toBe(200);
    expect(api.events.at(-1)).toMatchObject({
      t: "MESSAGE_CREATE",
      audience: { kind: "direct", channelId: first.body.id },
    });
    const foreign = api.world.openDirect(api.id("alice"), api.id("bob"));
    expect((await api.request("GET", `/channels/${foreign.id}`)).body.code).toBe(10003);
    expect((await api.request("POST", "/users/@me/channels", { recipient_id: "1" })).body.code).toBe(50033);
  });
});

describe("members", () => {
  it("are listed by id, found by name and read one by one", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/members`;
    const all = await api.list(`${path}?limit=1000`);
    expect(all.map(({ user }) => user.id)).toEqual(Object.values(api.seeded.users).toSorted());
    expect((await api.list(`${path}?limit=2&after=${api.id("alice")}`)).map(({ user }) => user.id)).toEqual([
      api.id("bob"),
      api.id("carol"),
    ]);
    expect(await api.list(`${path}/search?query=BO&limit=5`)).toMatchObject([{ user: { username: "bob" } }]);
    expect((await api.request("GET", `${path}/${api.id("bob")}`)).body.roles).toEqual([api.seeded.roles["Moderator"]]);
  });

  it("get nicknames, roles and time-outs, from those who stand above them", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/members`;
    const { body } = await api.request("PATCH", `${path}/${api.id("carol")}`, { nick: "Caz" });
    expect(body).toMatchObject({ nick: "Caz", user: { id: api.id("carol") } });
    expect(api.of("GUILD_MEMBER_UPDATE").at(-1)).toMatchObject({ nick: "Caz", guild_id: api.seeded.guildId });
    const moderator = api.seeded.roles["Moderator"];
    expect((await api.request("PUT", `${path}/${api.id("carol")}/roles/${moderator}`)).status).toBe(204);
    expect(api.world.members.require(api.seeded.guildId, api.id("carol")).roles).toContain(moderator);
    expect((await api.request("DELETE", `${path}/${api.id("carol")}/roles/${moderator}`)).status).toBe(204);
    const admin = api.seeded.roles["Admin"];
    expect((await api.request("PUT", `${path}/${api.id("carol")}/roles/${admin}`)).body.code).toBe(50013);
    expect((await api.request("PATCH", `${path}/${api.id("alice")}`, { nick: "x" })).body.code).toBe(50013);
    const until = new Date(api.world.nowMs() + 60_000).toISOString();
    await api.request("PATCH", `${path}/${api.id("carol")}`, { communication_disabled_until: until });
    const channel = api.world.channels.require(api.general);
    expect(api.world.permissions.inChannel(api.id("carol"), channel) & (1n << 11n)).toBe(0n);
    const tooLong = new Date(api.world.nowMs() + 29 * 86_400_000).toISOString();
    const refused = await api.request("PATCH", `${path}/${api.id("carol")}`, { communication_disabled_until: tooLong });
    expect(refused.body.code).toBe(50035);
    expect((await api.request("PATCH", `${path}/${api.id("carol")}`, { mute: true })).body.code).toBe(40032);
    api.world.voiceStates.update(api.seeded.guildId, api.id("carol"), {
      channelId: api.seeded.channels["Voice Lounge"] ?? "",
    });
    expect((await api.request("PATCH", `${path}/${api.id("carol")}`, { mute: true, channel_id: null })).status).toBe(
      200,
    );
    expect(api.of("VOICE_STATE_UPDATE").at(-1)).toMatchObject({ channel_id: null, user_id: api.id("carol") });
  });

  it("are kicked, banned with a reason, and unbanned", async () => {
    const api = await rest();
    const guild = `/guilds/${api.seeded.guildId}`;
    expect((await api.request("DELETE", `${guild}/members/${api.id("alice")}`)).body.code).toBe(50013);
    expect((await api.request("DELETE", `${guild}/members/${api.id("carol")}`)).status).toBe(204);
    expect(api.of("GUILD_MEMBER_REMOVE")).toMatchObject([{ user: { id: api.id("carol") } }]);
    api.world.messages.create({
      channelId: api.general,
      author: { kind: "user", id: api.id("bob") },
      body: { content: "spam" },
    });
    const headers = { "x-audit-log-reason": encodeURIComponent("Späm") };
    const path = `${guild}/bans/${api.id("bob")}`;
    expect((await api.request("PUT", path, { delete_message_seconds: 60 }, { headers })).status).toBe(204);
    expect((await api.request("GET", path)).body).toMatchObject({ reason: "Späm", user: { username: "bob" } });
    expect(await api.list(`/channels/${api.general}/messages`)).toEqual([]);
    expect((await api.request("DELETE", path)).status).toBe(204);
    expect((await api.request("GET", path)).body.code).toBe(10026);
    expect(api.of("GUILD_BAN_REMOVE")).toHaveLength(1);
  });
});

describe("roles", () => {
  it("are created, changed, moved and deleted, within the bot's own rank and rights", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/roles`;
    const { body } = await api.request("POST", path, { name: "Helpers", color: 0xff0000, permissions: "1024" });
    expect(body).toMatchObject({
      name: "Helpers",
      color: 0xff0000,
      colors: { primary_color: 0xff0000 },
      position: 1,
      managed: false,
    });
    expect((await api.request("POST", path, { permissions: "8" })).body.code).toBe(50013);
    expect((await api.request("PATCH", `${path}/${body.id}`, { hoist: true })).body).toMatchObject({
      hoist: true,
      name: "Helpers",
    });
    const moved = await api.request("PATCH", path, [{ id: body.id, position: 2 }]);
    expect(moved.status).toBe(200);
    expect(api.world.roles.require(api.seeded.guildId, body.id).position).toBe(2);
    const positions = api.world.roles.list(api.seeded.guildId).map(({ position }) => position);
    expect(positions).toEqual([0, 1, 2, 3, 4, 5]);
    api.world.members.addRole(api.seeded.guildId, api.id("carol"), body.id);
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect(api.world.members.require(api.seeded.guildId, api.id("carol")).roles).not.toContain(body.id);
    expect(api.of("GUILD_ROLE_DELETE")).toEqual([{ guild_id: api.seeded.guildId, role_id: body.id }]);
    expect((await api.request("PATCH", `${path}/${api.seeded.roles["Admin"]}`, { name: "x" })).body.code).toBe(50013);
  });
});

describe("emoji", () => {
  it("takes the permission to manage expressions", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/emojis`;
    const emoji = { name: "party", image: "data:image/png;base64,AAAA" };
    const bot = api.seeded.roles["Zignal Bot"] ?? "";
    api.world.roles.update(api.seeded.guildId, bot, { permissions: "0" });
    expect((await api.request("POST", path, emoji)).body.code).toBe(50013);
    api.world.roles.update(api.seeded.guildId, bot, { permissions: String((1n << 30n) | (1n << 43n)) });
    const { body } = await api.request("POST", path, emoji);
    expect(body).toMatchObject({ name: "party", animated: false, available: true, user: { id: api.seeded.botId } });
    expect(api.of("GUILD_EMOJIS_UPDATE").at(-1)).toMatchObject({ emojis: [{ id: body.id }] });
    expect((await api.request("PATCH", `${path}/${body.id}`, { name: "fiesta" })).body.name).toBe("fiesta");
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect(await api.list(path)).toEqual([]);
  });
});
