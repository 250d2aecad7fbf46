import { describe, expect, it } from "vitest";
import { Cache } from "../src/index.ts";
import { event, guild, member, role, textChannel, user } from "./fixtures.ts";

function withGuild(): Cache {
  const cache = new Cache();
  cache.apply(
    event(
      "GUILD_CREATE",
      guild("10", {
        channels: [textChannel("11", "10", { type: 2 }) as never],
        members: [member("900"), member("901")],
        presences: [
          { user: { id: "900" }, status: "online", activities: [], client_status: { web: "online" } } as never,
        ],
        voice_states: [{ user_id: "901", channel_id: "11", session_id: "a".repeat(32), mute: false } as never],
      }),
    ),
  );
  return cache;
}

describe("presences", () => {
  it("come with the guild, and change", () => {
    const cache = withGuild();
    const online = {
      user: { id: "900" },
      guild_id: "10",
      status: "online",
      activities: [],
      client_status: { web: "online" },
    };
    expect(cache.getPresence("10", "900")).toEqual(online);
    const change = { user: { id: "900", username: "renamed" }, guild_id: "10", status: "idle", client_status: {} };
    expect(cache.apply(event("PRESENCE_UPDATE", change))).toEqual(online);
    expect(cache.getPresence("10", "900")).toEqual({ ...online, status: "idle", client_status: {} });
    expect(cache.getGuildPresences("10")).toHaveLength(1);
    expect(cache.getUser("900")?.username).toBe("renamed");
  });

  it("come with member chunks", () => {
    const cache = withGuild();
    const presences = [{ user: { id: "901" }, status: "dnd", activities: [] }];
    cache.apply(
      event("GUILD_MEMBERS_CHUNK", {
        guild_id: "10",
        members: [member("901")],
        presences,
        chunk_index: 0,
        chunk_count: 1,
      }),
    );
    expect(cache.getPresence("10", "901")).toMatchObject({ status: "dnd", guild_id: "10" });
  });

  it("go with the member, as do voice states", () => {
    const cache = withGuild();
    for (const id of ["900", "901"]) cache.apply(event("GUILD_MEMBER_REMOVE", { guild_id: "10", user: user(id) }));
    expect(cache.getStats()).toMatchObject({ presencesCount: 0, voiceStatesCount: 0 });
  });

  it("can be left out, which spares the gateway the events", () => {
    const cache = new Cache({ keep: { presences: "none" } });
    expect(cache.wants("PRESENCE_UPDATE")).toBe(false);
  });
});

describe("voice states", () => {
  it("join, move and leave, and bring the member along", () => {
    const cache = withGuild();
    const before = { user_id: "901", channel_id: "11", session_id: "a".repeat(32), mute: false, guild_id: "10" };
    expect(cache.getChannelVoiceStates("11")).toEqual([before]);
    const moved = { ...before, channel_id: "12" };
    expect(cache.apply(event("VOICE_STATE_UPDATE", { ...moved, member: member("901", { nick: "n" }) }))).toEqual(
      before,
    );
    expect(cache.getVoiceState("10", "901")).toEqual(moved);
    expect(cache.getMember("10", "901")?.nick).toBe("n");
    expect(cache.apply(event("VOICE_STATE_UPDATE", { ...before, channel_id: null }))).toEqual(moved);
    expect(cache.getVoiceState("10", "901")).toBeUndefined();
  });

  it("outside of guilds are not kept", () => {
    const cache = new Cache();
    expect(
      cache.apply(event("VOICE_STATE_UPDATE", { user_id: "901", channel_id: "5", session_id: "x" })),
    ).toBeUndefined();
    expect(cache.getStats().totalItems).toBe(0);
  });
});

describe("stages, scheduled events and sounds", () => {
  it("are made, changed and deleted, with the state before", () => {
    const cache = withGuild();
    const stage = { id: "20", guild_id: "10", channel_id: "11", topic: "tea", privacy_level: 2 };
    expect(cache.apply(event("STAGE_INSTANCE_CREATE", stage))).toBeUndefined();
    expect(cache.apply(event("STAGE_INSTANCE_UPDATE", { ...stage, topic: "coffee" }))).toEqual(stage);
    expect(cache.getStageInstance("20")).toEqual({ ...stage, topic: "coffee" });
    expect(cache.apply(event("STAGE_INSTANCE_DELETE", stage))).toEqual({ ...stage, topic: "coffee" });
    expect(cache.getAllStageInstances()).toEqual([]);

    const sound = { sound_id: "21", guild_id: "10", name: "quack", volume: 0.25, emoji_id: null, available: true };
    expect(cache.apply(event("GUILD_SOUNDBOARD_SOUND_CREATE", sound))).toBeUndefined();
    expect(cache.apply(event("GUILD_SOUNDBOARD_SOUND_UPDATE", { ...sound, volume: 1 }))).toEqual(sound);
    expect(cache.getSoundboardSound("21")?.volume).toBe(1);
    const all = { guild_id: "10", soundboard_sounds: [{ ...sound, sound_id: "22" }] };
    expect(cache.apply(event("GUILD_SOUNDBOARD_SOUNDS_UPDATE", all))).toEqual([{ ...sound, volume: 1 }]);
    expect(cache.getGuildSoundboardSounds("10")).toEqual(all.soundboard_sounds);
    expect(cache.apply(event("GUILD_SOUNDBOARD_SOUND_DELETE", { sound_id: "22", guild_id: "10" }))).toMatchObject({
      name: "quack",
    });
    cache.apply(event("SOUNDBOARD_SOUNDS", { guild_id: "10", soundboard_sounds: [sound] }));
    expect(cache.getAllSoundboardSounds()).toEqual([sound]);
  });

  it("count who is interested in an event, each once", () => {
    const cache = withGuild();
    const party = { id: "30", guild_id: "10", name: "party", user_count: 2, status: 1 };
    cache.apply(event("GUILD_SCHEDULED_EVENT_CREATE", party));
    const interest = { guild_scheduled_event_id: "30", user_id: "900", guild_id: "10" };
    for (let time = 0; time < 2; time += 1) cache.apply(event("GUILD_SCHEDULED_EVENT_USER_ADD", interest));
    expect(cache.getScheduledEvent("30")?.user_count).toBe(3);
    const { user_count: _count, ...update } = { ...party, name: "renamed" };
    expect(cache.apply(event("GUILD_SCHEDULED_EVENT_UPDATE", update))).toMatchObject({ name: "party" });
    expect(cache.getScheduledEvent("30")).toMatchObject({ name: "renamed", user_count: 3 });
    for (let time = 0; time < 2; time += 1) cache.apply(event("GUILD_SCHEDULED_EVENT_USER_REMOVE", interest));
    expect(cache.getScheduledEvent("30")?.user_count).toBe(2);
    expect(cache.apply(event("GUILD_SCHEDULED_EVENT_DELETE", party))).toMatchObject({ user_count: 2 });
  });
});

describe("emojis and stickers", () => {
  it("are found by their id, and in their guild, in the order Discord sent", () => {
    const cache = withGuild();
    const emojis = ["33", "31", "32"].map((id) => ({ id, name: `e${id}` }));
    cache.apply(event("GUILD_EMOJIS_UPDATE", { guild_id: "10", emojis }));
    expect(cache.getEmoji("31")).toEqual({ id: "31", name: "e31" });
    expect(cache.getGuildEmojis("10")).toEqual(emojis);
    const reordered = emojis.toReversed();
    expect(cache.apply(event("GUILD_EMOJIS_UPDATE", { guild_id: "10", emojis: reordered }))).toEqual(emojis);
    expect(cache.getGuild("10")?.emojis).toEqual(reordered);
    expect(() => cache.addEmoji("10", { id: null, name: "🔥" })).toThrow("emoji.id must be the id of a custom emoji");
    cache.apply(event("GUILD_STICKERS_UPDATE", { guild_id: "10", stickers: [{ id: "40", name: "s", tags: "x" }] }));
    expect(cache.getSticker("40")?.name).toBe("s");
    expect(cache.removeSticker("40")?.name).toBe("s");
    expect(cache.getGuild("10")?.stickers).toEqual([]);
  });

  it("that are removed one by one leave their guild, too", () => {
    const cache = withGuild();
    cache.addRole("10", role("50"));
    cache.addMember("10", member("900", { roles: ["50"] }));
    expect(cache.getGuild("10")?.roles.map(({ id }) => id)).toEqual(["10", "50"]);
    expect(cache.removeRole("50")).toEqual(role("50"));
    expect(cache.getGuild("10")?.roles.map(({ id }) => id)).toEqual(["10"]);
    expect(cache.getMember("10", "900")?.roles).toEqual([]);
  });
});
