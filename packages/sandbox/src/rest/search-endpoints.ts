import type { Channel } from "../world/channel-types.ts";
import { isForum } from "../world/channel-types.ts";
import type { Message } from "../world/message-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { me, queryFlag, queryValue } from "./call.ts";
import { channelOf } from "./channel-endpoints.ts";
import { choice, integer, snowflake, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { ok } from "./reply.ts";

type Test = (message: Message) => boolean;

/** What a message has, by the words that one may search for. */
const has: Readonly<Record<string, Test>> = {
  link: ({ content }) => /https?:\/\//i.test(content),
  embed: ({ embeds }) => embeds.length > 0,
  file: ({ attachments }) => attachments.length > 0,
  image: ({ attachments }) => attachments.some(({ content_type: type }) => type?.startsWith("image/") === true),
  video: ({ attachments }) => attachments.some(({ content_type: type }) => type?.startsWith("video/") === true),
  sound: ({ attachments }) => attachments.some(({ content_type: type }) => type?.startsWith("audio/") === true),
  poll: ({ poll }) => poll !== undefined,
  snapshot: ({ snapshots }) => snapshots !== undefined,
  sticker: () => false,
};

/** Lists can be given by the same name several times, or with commas. */
function list(call: Call, name: string): string[] {
  return call.query.getAll(name).flatMap((value) => value.split(","));
}

function hasTest(word: string): Test {
  const name = word.replace(/^-/, "");
  const test = has[name] ?? (() => false);
  return word.startsWith("-") ? (message) => !test(message) : test;
}

function authorType(call: Call, { author }: Message): string {
  if (author.kind === "webhook") return "webhook";
  return call.world.users.get(author.id)?.bot === true ? "bot" : "user";
}

/** The conditions of the query; each must hold. */
function tests(call: Call): Test[] {
  const words = (queryValue(call, "content", string({ max: 1024 })) ?? "").toLowerCase().split(/\s+/);
  const [minId, maxId] = (["min_id", "max_id"] as const).map((name) => queryValue(call, name, snowflake));
  const wanted: Test[] = [
    ({ content }) => words.every((word) => content.toLowerCase().includes(word)),
    ({ id }) => minId === undefined || compareSnowflakes(id, minId) > 0,
    ({ id }) => maxId === undefined || compareSnowflakes(id, maxId) < 0,
    ...list(call, "has").map(hasTest),
  ];
  const anyOf = (name: string, idsOf: (message: Message) => readonly string[]): void => {
    const ids = list(call, name);
    if (ids.length > 0) wanted.push((message) => idsOf(message).some((id) => ids.includes(id)));
  };
  anyOf("author_id", ({ author }) => [author.id]);
  anyOf("author_type", (message) => [authorType(call, message)]);
  anyOf("mentions", ({ mentionIds }) => mentionIds);
  anyOf("mentions_role_id", ({ mentionRoles }) => mentionRoles);
  anyOf("replied_to_message_id", ({ referencedId }) => (referencedId === undefined ? [] : [referencedId]));
  anyOf("channel_id", ({ channelId }) => [channelId]);
  anyOf("attachment_filename", ({ attachments }) => attachments.map(({ filename }) => filename));
  if (call.query.has("pinned")) {
    wanted.push(({ pinnedAt }) => (pinnedAt !== undefined) === queryFlag(call, "pinned"));
  }
  if (call.query.has("mention_everyone")) {
    wanted.push(({ mentionEveryone }) => mentionEveryone === queryFlag(call, "mention_everyone"));
  }
  return wanted;
}

const sortOrder = choice(["asc", "desc"]);

function pageOf<Item>(call: Call, items: readonly Item[]): Item[] {
  const limit = queryValue(call, "limit", integer({ min: 1, max: 25 })) ?? 25;
  const offset = queryValue(call, "offset", integer({ min: 0, max: 9975 })) ?? 0;
  return items.slice(offset, offset + limit);
}

function searchedThreads(call: Call, parent: Channel): Channel[] {
  const name = (queryValue(call, "name", string({ max: 100 })) ?? "").toLowerCase();
  const tags = list(call, "tag");
  const matchesTag = (thread: Channel): boolean => {
    const matches = (tag: string): boolean => thread.applied_tags?.includes(tag) === true;
    return (
      tags.length === 0 || (call.query.get("tag_setting") === "match_all" ? tags.every(matches) : tags.some(matches))
    );
  };
  const { user } = me(call);
  return call.world.channels
    .threadsOf(parent.id)
    .filter((thread) => call.world.permissions.canView(user.id, thread))
    .filter((thread) => (thread.name ?? "").toLowerCase().includes(name) && matchesTag(thread))
    .filter(
      ({ thread_metadata }) => !call.query.has("archived") || thread_metadata?.archived === queryFlag(call, "archived"),
    );
}

export const searchEndpoints: Endpoints = {
  guild_search: (call) => {
    const guildId = guildIdOf(call);
    const { channels, messages, permissions } = call.world;
    const { user } = me(call);
    const wanted = tests(call);
    const readable = [...channels.ofGuild(guildId), ...channels.activeThreads(guildId)].filter(
      (channel) => (permissions.inChannel(user.id, channel) & PermissionBit.ReadMessageHistory) !== 0n,
    );
    const found = readable
      .flatMap(({ id }) => messages.list(id, { limit: Infinity }))
      .filter((message) => message.visibleTo === undefined && wanted.every((test) => test(message)))
      .toSorted((a, b) => compareSnowflakes(b.id, a.id));
    if (queryValue(call, "sort_order", sortOrder) === "asc") found.reverse();
    const page = pageOf(call, found);
    const threads = readable.filter(({ id, thread_metadata }) => {
      return thread_metadata !== undefined && page.some(({ channelId }) => channelId === id);
    });
    return ok({
      doing_deep_historical_index: false,
      total_results: found.length,
      messages: page.map((message) => [{ ...messages.payload(message, user.id), hit: true }]),
      threads: threads.map((thread) => channels.payload(thread)),
      members: [],
    });
  },

  thread_search: (call) => {
    const parent = channelOf(call, PermissionBit.ReadMessageHistory);
    const { channels, messages, threads: memberships } = call.world;
    const { user } = me(call);
    const found = searchedThreads(call, parent).toSorted((a, b) => compareSnowflakes(b.id, a.id));
    if (queryValue(call, "sort_order", sortOrder) === "asc") found.reverse();
    const page = pageOf(call, found);
    const first = page.flatMap(({ id }) => messages.get(id, id) ?? messages.list(id, { limit: Infinity }).at(-1) ?? []);
    return ok({
      threads: page.map((thread) => channels.payload(thread)),
      members: page
        .filter(({ id }) => memberships.isMember(id, user.id))
        .map(({ id }) => memberships.requireMember(id, user.id)),
      ...(isForum(parent) ? { first_messages: first.map((message) => messages.payload(message, user.id)) } : {}),
      has_more: found.length > (page.length === 0 ? 0 : found.indexOf(page.at(-1) ?? parent) + 1),
      total_results: found.length,
    });
  },
};
