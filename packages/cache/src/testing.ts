import assert from "node:assert/strict";
import type { APIUser, GatewayDispatchPayload } from "@zignal/types";
import type { CacheStore } from "./cache-store.ts";
import type { EntityKind, EntityOfKind } from "./entities.ts";

/** One thing that every {@link CacheStore} does. `run` rejects with an `AssertionError` if this one does not. */
export interface ConformanceCase {
  /** A sentence about the behaviour, as a test's name. */
  name: string;
  /** @param store - A store that is empty. */
  run: (store: CacheStore) => Promise<void>;
}

const user = {
  id: "81384788765712384",
  username: "nelly",
  discriminator: "0",
  global_name: "Nelly 💬",
  avatar: "a_8342729096ea3675442027381ff50dfe",
  primary_guild: { identity_guild_id: null, identity_enabled: false, tag: null, badge: null },
} satisfies APIUser;

/** An entity of each kind of the guild 41771983423143937, with fields that no documentation knows. */
const samples: { [Kind in EntityKind]: { id: string; entity: unknown; change: object } } = {
  guilds: { id: guildId(), entity: guild(), change: { name: "renamed" } },
  channels: {
    id: "11",
    entity: { id: "11", guild_id: guildId(), type: 0, name: "general", later: { a: [1] } },
    change: { name: "renamed" },
  },
  threads: {
    id: "12",
    entity: { id: "12", guild_id: guildId(), parent_id: "11", type: 11, name: "thread" },
    change: { name: "renamed" },
  },
  roles: { id: "13", entity: { id: "13", name: "role", permissions: "8", position: 1 }, change: { position: 2 } },
  members: {
    id: user.id,
    entity: { user, roles: ["13"], joined_at: "2020-05-04T12:30:00.123000+00:00", deaf: false, mute: false, flags: 0 },
    change: { nick: "nick" },
  },
  users: { id: user.id, entity: user, change: { username: "renamed" } },
  messages: {
    id: "14",
    entity: { id: "14", channel_id: "11", content: "hello", author: user, mentions: [], timestamp: "2020-05-04" },
    change: { content: "edited" },
  },
  emojis: { id: "15", entity: { id: "15", name: "blob", animated: false }, change: { name: "renamed" } },
  stickers: { id: "16", entity: { id: "16", name: "sticker", tags: "blob" }, change: { name: "renamed" } },
  presences: {
    id: user.id,
    entity: { user: { id: user.id }, guild_id: guildId(), status: "online", activities: [] },
    change: { status: "idle" },
  },
  voiceStates: {
    id: user.id,
    entity: { user_id: user.id, guild_id: guildId(), channel_id: "11", session_id: "abc", mute: false },
    change: { mute: true },
  },
  stageInstances: {
    id: "17",
    entity: { id: "17", guild_id: guildId(), channel_id: "11", topic: "tea" },
    change: { topic: "coffee" },
  },
  scheduledEvents: {
    id: "18",
    entity: { id: "18", guild_id: guildId(), name: "party", scheduled_start_time: "2030-01-01T00:00:00+00:00" },
    change: { name: "renamed" },
  },
  soundboardSounds: {
    id: "19",
    entity: { sound_id: "19", guild_id: guildId(), name: "quack", volume: 0.5 },
    change: { volume: 1 },
  },
};

const kinds = Object.keys(samples) as EntityKind[];

function guildId(): string {
  return "41771983423143937";
}

function guild(): object {
  return { id: guildId(), name: "guild", roles: [], emojis: [], stickers: [], features: ["NEWS"], joined_at: "2020" };
}

/** The sample of a kind, as if Discord had sent it. */
function sampleOf<Kind extends EntityKind>(kind: Kind, change: object = {}): EntityOfKind[Kind] {
  return structuredClone({ ...(samples[kind].entity as object), ...change }) as EntityOfKind[Kind];
}

function addressOf(kind: EntityKind): { id: string; guildId: string } {
  return { id: samples[kind].id, guildId: guildId() };
}

function event(t: string, d: object): GatewayDispatchPayload {
  return { op: 0, s: 1, t, d } as unknown as GatewayDispatchPayload;
}

async function collect<T>(entities: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entity of entities) all.push(entity);
  return all;
}

const perKind: ConformanceCase[] = kinds.flatMap((kind) => [
  {
    name: `${kind}: an entity comes back as it was set`,
    async run(store) {
      assert.equal(await store.get(kind, addressOf(kind)), undefined);
      await store.set(kind, sampleOf(kind), guildId());
      assert.deepEqual(await store.get(kind, addressOf(kind)), sampleOf(kind));
      assert.equal(await store.count(kind), 1);
    },
  },
  {
    name: `${kind}: setting an entity again replaces it`,
    async run(store) {
      const { change } = samples[kind];
      await store.set(kind, sampleOf(kind), guildId());
      await store.set(kind, sampleOf(kind, change), guildId());
      assert.deepEqual(await store.get(kind, addressOf(kind)), sampleOf(kind, change));
      assert.equal(await store.count(kind), 1);
    },
  },
  {
    name: `${kind}: an entity that is deleted is handed out once more, and gone`,
    async run(store) {
      await store.set(kind, sampleOf(kind), guildId());
      assert.deepEqual(await store.delete(kind, addressOf(kind)), sampleOf(kind));
      assert.equal(await store.delete(kind, addressOf(kind)), undefined);
      assert.equal(await store.get(kind, addressOf(kind)), undefined);
      assert.equal(await store.count(kind), 0);
    },
  },
  {
    name: `${kind}: entities are listed, those of a guild apart`,
    async run(store) {
      await store.set(kind, sampleOf(kind), guildId());
      assert.deepEqual(await collect(store.list(kind)), [sampleOf(kind)]);
      const ofGuild = kind === "users" || kind === "messages" ? [] : [sampleOf(kind)];
      assert.deepEqual(await collect(store.list(kind, guildId())), ofGuild);
      assert.deepEqual(await collect(store.list(kind, "5")), []);
    },
  },
]);

/** What every {@link CacheStore} does. Run each case with a fresh store, in any test runner. */
export const cacheStoreConformance: readonly ConformanceCase[] = [
  ...perKind,
  {
    name: "an event resolves with the state before, and the same event again changes nothing",
    async run(store) {
      await store.apply(event("MESSAGE_CREATE", sampleOf("messages")));
      const edited = event("MESSAGE_UPDATE", sampleOf("messages", { content: "edited", tts: false }));
      assert.equal(Reflect.get((await store.apply(edited)) ?? {}, "content"), "hello");
      assert.equal(Reflect.get((await store.apply(edited)) ?? {}, "content"), "edited");
      assert.equal((await store.get("messages", addressOf("messages")))?.content, "edited");
      assert.deepEqual(await store.get("users", addressOf("users")), user);
    },
  },
  {
    name: "events are applied in the order of the calls, without waiting between them",
    async run(store) {
      const edits = ["a", "b", "c"].map((content) => event("MESSAGE_UPDATE", sampleOf("messages", { content })));
      await Promise.all([event("MESSAGE_CREATE", sampleOf("messages")), ...edits].map((each) => store.apply(each)));
      assert.equal((await store.get("messages", addressOf("messages")))?.content, "c");
    },
  },
  {
    name: "a guild takes everything of it away",
    async run(store) {
      const ofGuild = kinds.filter((kind) => kind !== "users" && kind !== "messages");
      for (const kind of ofGuild) await store.set(kind, sampleOf(kind), guildId());
      await store.apply(event("GUILD_DELETE", { id: guildId() }));
      for (const kind of ofGuild) assert.equal(await store.count(kind), 0, kind);
    },
  },
  {
    name: "members share their user",
    async run(store) {
      await store.set("members", sampleOf("members"), guildId());
      await store.set("members", sampleOf("members"), "5");
      assert.equal(await store.count("users"), 1);
      await store.set("users", sampleOf("users", { username: "renamed" }));
      const member = await store.get("members", { ...addressOf("members"), guildId: "5" });
      assert.equal(member?.user.username, "renamed");
    },
  },
  {
    name: "what has no id of its own is not looked up without its guild",
    async run(store) {
      await assert.rejects(store.get("members", { id: user.id }), { name: "ValidationError" });
      await assert.rejects(store.set("roles", sampleOf("roles")), { name: "ValidationError" });
    },
  },
  {
    name: "clearing forgets everything",
    async run(store) {
      for (const kind of kinds) await store.set(kind, sampleOf(kind), guildId());
      await store.clear();
      for (const kind of kinds) assert.equal(await store.count(kind), 0, kind);
    },
  },
];
