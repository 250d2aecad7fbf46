import { describe, expect, it } from "vitest";
import { Cache } from "../src/index.ts";
import { event, guild, member, message, ready, role, textChannel, thread, user } from "./fixtures.ts";

function withGuild(): Cache {
  const cache = new Cache();
  cache.apply(ready(["10"]));
  cache.apply(
    event(
      "GUILD_CREATE",
      guild("10", {
        channels: [{ ...textChannel("11", "10"), guild_id: undefined } as never, textChannel("12", "10") as never],
        threads: [thread("13", "10", "11") as never],
        members: [member("900"), member("901")],
        roles: [role("10"), role("20")],
      }),
    ),
  );
  return cache;
}

describe("guilds", () => {
  it("lists guilds of READY as unavailable until they come", () => {
    const cache = new Cache();
    expect(cache.apply(ready(["10", "11"]))).toBeUndefined();
    expect(cache.getGuild("10")).toBeUndefined();
    expect(cache.getUnavailableGuilds()).toEqual([
      { id: "10", unavailable: true },
      { id: "11", unavailable: true },
    ]);

    expect(cache.apply(event("GUILD_CREATE", guild("10")))).toEqual({ id: "10", unavailable: true });
    expect(cache.getUnavailableGuilds()).toEqual([{ id: "11", unavailable: true }]);
  });

  it("says that a guild is new by having no previous state for it", () => {
    const cache = new Cache();
    expect(cache.apply(event("GUILD_CREATE", guild("10")))).toBeUndefined();
  });

  it("gives a guild back as it was sent, without the lists that are cached by themselves", () => {
    const cache = new Cache();
    const sent = guild("10", { emojis: [{ id: "30", name: "blob" }] });
    cache.apply(event("GUILD_CREATE", sent));
    const {
      voice_states: _1,
      members: _2,
      channels: _3,
      threads: _4,
      presences: _5,
      stage_instances: _6,
      guild_scheduled_events: _7,
      soundboard_sounds: _8,
      ...expected
    } = sent;
    expect(cache.getGuild("10")).toEqual(expected);
  });

  it("caches channels, threads, roles, members and users of a guild, with the guild's id where it is left out", () => {
    const cache = withGuild();
    expect(cache.getGuildChannels("10").map(({ id }) => id)).toEqual(["11", "12"]);
    expect(cache.getChannel("11")).toMatchObject({ id: "11", guild_id: "10" });
    expect(cache.getThread("13")).toMatchObject({ id: "13", guild_id: "10" });
    expect(cache.getGuildThreads("10")).toHaveLength(1);
    expect(cache.getChannelThreads("11")).toHaveLength(1);
    expect(cache.getGuildRoles("10").map(({ id }) => id)).toEqual(["10", "20"]);
    expect(cache.getMember("10", "901")).toEqual(member("901"));
    expect(cache.getGuildMembers("10")).toHaveLength(2);
    expect([...cache.members("10")]).toHaveLength(2);
    expect(cache.getUser("901")).toEqual(user("901"));
  });

  it("keeps a guild that becomes unavailable, and marks it", () => {
    const cache = withGuild();
    const before = cache.getGuild("10");
    expect(cache.apply(event("GUILD_DELETE", { id: "10", unavailable: true }))).toBe(before);
    expect(cache.getGuild("10")).toEqual({ ...before, unavailable: true });
    expect(cache.getChannel("11")).toBeDefined();
    expect(cache.getUnavailableGuilds()).toEqual([{ id: "10", unavailable: true }]);

    cache.apply(event("GUILD_CREATE", guild("10")));
    expect(cache.getGuild("10")).not.toHaveProperty("unavailable");
  });

  it("takes everything of a guild away when the bot leaves it", () => {
    const cache = withGuild();
    cache.apply(event("MESSAGE_CREATE", message("50", "11", { guild_id: "10", member: member("900") })));
    // Channel 99 is not cached; the event still says to which guild it belongs.
    cache.apply(event("MESSAGE_CREATE", message("51", "99", { guild_id: "10", member: member("900") })));
    expect(cache.apply(event("GUILD_DELETE", { id: "10" }))).toMatchObject({ id: "10", name: "guild 10" });

    expect(cache.getStats()).toMatchObject({
      guildsCount: 0,
      channelsCount: 0,
      threadsCount: 0,
      rolesCount: 0,
      membersCount: 0,
      messagesCount: 0,
    });
    expect(cache.getGuildMembers("10")).toEqual([]);
    expect(cache.getMessage("50")).toBeUndefined();
    expect(cache.getUnavailableGuilds()).toEqual([]);
  });

  it("drops guilds that a new session no longer lists, but only those of its shard", () => {
    const cache = new Cache();
    const own = String(4n << 22n); // shard 0 of 2
    const others = String(5n << 22n); // shard 1 of 2
    cache.apply(event("GUILD_CREATE", guild(own)));
    cache.apply(event("GUILD_CREATE", guild(others)));
    cache.apply(ready([], { shard: [0, 2] }));
    expect(cache.getGuild(own)).toBeUndefined();
    expect(cache.getGuild(others)).toBeDefined();
  });

  it("removes channels, threads and roles that a repeated GUILD_CREATE no longer has", () => {
    const cache = withGuild();
    cache.apply(event("MESSAGE_CREATE", message("50", "11")));
    cache.apply(event("GUILD_CREATE", guild("10", { channels: [textChannel("12", "10") as never] })));
    expect(cache.getGuildChannels("10").map(({ id }) => id)).toEqual(["12"]);
    expect(cache.getThread("13")).toBeUndefined();
    expect(cache.getRole("20")).toBeUndefined();
    expect(cache.getMessage("50")).toBeUndefined();
    expect(cache.getMember("10", "901")).toBeDefined();
  });

  it("removes members that a complete member list no longer has", () => {
    const cache = withGuild();
    cache.apply(event("GUILD_CREATE", guild("10", { large: false, member_count: 1, members: [member("900")] })));
    expect(cache.getGuildMembers("10").map((each) => each.user.id)).toEqual(["900"]);
  });

  it("merges GUILD_UPDATE and keeps what only GUILD_CREATE sends", () => {
    const cache = withGuild();
    const update: object = { ...cache.getGuild("10"), name: "renamed", roles: [role("10")] };
    for (const name of ["joined_at", "large", "member_count"]) Reflect.deleteProperty(update, name);
    const previous = cache.apply(event("GUILD_UPDATE", update));
    expect(previous?.name).toBe("guild 10");
    expect(previous?.roles).toHaveLength(2);
    expect(cache.getGuild("10")).toMatchObject({ name: "renamed", member_count: 3, large: true });
    expect(cache.getGuild("10")?.roles).toHaveLength(1);
    expect(cache.getChannel("11")).toBeDefined();
  });

  it("changes emojis and stickers and returns those before", () => {
    const cache = new Cache();
    cache.apply(event("GUILD_CREATE", guild("10", { emojis: [{ id: "30", name: "old" }] })));
    const emojis = [{ id: "31", name: "new" }];
    expect(cache.apply(event("GUILD_EMOJIS_UPDATE", { guild_id: "10", emojis }))).toEqual([{ id: "30", name: "old" }]);
    expect(cache.getGuild("10")?.emojis).toEqual(emojis);
    expect(cache.apply(event("GUILD_STICKERS_UPDATE", { guild_id: "10", stickers: [] }))).toEqual([]);
  });

  it("keeps roles in the guild in step with role events, and takes a deleted role from its members", () => {
    const cache = withGuild();
    cache.addMember("10", member("902", { roles: ["20", "21"] }));
    const before = cache.getGuild("10");
    expect(cache.apply(event("GUILD_ROLE_CREATE", { guild_id: "10", role: role("21") }))).toBeUndefined();
    expect(cache.getGuild("10")?.roles.map(({ id }) => id)).toEqual(["10", "20", "21"]);
    expect(before?.roles).toHaveLength(2);
    const renamed = role("21", { name: "renamed" });
    expect(cache.apply(event("GUILD_ROLE_UPDATE", { guild_id: "10", role: renamed }))).toEqual(role("21"));
    expect(cache.getRole("21")).toEqual(renamed);
    expect(cache.apply(event("GUILD_ROLE_DELETE", { guild_id: "10", role_id: "21" }))).toEqual(renamed);
    expect(cache.getGuild("10")?.roles.map(({ id }) => id)).toEqual(["10", "20"]);
    expect(cache.getMember("10", "902")?.roles).toEqual(["20"]);
  });

  it("knows the bot's own user", () => {
    const cache = new Cache({ maxUsers: 1 });
    expect(cache.currentUser).toBeUndefined();
    cache.apply(ready([]));
    const previous = cache.currentUser;
    expect(previous?.username).toBe("user1");
    for (const id of ["2", "3", "4"]) cache.addUser(user(id));
    expect(cache.apply(event("USER_UPDATE", user("1", { username: "renamed" })))).toBe(previous);
    expect(cache.currentUser).toEqual({ ...user("1", { username: "renamed" }), bot: true });
    expect(cache.getStats().usersCount).toBe(1);
  });
});
