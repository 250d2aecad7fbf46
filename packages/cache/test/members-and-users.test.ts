import { describe, expect, it } from "vitest";
import { Cache } from "../src/index.ts";
import { event, guild, member, message, user } from "./fixtures.ts";

function withGuild(): Cache {
  const cache = new Cache();
  cache.apply(event("GUILD_CREATE", guild("10", { members: [member("900")], member_count: 3 })));
  return cache;
}

describe("members", () => {
  it("join, change and leave, and the guild counts them", () => {
    const cache = withGuild();
    expect(cache.apply(event("GUILD_MEMBER_ADD", { ...member("901"), guild_id: "10" }))).toBeUndefined();
    expect(cache.getMember("10", "901")).toEqual(member("901"));
    expect(cache.getGuild("10")?.member_count).toBe(4);

    const { deaf: _d, mute: _m, ...update } = member("901", { nick: "nick", roles: ["20"] });
    const changed = { ...update, guild_id: "10" };
    expect(cache.apply(event("GUILD_MEMBER_UPDATE", changed))).toEqual(member("901"));
    expect(cache.getMember("10", "901")).toEqual(member("901", { nick: "nick", roles: ["20"] }));

    const gone = cache.apply(event("GUILD_MEMBER_REMOVE", { guild_id: "10", user: user("901") }));
    expect(gone?.nick).toBe("nick");
    expect(cache.getMember("10", "901")).toBeUndefined();
    expect(cache.getGuild("10")?.member_count).toBe(3);
  });

  it("are counted once when Discord announces the same member twice", () => {
    const cache = withGuild();
    const joined = event("GUILD_MEMBER_ADD", { ...member("901"), guild_id: "10" });
    cache.apply(joined);
    expect(cache.apply(joined)).toEqual(member("901"));
    expect(cache.getGuild("10")?.member_count).toBe(4);
    const left = event("GUILD_MEMBER_REMOVE", { guild_id: "10", user: user("905") });
    cache.apply(left);
    cache.apply(left);
    expect(cache.getGuild("10")?.member_count).toBe(3);
  });

  it("are counted, each once, even if they are not kept", () => {
    const cache = new Cache({ keep: { members: "none" } });
    cache.apply(event("GUILD_CREATE", guild("10", { member_count: 3 })));
    const joined = event("GUILD_MEMBER_ADD", { ...member("901"), guild_id: "10" });
    cache.apply(joined);
    cache.apply(joined);
    expect(cache.getGuild("10")?.member_count).toBe(4);
    cache.apply(event("GUILD_MEMBER_REMOVE", { guild_id: "10", user: user("901") }));
    cache.apply(joined);
    expect(cache.getGuild("10")?.member_count).toBe(4);
  });

  it("come in chunks", () => {
    const cache = withGuild();
    const members = [member("901"), member("902")];
    cache.apply(event("GUILD_MEMBERS_CHUNK", { guild_id: "10", members, chunk_index: 0, chunk_count: 1 }));
    expect(cache.getGuildMembers("10").map((each) => each.user.id)).toEqual(["900", "901", "902"]);
  });

  it("are learnt from messages, mentions, reactions and interactions", () => {
    const cache = withGuild();
    const { user: author, ...membership } = member("901", { nick: "writer" });
    const { user: mentioned, ...mentionedMembership } = member("902");
    cache.apply(
      event(
        "MESSAGE_CREATE",
        message("50", "11", {
          guild_id: "10",
          author,
          member: membership,
          mentions: [{ ...mentioned, member: mentionedMembership }],
        }),
      ),
    );
    expect(cache.getMember("10", "901")).toEqual(member("901", { nick: "writer" }));
    expect(cache.getMember("10", "902")).toEqual(member("902"));
    expect(cache.getUser("902")).toEqual(user("902"));

    cache.apply(
      event("MESSAGE_REACTION_ADD", {
        user_id: "903",
        channel_id: "11",
        message_id: "1",
        guild_id: "10",
        member: member("903"),
        emoji: { id: null, name: "🔥" },
        burst: false,
        type: 0,
      }),
    );
    expect(cache.getMember("10", "903")).toEqual(member("903"));

    const invoked = { guild_id: "10", member: { ...member("904"), permissions: "8" } };
    cache.apply(event("INTERACTION_CREATE", invoked));
    expect(cache.getMember("10", "904")).toEqual(member("904"));
  });

  it("does not take a webhook for a user", () => {
    const cache = withGuild();
    cache.apply(event("MESSAGE_CREATE", message("50", "11", { author: user("777"), webhook_id: "777" })));
    expect(cache.getUser("777")).toBeUndefined();
  });
});

describe("users", () => {
  it("are one for all memberships", () => {
    const cache = withGuild();
    cache.apply(event("GUILD_CREATE", guild("11", { members: [member("900")] })));
    expect(cache.getStats().usersCount).toBe(1);
    const renamed = member("900", { user: user("900", { username: "renamed" }) });
    cache.apply(event("GUILD_MEMBER_UPDATE", { ...renamed, guild_id: "10" }));
    expect(cache.getMember("11", "900")?.user.username).toBe("renamed");
    expect(cache.getUser("900")?.username).toBe("renamed");
  });

  it("stay while a membership refers to them (swept user still referenced elsewhere)", () => {
    const cache = new Cache();
    cache.apply(event("GUILD_CREATE", guild("10", { members: [member("900")] })));
    expect(cache.removeUser("900")).toBeUndefined();
    expect(cache.getMember("10", "900")?.user).toEqual(user("900"));
    cache.setLimits({ maxUsers: 2 });
    for (const id of ["1", "2", "3", "4"]) cache.addUser(user(id));
    expect(cache.getMember("10", "900")?.user).toEqual(user("900"));
    expect(cache.getAllUsers().map(({ id }) => id)).toEqual(["900", "4"]);
    cache.removeMember("10", "900");
    expect(cache.removeUser("900")).toEqual(user("900"));
  });

  it("change with presences, which carry any part of a user", () => {
    const cache = withGuild();
    const presence = { user: { id: "900", avatar: "new" }, guild_id: "10", status: "online" };
    cache.apply(event("PRESENCE_UPDATE", presence));
    expect(cache.getUser("900")).toEqual(user("900", { avatar: "new" }));
    const unknown = { user: { id: "999" }, guild_id: "10", status: "online" };
    cache.apply(event("PRESENCE_UPDATE", unknown));
    expect(cache.getUser("999")).toBeUndefined();
  });

  it("keep fields that a shorter copy of the user lacks", () => {
    const cache = new Cache();
    cache.addUser(user("900", { banner: "abc", accent_color: 5 }));
    cache.addUser(user("900", { username: "renamed" }));
    expect(cache.getUser("900")).toEqual(user("900", { banner: "abc", accent_color: 5, username: "renamed" }));
  });
});
