import { describe, expect, it } from "vitest";
import type { APIChannel, APITextChannel, RESTGetAPIGuildChannelsResult } from "@zignal/types";
import { Cache } from "../src/index.ts";
import type { GatewayEventData } from "../src/index.ts";
import { event, guild, member, message, ready, textChannel, thread } from "./fixtures.ts";

type ChannelData = GatewayEventData["CHANNEL_CREATE"];

function withChannels(): Cache {
  const cache = new Cache();
  cache.apply(ready(["10"]));
  cache.apply(
    event(
      "GUILD_CREATE",
      guild("10", {
        channels: [textChannel("11", "10") as ChannelData, textChannel("12", "10", { type: 15 }) as ChannelData],
        threads: [thread("13", "10", "11") as never, thread("14", "10", "12") as never],
      }),
    ),
  );
  return cache;
}

describe("channels", () => {
  it("of the HTTP API's lists are taken as they are, threads among them", () => {
    const cache = new Cache();
    const listed: RESTGetAPIGuildChannelsResult = [textChannel("11", "10") as APITextChannel, thread("13", "10", "11")];
    const channel: APIChannel = textChannel("12", "10");
    for (const each of [...listed, channel]) cache.addChannel(each);
    expect(cache.getGuildChannels("10").map(({ id }) => id)).toEqual(["11", "12"]);
    expect(cache.getGuildThreads("10")).toEqual([listed[1]]);
  });

  it("creates, updates and deletes, and returns the channel before", () => {
    const cache = withChannels();
    const created = textChannel("15", "10") as ChannelData;
    expect(cache.apply(event("CHANNEL_CREATE", created))).toBeUndefined();
    const updated = { ...created, name: "renamed" };
    expect(cache.apply(event("CHANNEL_UPDATE", updated))).toEqual(created);
    expect(cache.getChannel("15")).toEqual(updated);
    expect(cache.apply(event("CHANNEL_DELETE", updated))).toEqual(updated);
    expect(cache.getChannel("15")).toBeUndefined();
  });

  it("takes threads and messages of a deleted channel away (deleted threads stay)", () => {
    const cache = withChannels();
    cache.apply(event("MESSAGE_CREATE", message("50", "11")));
    cache.apply(event("MESSAGE_CREATE", message("51", "13")));
    cache.apply(event("CHANNEL_DELETE", textChannel("11", "10") as ChannelData));
    expect(cache.getThread("13")).toBeUndefined();
    expect(cache.getThread("14")).toBeDefined();
    expect(cache.getStats()).toMatchObject({ messagesCount: 0, threadsCount: 1 });
  });

  it("follows the newest message of a channel, also over an update that is sent without it", () => {
    const cache = withChannels();
    const before = cache.getChannel("11");
    cache.apply(event("MESSAGE_CREATE", message("9", "11")));
    cache.apply(event("MESSAGE_CREATE", message("50", "11")));
    cache.apply(event("MESSAGE_CREATE", message("49", "11")));
    expect(cache.getChannel("11")).toMatchObject({ last_message_id: "50" });
    expect(before).toMatchObject({ last_message_id: null });
    cache.apply(event("CHANNEL_UPDATE", textChannel("11", "10", { name: "renamed" }) as ChannelData));
    expect(cache.getChannel("11")).toMatchObject({ last_message_id: "50", name: "renamed" });
  });

  it("takes the newest thread of a forum for its newest message", () => {
    const cache = withChannels();
    cache.apply(event("THREAD_CREATE", thread("60", "10", "12")));
    cache.apply(event("THREAD_CREATE", thread("61", "10", "11")));
    expect(cache.getChannel("12")).toMatchObject({ last_message_id: "60" });
    expect(cache.getChannel("11")).toMatchObject({ last_message_id: null });
  });

  it("notes when a message was pinned, in channels and threads", () => {
    const cache = withChannels();
    const pinned = "2024-02-02T00:00:00.000000+00:00";
    const before = cache.apply(event("CHANNEL_PINS_UPDATE", { channel_id: "11", last_pin_timestamp: pinned }));
    expect(before).not.toHaveProperty("last_pin_timestamp");
    expect(cache.getChannel("11")).toMatchObject({ last_pin_timestamp: pinned });
    cache.apply(event("CHANNEL_PINS_UPDATE", { channel_id: "13", last_pin_timestamp: null }));
    expect(cache.getThread("13")).toMatchObject({ last_pin_timestamp: null });
  });

  it("keeps the status of voice channels apart from the channel, as Discord's channel has no such field", () => {
    const cache = withChannels();
    cache.apply(
      event("CHANNEL_INFO", { guild_id: "10", channels: [{ id: "11", status: "tea", voice_start_time: 7 }] }),
    );
    const change = { id: "11", guild_id: "10", status: "coffee" };
    expect(cache.apply(event("VOICE_CHANNEL_STATUS_UPDATE", change))).toEqual({
      id: "11",
      status: "tea",
      voice_start_time: 7,
    });
    cache.apply(event("VOICE_CHANNEL_START_TIME_UPDATE", { id: "11", guild_id: "10", voice_start_time: null }));
    expect(cache.getVoiceChannelInfo("11")).toEqual({ id: "11", status: "coffee", voice_start_time: null });
    expect(cache.getChannel("11")).not.toHaveProperty("status");
  });
});

describe("threads", () => {
  it("are found as channels, too, but are not listed among them", () => {
    const cache = withChannels();
    expect(cache.getChannel("13")).toBe(cache.getThread("13"));
    expect(cache.getAllChannels().map(({ id }) => id)).toEqual(["11", "12"]);
    expect(cache.removeChannel("13")).toMatchObject({ id: "13" });
    expect(cache.getThread("13")).toBeUndefined();
  });

  it("keep that the bot has joined over updates, which do not say it", () => {
    const cache = withChannels();
    const joined = { id: "13", user_id: "1", join_timestamp: "2024-01-01T00:00:00.000000+00:00", flags: 0 };
    expect(cache.apply(event("THREAD_MEMBER_UPDATE", { ...joined, guild_id: "10" }))).not.toHaveProperty("member");
    cache.apply(event("THREAD_UPDATE", thread("13", "10", "11", { name: "renamed" })));
    expect(cache.getThread("13")).toEqual({ ...thread("13", "10", "11", { name: "renamed" }), member: joined });
  });

  it("do not keep `newly_created`, which is about the event", () => {
    const cache = withChannels();
    cache.apply(event("THREAD_CREATE", { ...thread("70", "10", "11"), newly_created: true }));
    expect(cache.getThread("70")).toEqual(thread("70", "10", "11"));
  });

  it("return the thread before when they are deleted", () => {
    const cache = withChannels();
    cache.apply(event("MESSAGE_CREATE", message("51", "13")));
    const gone = cache.apply(event("THREAD_DELETE", { id: "13", guild_id: "10", parent_id: "11", type: 11 }));
    expect(gone).toMatchObject({ name: "thread-13", last_message_id: "51" });
    expect(cache.getStats()).toMatchObject({ threadsCount: 1, messagesCount: 0 });
  });

  it("are synced: those of the named channels that are not listed go, the listed come", () => {
    const cache = withChannels();
    const joined = { id: "16", user_id: "1", join_timestamp: "2024-01-01T00:00:00.000000+00:00", flags: 0 };
    const gone = cache.apply(
      event("THREAD_LIST_SYNC", {
        guild_id: "10",
        channel_ids: ["11"],
        threads: [thread("16", "10", "11")],
        members: [joined],
      }),
    );
    expect(gone).toEqual([thread("13", "10", "11")]);
    expect(cache.getGuildThreads("10").map(({ id }) => id)).toEqual(["14", "16"]);
    expect(cache.getThread("16")?.member).toEqual(joined);

    cache.apply(event("THREAD_LIST_SYNC", { guild_id: "10", threads: [], members: [] }));
    expect(cache.getGuildThreads("10")).toEqual([]);
  });

  it("count members and note who joins and leaves", () => {
    const cache = withChannels();
    const own = { id: "13", user_id: "1", join_timestamp: "2024-01-01T00:00:00.000000+00:00", flags: 0 };
    const added = { id: "13", guild_id: "10", member_count: 2 };
    const joins: object = { ...added, added_members: [{ ...own, member: member("1"), presence: null }] };
    cache.apply(event("THREAD_MEMBERS_UPDATE", joins));
    expect(cache.getThread("13")).toEqual(thread("13", "10", "11", { member_count: 2, member: own }));
    expect(cache.getMember("10", "1")).toBeDefined();
    cache.apply(event("THREAD_MEMBERS_UPDATE", { ...added, member_count: 1, removed_member_ids: ["1"] }));
    expect(cache.getThread("13")).toEqual(thread("13", "10", "11", { member_count: 1 }));
  });
});
