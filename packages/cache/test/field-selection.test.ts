import { describe, expect, expectTypeOf, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { ValidationError } from "@zignal/errors";
import type { APIEmoji, APIGuildMember, APIUser } from "@zignal/types";
import type { CachedMessage, CacheOptions } from "../src/index.ts";
import { Cache } from "../src/index.ts";
import { apply, guildIds, sorted } from "./answers.ts";
import { anyEvent } from "./event-arbitraries.ts";
import { event, guild, member, message, role, textChannel, thread, user } from "./fixtures.ts";

const fields = {
  guilds: ["name", "member_count"],
  channels: ["name"],
  threads: ["name"],
  roles: ["permissions"],
  members: ["roles", "nick"],
  users: ["username"],
  messages: ["content", "reactions"],
  presences: ["status"],
} as const;

function filled() {
  const cache = new Cache({ fields });
  cache.apply(
    event(
      "GUILD_CREATE",
      guild("10", {
        roles: [role("10", { permissions: "1" }), role("20", { permissions: "2" })],
        channels: [textChannel("30", "10", { last_message_id: "40" }) as never],
        threads: [thread("31", "10", "30")],
        members: [member("500", { roles: ["20"], nick: "nick" })],
        presences: [{ user: { id: "500" }, status: "idle", activities: [], client_status: {} } as never],
        member_count: 1,
      }),
    ),
  );
  return cache;
}

describe("chosen fields", () => {
  it("are all that comes out, with ids and what says where something belongs", () => {
    const cache = filled();
    expect(cache.getGuild("10")).toEqual({ id: "10", name: "guild 10", member_count: 1 });
    expect(cache.getChannel("30")).toEqual({ id: "30", guild_id: "10", type: 0, name: "channel-30" });
    expect(cache.getThread("31")).toEqual({ id: "31", guild_id: "10", parent_id: "30", type: 11, name: "thread-31" });
    expect(cache.getRole("20")).toEqual({ id: "20", permissions: "2" });
    expect(cache.getMember("10", "500")).toEqual({
      roles: ["20"],
      nick: "nick",
      user: { id: "500", username: "user500" },
    });
    expect(cache.getPresence("10", "500")).toEqual({ user: { id: "500" }, guild_id: "10", status: "idle" });
  });

  it("of messages stay up to date", () => {
    const cache = filled();
    const sent = event("MESSAGE_CREATE", message("50", "30", { guild_id: "10", content: "hello" }));
    cache.apply(sent, JSON.stringify(sent));
    expect(cache.getMessage("50")).toEqual({ id: "50", channel_id: "30", guild_id: "10", content: "hello" });
    cache.apply(event("MESSAGE_UPDATE", message("50", "30", { guild_id: "10", content: "edited" })));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("50")));
    expect(cache.getMessage("50")).toMatchObject({ content: "edited", reactions: [{ count: 1 }] });
    expect(cache.getMessage("50")).not.toHaveProperty("author");
    expect(cache.getChannelMessages("30")).toHaveLength(1);
    // Only chosen fields of channels are kept up to date.
    expect(cache.getChannel("30")).not.toHaveProperty("last_message_id");
  });

  it("are what the state before has", () => {
    const cache = filled();
    const update = { ...member("500", { roles: ["20"], nick: "new", deaf: true }), guild_id: "10" };
    const previous = cache.apply(event("GUILD_MEMBER_UPDATE", update));
    expect(previous).toEqual({ roles: ["20"], nick: "nick", user: { id: "500", username: "user500" } });
    expect(cache.getMember("10", "500")?.nick).toBe("new");
  });

  it("that are not kept can be left out everywhere, roles of members too", () => {
    const cache = new Cache({ fields: { members: ["nick"], messages: [] } });
    cache.addGuild(guild("10", { roles: [role("10"), role("20")] }));
    cache.addMember("10", member("500", { roles: ["20"], nick: "nick" }));
    cache.apply(event("GUILD_ROLE_DELETE", { guild_id: "10", role_id: "20" }));
    cache.addMember("10", member("500", { roles: ["20"], nick: "other" }));
    expect(cache.getMember("10", "500")).toEqual({ nick: "other", user: user("500") });
    cache.addMessage(message("50", "30"));
    expect(cache.getMessage("50")).toEqual({ id: "50", channel_id: "30" });
    expect(cache.getMemberPermissions("10", "500")).toBeUndefined();
  });

  it("decide permissions where they are enough, and else nothing does", () => {
    const enough = filled();
    expect(enough.getMemberPermissions("10", "500")).toBeUndefined(); // no owner_id
    const cache = new Cache({ fields: { guilds: ["owner_id"], roles: ["permissions"], members: ["roles"] } });
    cache.addGuild(guild("10", { roles: [role("10", { permissions: "1024" }), role("20", { permissions: "2" })] }));
    cache.addMember("10", member("500", { roles: ["20"] }));
    expect(cache.getMemberPermissions("10", "500")).toBe(1026n);
  });

  test.prop([fc.array(anyEvent, { maxLength: 60 })], { numRuns: 100 })(
    "are those of a cache that keeps all, after any events",
    (events) => {
      const chosen = {
        members: ["nick"],
        users: ["username"],
        threads: ["name", "member"],
        voiceStates: ["mute"],
      } as const;
      const whole = new Cache();
      const cache = new Cache({ fields: chosen });
      for (const each of events) {
        apply(whole, each);
        apply(cache, each);
      }
      for (const id of guildIds) {
        const members = whole.getGuildMembers(id).map(({ nick, user: { id: userId, username } }) => {
          const kept = { user: { id: userId, username } };
          return nick === undefined ? kept : { nick, ...kept };
        });
        expect(sorted(cache.getGuildMembers(id))).toEqual(sorted(members));
        expect(sorted(cache.getGuildThreads(id))).toEqual(
          sorted(
            whole
              .getGuildThreads(id)
              .map((each) => picked(each, ["id", "type", "guild_id", "parent_id", "name", "member"])),
          ),
        );
        expect(sorted(cache.getGuildVoiceStates(id))).toEqual(
          sorted(
            whole.getGuildVoiceStates(id).map((each) => picked(each, ["guild_id", "channel_id", "user_id", "mute"])),
          ),
        );
      }
      expect(sorted(cache.users())).toEqual(sorted([...whole.users()].map((each) => picked(each, ["id", "username"]))));
    },
  );

  it("take less memory", () => {
    const whole = bytesOf(new Cache());
    expect(bytesOf(new Cache({ fields: { members: ["roles"], users: ["username"] } }))).toBeLessThan(whole * 0.8);
  });

  it("are told by their names", () => {
    expect(() => new Cache({ fields: { members: "roles" as never } })).toThrow(ValidationError);
    expect(() => new Cache({ fields: { persons: [] } as never })).toThrow("fields.persons");
  });
});

describe("types of chosen fields", () => {
  it("narrow what comes out", () => {
    const cache = filled();
    type Member = NonNullable<ReturnType<typeof cache.getMember>>;
    expectTypeOf<keyof Member>().toEqualTypeOf<"roles" | "nick" | "user">();
    type Message = ReturnType<typeof cache.getChannelMessages>[number];
    expectTypeOf<Message["content"]>().toEqualTypeOf<string>();
    // @ts-expect-error The author of messages is not kept.
    void cache.getMessage("50")?.author;
    // @ts-expect-error When a member joined is not kept.
    void cache.getMember("10", "500")?.joined_at;
    // @ts-expect-error Nor does the state before have it.
    void cache.apply(event("MESSAGE_DELETE", { id: "1", channel_id: "2" }))?.author;
    for (const each of cache.members("10")) {
      // @ts-expect-error Iteration hands out the same.
      void each.deaf;
    }
    // Kinds that are not named are whole.
    expectTypeOf(cache.getEmoji("60")).toEqualTypeOf<APIEmoji | undefined>();
  });

  it("are Discord's where nothing was chosen", () => {
    const cache = new Cache({ maxItems: 10 });
    expectTypeOf(cache.getMember("10", "500")).toEqualTypeOf<APIGuildMember | undefined>();
    expectTypeOf(cache.getUser("500")).toEqualTypeOf<APIUser | undefined>();
    expectTypeOf(cache.getMessage("50")).toEqualTypeOf<CachedMessage | undefined>();
  });

  it("keep a cache from those who need all fields", () => {
    // @ts-expect-error Members of this one lack fields.
    needsAll(new Cache({ fields: { members: ["roles"] } }));
    // @ts-expect-error Nor are they chosen in the options of such a cache.
    const options: CacheOptions = { fields: { members: ["roles"] } };
    expect(needsAll(new Cache())).toBeInstanceOf(Cache);
    expect(options).toBeDefined();
  });

  it("refuse what is no field", () => {
    // @ts-expect-error `rolls` is no field of members.
    expect(new Cache({ fields: { members: ["rolls"] } })).toBeDefined();
    // @ts-expect-error `persons` is no kind.
    expect(() => new Cache({ fields: { persons: ["id"] } })).toThrow(ValidationError);
  });
});

function reaction(messageId: string): object {
  return {
    user_id: "7",
    channel_id: "30",
    message_id: messageId,
    emoji: { id: null, name: "x" },
    burst: false,
    type: 0,
  };
}

/** What a cache takes with twenty thousand members in it. */
function bytesOf(cache: {
  addMember: (guildId: string, member: APIGuildMember) => void;
  getStats: () => { memoryUsageMb: number };
}): number {
  for (let id = 1000; id < 21_000; id += 1) cache.addMember("10", member(String(id), { nick: `nick ${id}` }));
  return cache.getStats().memoryUsageMb;
}

function needsAll(cache: Cache): Cache {
  return cache;
}

/** The object with these fields only. */
function picked(entity: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => names.includes(name)));
}
