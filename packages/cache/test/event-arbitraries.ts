import { fc } from "@fast-check/vitest";
import { guild, member, message, role, textChannel, thread, user } from "./fixtures.ts";

export interface RandomEvent {
  t: string;
  d: object;
}

/** A small world, so that events meet each other. Everything in it has its place: a channel does not change guilds. */
const guildIds = ["1001", "1002"];
const channelsOf: Record<string, string[]> = { "1001": ["3001", "3002"], "1002": ["3003"] };
const threadsOf: Record<string, [id: string, parent: string][]> = {
  "1001": [
    ["4001", "3001"],
    ["4002", "3002"],
  ],
  "1002": [["4003", "3003"]],
};
const userIds = ["2001", "2002", "2003", "2004"];
const messageIds = ["6001", "6002", "6003", "6004", "6005"];

const guildId = fc.constantFrom(...guildIds);
const userId = fc.constantFrom(...userIds);
const roleId = fc.constantFrom("5001", "5002", "5003");
const name = fc.constantFrom("a", "b", "ö", "💬", "");

const someUser = fc.record({ id: userId, username: name, banner: fc.option(name, { nil: undefined }) });
const aUser = someUser.map(({ id, ...fields }) => defined(user(id, fields as object)));
const aMembership = fc
  .record({ nick: fc.option(name), roles: fc.uniqueArray(roleId), deaf: fc.boolean() })
  .map((fields) => {
    const { user: _user, ...membership } = member("1", fields);
    return membership;
  });
const aMember = fc.tuple(aUser, aMembership).map(([each, membership]) => ({ ...membership, user: each }));

/** Ids of roles and emojis are unique over all guilds. */
function aRole(guild: string): fc.Arbitrary<object & { id: string }> {
  return fc
    .tuple(guild === "1001" ? roleId : fc.constantFrom("5101", "5102"), name)
    .map(([id, text]) => role(id, { name: text }));
}

function anEmoji(guild: string): fc.Arbitrary<object & { id: string }> {
  return fc
    .constantFrom(...(guild === "1001" ? ["7001", "7002", "7003"] : ["7101", "7102"]))
    .map((id) => ({ id, name: "e" }));
}

function aChannel(guild: string): fc.Arbitrary<object & { id: string }> {
  const last = fc.constantFrom(null, "6002", "6004");
  return fc
    .tuple(fc.constantFrom(...(channelsOf[guild] ?? [])), name, last)
    .map(([id, text, lastId]) => textChannel(id, guild, { name: text, last_message_id: lastId }));
}

function aThread(guild: string): fc.Arbitrary<object & { id: string }> {
  return fc
    .tuple(fc.constantFrom(...(threadsOf[guild] ?? [])), name)
    .map(([[id, parent], text]) => thread(id, guild, parent, { name: text }));
}

function aPresence(id: string): fc.Arbitrary<object> {
  return fc.constantFrom("online", "idle", "offline").map((status) => ({ user: { id }, status, activities: [] }));
}

function aVoiceState(guild: string): fc.Arbitrary<object & { user_id: string }> {
  const channel = fc.constantFrom(...(channelsOf[guild] ?? []));
  return fc
    .tuple(userId, channel, fc.boolean())
    .map(([id, channelId, mute]) => ({ user_id: id, channel_id: channelId, session_id: "5".repeat(32), mute }));
}

const aGuild = guildId.chain((id) =>
  fc
    .record({
      name,
      roles: fc.uniqueArray(aRole(id), { selector: byId }),
      emojis: fc.uniqueArray(anEmoji(id), { selector: byId }),
      channels: fc.uniqueArray(aChannel(id), { selector: byId }),
      threads: fc.uniqueArray(aThread(id), { selector: byId }),
      members: fc.array(aMember, { maxLength: 4 }),
      presences: fc.tuple(aPresence("2002"), aPresence("2003")),
      voice_states: fc.uniqueArray(aVoiceState(id), { selector: (state) => state.user_id }),
    })
    .map((fields) => guild(id, fields as object)),
);

const aPoll = fc
  .option(fc.constant({ is_finalized: false, answer_counts: [{ id: 1, count: 2, me_voted: false }] }), {
    nil: undefined,
  })
  .map((results) => defined({ question: { text: "?" }, answers: [], expiry: null, results }));

/** Messages 6001 and 6002 are always in 3001, and so on. */
const aMessage = fc.constantFrom(...messageIds).chain((id) => {
  const channelId = ["3001", "3001", "4001", "3003", "9999"][messageIds.indexOf(id)] ?? "";
  const guild = id === "6004" ? "1002" : "1001";
  return fc
    .tuple(name, aUser, fc.option(aMembership, { nil: undefined }), fc.option(aPoll, { nil: undefined }))
    .map(([content, author, membership, poll]) =>
      message(id, channelId, defined({ content, author, guild_id: guild, member: membership, poll })),
    );
});

const aReaction = fc
  .record({
    user_id: userId,
    message_id: fc.constantFrom(...messageIds),
    emoji: fc.constantFrom({ id: null, name: "🔥" }, { id: "7001", name: "e" }),
    burst: fc.boolean(),
  })
  .map((fields) => ({ ...fields, channel_id: "3001", type: 0 }));

const aVote = fc.record({
  user_id: userId,
  message_id: fc.constantFrom(...messageIds),
  channel_id: fc.constant("3001"),
  answer_id: fc.constantFrom(1, 2),
});

const someStickers = fc
  .uniqueArray(fc.constantFrom("8001", "8002", "8003"))
  .map((ids) => ids.map((id) => ({ id, guild_id: "1001", name: "s", type: 2, format_type: 1, available: true })));

/** A guild as GUILD_UPDATE sends it: without what has events of its own. */
const aChangedGuild = fc
  .record({ name, roles: fc.uniqueArray(aRole("1001"), { selector: byId }), stickers: someStickers })
  .map(({ roles, stickers, name: text }) => ({
    id: "1001",
    name: text,
    roles,
    stickers,
    emojis: [],
    owner_id: "2002",
  }));

const aStage = fc.record({
  id: fc.constantFrom("8101", "8102"),
  guild_id: fc.constant("1001"),
  channel_id: fc.constant("3001"),
  topic: name,
});

const eventId = fc.constantFrom("8201", "8202");

const aScheduledEvent = fc
  .record({ id: eventId, name, user_count: fc.option(fc.nat({ max: 3 }), { nil: undefined }) })
  .map((fields) => defined({ ...fields, guild_id: "1001", entity_metadata: null, status: 1 }));

const aSound = fc.record({
  sound_id: fc.constantFrom("8301", "8302", "8303"),
  guild_id: fc.constant("1001"),
  name,
  volume: fc.constantFrom(1, 0.5),
  emoji_id: fc.constant(null),
  available: fc.boolean(),
});

function aThreadMember(id: string, user: string): object {
  return { id, user_id: user, join_timestamp: "2024-01-01T00:00:00.000000+00:00", flags: 1 };
}

const someThreadMembers = fc
  .record({ id: fc.constantFrom("4001", "4002", "4009"), added: fc.option(aMember), removed: fc.option(userId) })
  .map(({ id, added, removed }) => ({
    id,
    guild_id: "1001",
    member_count: 2,
    ...(added === null
      ? {}
      : { added_members: [{ ...aThreadMember(id, added.user.id), member: added, presence: null }] }),
    ...(removed === null || removed === added?.user.id ? {} : { removed_member_ids: [removed] }),
  }));

const ofGuild = <T>(make: (guild: string) => fc.Arbitrary<T>): fc.Arbitrary<T> => guildId.chain(make);

/** Every event that changes the cache in the plain model, as Discord could send it. */
export const anyEvent: fc.Arbitrary<RandomEvent> = fc.oneof(
  of(
    "READY",
    fc.uniqueArray(guildId).map((ids) => ({
      user: user("2001", { bot: true }),
      guilds: ids.map((id) => ({ id, unavailable: true })),
    })),
  ),
  weighted(3, of("GUILD_CREATE", aGuild)),
  of(
    "GUILD_CREATE",
    guildId.map((id) => ({ id, unavailable: true })),
  ),
  of(
    "GUILD_DELETE",
    fc.tuple(guildId, fc.boolean()).map(([id, outage]) => (outage ? { id, unavailable: true } : { id })),
  ),
  of("GUILD_ROLE_CREATE", fc.record({ guild_id: fc.constant("1001"), role: aRole("1001") })),
  of("GUILD_ROLE_UPDATE", fc.record({ guild_id: fc.constant("1001"), role: aRole("1001") })),
  of("GUILD_ROLE_DELETE", fc.record({ guild_id: fc.constant("1001"), role_id: roleId })),
  of(
    "GUILD_EMOJIS_UPDATE",
    fc.record({ guild_id: fc.constant("1001"), emojis: fc.uniqueArray(anEmoji("1001"), { selector: byId }) }),
  ),
  of("CHANNEL_CREATE", ofGuild(aChannel)),
  of("CHANNEL_UPDATE", ofGuild(aChannel)),
  of("CHANNEL_DELETE", ofGuild(aChannel)),
  of("THREAD_CREATE", ofGuild(aThread)),
  of("THREAD_UPDATE", ofGuild(aThread)),
  of("THREAD_DELETE", ofGuild(aThread)),
  of(
    "THREAD_LIST_SYNC",
    fc.record({
      guild_id: fc.constant("1001"),
      channel_ids: fc.constantFrom(["3001"], ["3002"]),
      threads: fc.uniqueArray(aThread("1001"), { selector: byId }),
      members: fc.constant([]),
    }),
  ),
  of("GUILD_MEMBER_ADD", withGuild(aMember)),
  weighted(2, of("GUILD_MEMBER_UPDATE", withGuild(aMember))),
  of("GUILD_MEMBER_REMOVE", withGuild(aUser.map((each) => ({ user: each })))),
  of(
    "GUILD_MEMBERS_CHUNK",
    withGuild(fc.array(aMember, { maxLength: 5 }).map((members) => ({ members, chunk_index: 0, chunk_count: 1 }))),
  ),
  of(
    "USER_UPDATE",
    fc.record({ id: fc.constant("2001"), username: name }).map(({ id, ...fields }) => user(id, fields)),
  ),
  of(
    "PRESENCE_UPDATE",
    withGuild(
      fc.record({ user: fc.record({ id: userId, username: name }), status: fc.constantFrom("dnd", "offline") }),
    ),
  ),
  of(
    "VOICE_STATE_UPDATE",
    ofGuild((id) => aVoiceState(id).map((state) => ({ ...state, guild_id: id }))),
  ),
  of(
    "VOICE_STATE_UPDATE",
    ofGuild((id) => aVoiceState(id).map((state) => ({ ...state, guild_id: id, channel_id: null }))),
  ),
  weighted(4, of("MESSAGE_CREATE", aMessage)),
  weighted(2, of("MESSAGE_UPDATE", aMessage)),
  of(
    "MESSAGE_DELETE",
    fc.constantFrom(...messageIds).map((id) => ({ id, channel_id: "3001" })),
  ),
  of(
    "MESSAGE_DELETE_BULK",
    fc.uniqueArray(fc.constantFrom(...messageIds)).map((ids) => ({ ids, channel_id: "3001" })),
  ),
  weighted(4, of("MESSAGE_REACTION_ADD", aReaction)),
  weighted(2, of("MESSAGE_REACTION_REMOVE", aReaction)),
  of("MESSAGE_REACTION_REMOVE_ALL", aReaction),
  of(
    "MESSAGE_REACTION_REMOVE_EMOJI",
    aReaction.map(({ user_id: _userId, burst: _burst, ...rest }) => rest),
  ),
  weighted(2, of("MESSAGE_POLL_VOTE_ADD", aVote)),
  of("MESSAGE_POLL_VOTE_REMOVE", aVote),
  of("GUILD_UPDATE", aChangedGuild),
  of("GUILD_STICKERS_UPDATE", fc.record({ guild_id: fc.constant("1001"), stickers: someStickers })),
  of(
    "CHANNEL_PINS_UPDATE",
    fc
      .record({
        guild_id: fc.constant("1001"),
        channel_id: fc.constantFrom("3001", "4001", "9999"),
        last_pin_timestamp: fc.option(fc.constantFrom("2024-01-01T00:00:00.000000+00:00", null), { nil: undefined }),
      })
      .map(defined),
  ),
  of(
    "CHANNEL_INFO",
    fc.record({
      guild_id: fc.constant("1001"),
      channels: fc.constant([{ id: "3001", status: "here" }, { id: "9999" }]),
    }),
  ),
  of(
    "VOICE_CHANNEL_STATUS_UPDATE",
    fc.record({ id: fc.constantFrom("3001", "3002"), guild_id: fc.constant("1001"), status: fc.option(name) }),
  ),
  of(
    "VOICE_CHANNEL_START_TIME_UPDATE",
    fc.record({
      id: fc.constantFrom("3001", "3002"),
      guild_id: fc.constant("1001"),
      voice_start_time: fc.option(fc.nat()),
    }),
  ),
  of(
    "THREAD_MEMBER_UPDATE",
    fc.constantFrom("4001", "4002", "4009").map((id) => ({ ...aThreadMember(id, "2001"), guild_id: "1001" })),
  ),
  of("THREAD_MEMBERS_UPDATE", someThreadMembers),
  of("GUILD_BAN_ADD", withGuild(aUser.map((each) => ({ user: each })))),
  of("GUILD_BAN_REMOVE", withGuild(aUser.map((each) => ({ user: each })))),
  of("INTERACTION_CREATE", withGuild(aMember.map((each) => ({ id: "1", member: { ...each, permissions: "8" } })))),
  of(
    "INTERACTION_CREATE",
    aUser.map((each) => ({ id: "1", user: each })),
  ),
  ...["STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_UPDATE", "STAGE_INSTANCE_DELETE"].map((t) => of(t, aStage)),
  ...["GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_DELETE"].map((t) =>
    of(t, aScheduledEvent),
  ),
  ...["GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE"].map((t) =>
    of(t, fc.record({ guild_scheduled_event_id: eventId, user_id: userId, guild_id: fc.constant("1001") })),
  ),
  ...["GUILD_SOUNDBOARD_SOUND_CREATE", "GUILD_SOUNDBOARD_SOUND_UPDATE", "GUILD_SOUNDBOARD_SOUND_DELETE"].map((t) =>
    of(t, aSound),
  ),
  ...["GUILD_SOUNDBOARD_SOUNDS_UPDATE", "SOUNDBOARD_SOUNDS"].map((t) =>
    of(
      t,
      fc.record({
        guild_id: fc.constant("1001"),
        soundboard_sounds: fc.uniqueArray(aSound, { selector: (each) => each.sound_id }),
      }),
    ),
  ),
);

function of(t: string, d: fc.Arbitrary<object>): fc.Arbitrary<RandomEvent> {
  return d.map((body) => ({ t, d: body }));
}

function weighted<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> {
  return { weight, arbitrary };
}

function withGuild<T extends object>(body: fc.Arbitrary<T>): fc.Arbitrary<T & { guild_id: string }> {
  return fc.tuple(guildId, body).map(([id, each]) => ({ ...each, guild_id: id }));
}

function byId(each: { id: string }): string {
  return each.id;
}

/** Without the fields that are undefined: JSON has none. */
function defined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
