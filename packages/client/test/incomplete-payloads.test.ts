import { describe, expect, it } from "vitest";
import { GatewayDispatchEvents } from "@zignal/types";
import { Client, type ClientEvents, type EventContext, silentLogger, Structure, ZignalError } from "../src/index.ts";
import { eventName } from "../src/event-names.ts";
import { createStructureFactory } from "../src/structures/structure-factory.ts";
import type { StructureHost } from "../src/structures/structure-host.ts";

const id = "1290000000000000001";

function createHost(): StructureHost {
  const { rest } = new Client({ token: "MTIz.abc.def", intents: 0 });
  const host: StructureHost = {
    rest,
    cache: undefined,
    make: createStructureFactory(() => host),
    requestMembers: () => Promise.resolve({ members: [], notFound: [] }),
  };
  return host;
}

/** Reads every accessor, those that the class inherits too, and what comes out of them. */
function readAll(structure: object, depth = 2): string[] {
  const read: string[] = [];
  for (let type: unknown = Object.getPrototypeOf(structure); type !== Object.prototype && type !== null;) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (!("get" in descriptor) || descriptor.get === undefined || name === "host") continue;
      const value: unknown = Reflect.get(structure, name);
      read.push(name);
      if (depth > 0 && value instanceof Structure && "id" in value.raw) readAll(value, depth - 1);
    }
    type = Object.getPrototypeOf(type);
  }
  return read;
}

const user = { id, username: "alice", discriminator: "0", global_name: "Alice", avatar: "a_1" };
const role = {
  id,
  name: "Painters",
  color: 1,
  colors: { primary_color: 1, secondary_color: null, tertiary_color: null },
  position: 1,
  permissions: "8",
  hoist: false,
  managed: false,
  mentionable: false,
  flags: 0,
};
const member = {
  user,
  nick: "Al",
  roles: [id],
  joined_at: "2024-01-01T00:00:00.000Z",
  communication_disabled_until: "2124-01-01T00:00:00.000Z",
};
const channel = { id, type: 0, name: "general", guild_id: id, parent_id: id, topic: "Tea", position: 0 };
const message = {
  id,
  channel_id: id,
  guild_id: id,
  author: user,
  member,
  content: "hello",
  embeds: [],
  attachments: [],
  mentions: [user],
  edited_timestamp: "2024-01-01T00:00:00.000Z",
  webhook_id: id,
  referenced_message: { id, channel_id: id, author: user },
};
const guild = { id, name: "Lab", owner_id: id, icon: "a_1", roles: [role], channels: [channel], member_count: 3 };

const thread = {
  ...channel,
  type: 11,
  owner_id: id,
  member: { id, user_id: id },
  message_count: 1,
  member_count: 1,
  applied_tags: [id],
  thread_metadata: { archived: true, locked: true, archive_timestamp: "2024-01-01T00:00:00.000Z" },
};
const webhook = { id, type: 1, guild_id: id, channel_id: id, name: "News", avatar: "a_1", user, application_id: id };
const invite = {
  code: "abc",
  guild: { id },
  channel: { id },
  inviter: user,
  uses: 1,
  max_uses: 2,
  expires_at: "2024-01-01T00:00:00.000Z",
  created_at: "2024-01-01T00:00:00.000Z",
  temporary: true,
};
const emoji = { id, name: "dot", animated: true, roles: [id], user, available: true };
const sticker = { id, name: "Hi", description: "A hand", tags: "wave", type: 2, format_type: 3, guild_id: id };
const scheduledEvent = {
  id,
  guild_id: id,
  channel_id: id,
  creator_id: id,
  name: "Tea",
  description: "At five",
  scheduled_start_time: "2024-01-01T00:00:00.000Z",
  scheduled_end_time: "2024-01-01T00:00:00.000Z",
  status: 1,
  entity_metadata: { location: "Kitchen" },
  user_count: 1,
  image: "abc",
};
const poll = {
  question: { text: "Tea?" },
  answers: [{ answer_id: 1, poll_media: { text: "Yes", emoji: { name: "👍" } } }],
  results: { is_finalized: true, answer_counts: [{ id: 1, count: 1, me_voted: true }] },
  expiry: "2024-01-01T00:00:00.000Z",
  allow_multiselect: true,
};
const stageInstance = { id, guild_id: id, channel_id: id, topic: "Quiz", guild_scheduled_event_id: id };
const sound = { sound_id: id, guild_id: id, name: "Honk", volume: 1, available: true, user };
const rule = {
  id,
  guild_id: id,
  name: "No shouting",
  creator_id: id,
  trigger_type: 1,
  actions: [],
  enabled: true,
  exempt_roles: [id],
  exempt_channels: [id],
};
const entry = { id, action_type: 1, user_id: id, target_id: id, reason: "spam", changes: [] };

const reaction = {
  message_id: id,
  channel_id: id,
  guild_id: id,
  user_id: id,
  emoji: { id, name: "dot", animated: true },
  member,
  burst: true,
  message_author_id: id,
};
const presence = {
  user: { id },
  guild_id: id,
  status: "idle",
  activities: [{ name: "Custom Status", type: 4, state: "Painting" }],
  client_status: { web: "idle" },
};
const voiceState = {
  guild_id: id,
  channel_id: id,
  user_id: id,
  session_id: "abc",
  member,
  deaf: true,
  mute: true,
  self_deaf: true,
  self_mute: true,
  self_stream: true,
  self_video: true,
  suppress: true,
  request_to_speak_timestamp: "2024-01-01T00:00:00.000Z",
};
const integration = {
  id,
  name: "Bot",
  type: "discord",
  enabled: true,
  account: { id, name: "Bot" },
  application: { id, name: "Bot", bot: user },
  scopes: ["bot"],
  user,
};
const entitlement = {
  id,
  sku_id: id,
  application_id: id,
  user_id: id,
  guild_id: id,
  type: 8,
  deleted: false,
  consumed: true,
  starts_at: "2024-01-01T00:00:00.000Z",
  ends_at: "2124-01-01T00:00:00.000Z",
};
const execution = {
  guild_id: id,
  action: { type: 1, metadata: {} },
  rule_id: id,
  rule_trigger_type: 1,
  user_id: id,
  channel_id: id,
  message_id: id,
  alert_system_message_id: id,
  content: "AAAH",
  matched_keyword: "AAAH",
  matched_content: "AAAH",
};

type Make = (host: StructureHost, raw: never) => Structure<object>;

const kinds: [name: string, make: Make, raw: Record<string, unknown>][] = [
  ["user", (host, raw) => host.make.user(raw), user],
  ["role", (host, raw) => host.make.role(raw, id), role],
  ["member", (host, raw) => host.make.member(raw, (raw as { user: never }).user, id), member],
  ["channel", (host, raw) => host.make.channel(raw), channel],
  ["message", (host, raw) => host.make.message(raw), message],
  ["guild", (host, raw) => host.make.guild(raw), guild],
  ["thread", (host, raw) => host.make.thread(raw), thread],
  ["webhook", (host, raw) => host.make.webhook(raw), webhook],
  ["invite", (host, raw) => host.make.invite(raw), invite],
  ["emoji", (host, raw) => host.make.emoji(raw, id), emoji],
  ["sticker", (host, raw) => host.make.sticker(raw), sticker],
  ["scheduled event", (host, raw) => host.make.scheduledEvent(raw), scheduledEvent],
  ["poll", (host, raw) => host.make.poll(raw, { id, channel_id: id }), poll],
  ["stage", (host, raw) => host.make.stageInstance(raw), stageInstance],
  ["sound", (host, raw) => host.make.soundboardSound(raw), sound],
  ["rule of auto-moderation", (host, raw) => host.make.autoModerationRule(raw), rule],
  ["entry of an audit log", (host, raw) => host.make.auditLogEntry(raw, id), entry],
  ["reaction", (host, raw) => host.make.reaction(raw), reaction],
  ["presence", (host, raw) => host.make.presence(raw), presence],
  ["voice state", (host, raw) => host.make.voiceState(raw), voiceState],
  ["integration", (host, raw) => host.make.integration(raw, id), integration],
  ["entitlement", (host, raw) => host.make.entitlement(raw), entitlement],
  ["deed of auto-moderation", (host, raw) => host.make.autoModerationExecution(raw), execution],
];

describe.each(kinds)("the accessors of a %s", (_name, make, raw) => {
  const host = createHost();

  it("answer for a whole payload", () => {
    expect(readAll(make(host, raw as never)).length).toBeGreaterThan(3);
  });

  it.each(Object.keys(raw).filter((field) => field !== "id"))("survive a payload without %s, or with null", (field) => {
    const { [field]: _left, ...others } = raw;
    expect(() => readAll(make(host, others as never))).not.toThrow();
    expect(() => readAll(make(host, { ...raw, [field]: null } as never))).not.toThrow();
  });

  it("survive a payload with nothing but an id, and types that nobody knows yet", () => {
    expect(() => readAll(make(host, { id } as never))).not.toThrow();
    expect(() => readAll(make(host, { ...raw, type: 9999, tomorrow: { new: true } } as never))).not.toThrow();
  });

  it("hand out the payload itself, also to JSON and to the console", () => {
    const structure = make(host, raw as never);
    expect(structure.raw).toBe(raw);
    expect(JSON.parse(JSON.stringify(structure))).toEqual(raw);
  });
});

it("a scheduled event of a status that nobody knows yet has none, and its number is in raw", () => {
  const event = createHost().make.scheduledEvent({ ...scheduledEvent, status: 99 } as never);
  expect([event.status, event.raw.status]).toEqual([undefined, 99]);
});

const everything = {
  id,
  guild_id: id,
  channel_id: id,
  message_id: id,
  user_id: id,
  role_id: id,
  sound_id: id,
  code: "abc",
  name: "x",
  type: 99,
};

/** Fields that hold something else than an id; any of them may be missing, or null. */
const fieldNames = [
  "user",
  "member",
  "author",
  "role",
  "emoji",
  "emojis",
  "stickers",
  "members",
  "threads",
  "roles",
].concat([
  "channels",
  "ids",
  "mentions",
  "soundboard_sounds",
  "added_members",
  "removed_member_ids",
  "channel_id",
  "guild_id",
]);

describe.each([
  ["with a cache", {}],
  ["without a cache", { cache: false }],
] as const)("every event, %s", (_how, options) => {
  const bodies: [what: string, body: object][] = [
    ["nothing in it", {}],
    ["its id and no more", { id }],
    ["ids and no more", everything],
    ["null wherever there may be something", { ...Object.fromEntries(fieldNames.map((name) => [name, null])), id }],
    ["null, but in a guild", { ...Object.fromEntries(fieldNames.map((name) => [name, null])), id, guild_id: id }],
    ["fields of tomorrow", { ...everything, tomorrow: { new: [1] }, flags: 2 ** 40 }],
  ];
  const names = Object.values(GatewayDispatchEvents).filter(
    // An interaction without data is none: what is wrong with it is told.
    (name) => !["READY", "RESUMED", "INTERACTION_CREATE"].includes(name),
  );

  it.each(bodies)("reaches its listener with %s, without an error", (_what, body) => {
    const client = new Client({ token: "MTIz.abc.def", intents: 0, logger: silentLogger, ...options });
    const problems: string[] = [];
    let heard: string[] = [];
    // The cache may say that it can not keep such a thing: that is told, and keeps nobody from hearing of it.
    client.on("error", (error) => {
      const { event } = error instanceof ZignalError ? error.context.extra : {};
      if (!String(event).startsWith("cache.apply")) problems.push(`${String(event)}: ${error.message}`);
    });
    const gateway = client.gateway as unknown as { emit(event: string, ...parameters: unknown[]): void };
    for (const name of names) {
      heard = [];
      client.on(eventName(name) as keyof ClientEvents, (...parameters: unknown[]) => {
        heard.push(name);
        const [subject, context] = parameters;
        for (const thing of [subject, (context as EventContext).previous].flat()) {
          if (thing instanceof Structure) readAll(thing);
        }
      });
      gateway.emit("dispatch", { op: 0, s: 1, t: name, d: body }, 0);
      if (heard.length !== 1) problems.push(`${name} was heard ${heard.length} times`);
    }
    expect(problems).toEqual([]);
  });
});

describe("a dispatch", () => {
  it("that no version of Discord's documentation has yet reaches the listeners of raw", () => {
    const client = new Client({ token: "MTIz.abc.def", intents: 0 });
    const heard: unknown[] = [];
    client.on("raw", (payload) => heard.push(payload));
    const payload = { op: 0, s: 1, t: "TEA_TIME", d: { cups: 2 } };
    // What a gateway of tomorrow would tell.
    (client.gateway as unknown as { emit(event: string, ...parameters: unknown[]): void }).emit("dispatch", payload, 0);
    expect(heard).toEqual([payload]);
  });

  it.each([{}, { d: null }, { d: "text" }, { d: { id: 1 } }])(
    "whose body is %j does not throw into the gateway",
    (body) => {
      const client = new Client({ token: "MTIz.abc.def", intents: 0, cache: false, logger: silentLogger });
      for (const event of ["messageCreate", "guildMemberAdd", "guildRoleCreate", "channelPinsUpdate"] as const) {
        client.on(event, () => {});
      }
      const emit = client.gateway as unknown as { emit(event: string, ...parameters: unknown[]): void };
      for (const t of ["MESSAGE_CREATE", "GUILD_MEMBER_ADD", "GUILD_ROLE_CREATE", "CHANNEL_PINS_UPDATE"].concat([
        "READY",
        "RESUMED",
        "GUILD_CREATE",
        "GUILD_DELETE",
        "USER_UPDATE",
        "INTERACTION_CREATE",
        "TOMORROW",
      ])) {
        expect(() => emit.emit("dispatch", { op: 0, s: 1, t, ...body }, 0)).not.toThrow();
      }
    },
  );
});
