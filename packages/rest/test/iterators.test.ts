import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Rest } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";

let discord: FakeDiscord;
let rest: Rest;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  rest = discord.rest();
});

afterEach(async () => {
  await rest.close();
  await discord.close();
});

function queryOf(path: string): URLSearchParams {
  return new URL(path, "http://x").searchParams;
}

/** Serves ids 1 to `count` as Discord serves messages: the newest first, before or after a cursor. */
function serveMessages(count: number): void {
  discord.answer = ({ path }) => {
    const query = queryOf(path);
    const limit = Number(query.get("limit"));
    const all = Array.from({ length: count }, (_, index) => index + 1);
    const after = query.get("after");
    const page =
      after === null
        ? all.filter((id) => id < Number(query.get("before") ?? Infinity)).slice(-limit)
        : all.filter((id) => id > Number(after)).slice(0, limit);
    return { body: page.toReversed().map((id) => ({ id: String(id) })) };
  };
}

function userId({ user }: { user: { id: string } }): string {
  return user.id;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("iterateMessages()", () => {
  it("goes from the newest to the oldest, page by page", async () => {
    serveMessages(250);
    const ids = (await collect(rest.channels.iterateMessages("1"))).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index));
    expect(discord.received).toHaveLength(3);
  });

  it("goes forward from a message, the oldest first", async () => {
    serveMessages(130);
    const messages = await collect(rest.channels.iterateMessages("1", { query: { after: "9" }, pageSize: 50 }));
    expect(messages.map(({ id }) => Number(id))).toEqual(Array.from({ length: 121 }, (_, index) => index + 10));
  });

  it("asks for no more than is wanted", async () => {
    serveMessages(500);
    expect(await collect(rest.channels.iterateMessages("1", { max: 120 }))).toHaveLength(120);
    expect(discord.received.map(({ path }) => queryOf(path).get("limit"))).toEqual(["100", "20"]);
    for await (const message of rest.channels.iterateMessages("1")) if (message.id === "450") break;
    expect(discord.received).toHaveLength(3);
  });

  it("refuses a page size that Discord does not serve", async () => {
    await expect(collect(rest.channels.iterateMessages("1", { pageSize: 101 }))).rejects.toThrow("pageSize");
  });
});

it("members, bans, guilds and voters continue after the last id", async () => {
  discord.answer = ({ path }) => {
    const query = queryOf(path);
    const start = Number(query.get("after") ?? 0);
    const count = Math.min(Number(query.get("limit")), 5 - start);
    const users = Array.from({ length: count }, (_, index) => ({ id: String(start + index + 1) }));
    if (path.includes("/answers/")) return { body: { users } };
    if (path.startsWith("/users/@me/guilds")) return { body: users };
    return { body: users.map((user) => ({ user })) };
  };
  const options = { pageSize: 2 };
  expect((await collect(rest.guilds.iterateGuildMembers("1", options))).map(userId)).toEqual(["1", "2", "3", "4", "5"]);
  expect((await collect(rest.guilds.iterateGuildBans("1", options))).map(userId)).toEqual(["1", "2", "3", "4", "5"]);
  expect(await collect(rest.users.iterateMyGuilds(options))).toHaveLength(5);
  expect(await collect(rest.channels.iterateAnswerVoters("1", "2", "3", options))).toHaveLength(5);
});

it("pins and archived threads continue while Discord says that there are more", async () => {
  discord.answer = ({ path }) => {
    const isFirst = queryOf(path).get("before") === null;
    if (path.includes("/pins")) {
      return {
        body: { items: [{ pinned_at: isFirst ? "2026-02-01" : "2026-01-01", message: {} }], has_more: isFirst },
      };
    }
    const thread = {
      id: isFirst ? "2" : "1",
      thread_metadata: { archive_timestamp: isFirst ? "2026-02-01" : "2026-01-01" },
    };
    return { body: { threads: [thread], members: [], has_more: isFirst } };
  };
  expect(await collect(rest.channels.iteratePins("1"))).toHaveLength(2);
  expect((await collect(rest.channels.iteratePublicArchivedThreads("1"))).map(({ id }) => id)).toEqual(["2", "1"]);
  expect(await collect(rest.channels.iterateMyPrivateArchivedThreads("1"))).toHaveLength(2);
  expect(discord.received.map(({ path }) => queryOf(path).get("before"))).toEqual([
    null,
    "2026-02-01",
    null,
    "2026-02-01",
    null,
    "2",
  ]);
});

it("archived threads are asked for two at the least, as Discord demands, and no more are given than are wanted", async () => {
  const limits: (string | null)[] = [];
  discord.answer = ({ path }) => {
    const limit = Number(queryOf(path).get("limit"));
    limits.push(String(limit));
    if (limit < 2) return { status: 400, body: { code: 50035, message: "Invalid Form Body" } };
    const from = limits.length * 1000;
    const threads = Array.from({ length: limit }, (_, index) => ({
      id: String(from + index),
      thread_metadata: { archive_timestamp: new Date(1e12 - (from + index) * 1000).toISOString() },
    }));
    return { body: { threads, members: [], has_more: true } };
  };
  expect(await collect(rest.channels.iteratePublicArchivedThreads("1", { max: 1 }))).toHaveLength(1);
  expect(await collect(rest.channels.iteratePrivateArchivedThreads("1", { max: 101 }))).toHaveLength(101);
  expect(await collect(rest.channels.iterateMyPrivateArchivedThreads("1", { max: 3, pageSize: 2 }))).toHaveLength(3);
  expect(limits).toEqual(["2", "100", "2", "2", "2"]);
  const one = rest.channels.iteratePublicArchivedThreads("1", { pageSize: 1 });
  await expect(collect(one)).rejects.toMatchObject({ issues: [{ path: "pageSize" }] });
});

it.each([1.5, -1, Number.NaN])("a max of %f is refused", async (max) => {
  await expect(collect(rest.channels.iterateMessages("1", { max }))).rejects.toMatchObject({
    issues: [{ path: "max" }],
  });
  expect(discord.received).toHaveLength(0);
});

it("a server that gives the same page again and again, or more than was asked for, is no endless loop", async () => {
  discord.answer = () => ({ body: Array.from({ length: 100 }, (_, index) => ({ id: String(index + 1) })) });
  const messages = await collect(rest.channels.iterateMessages("1", { query: { after: "0" } }));
  expect(messages.length).toBeLessThanOrEqual(200);
  expect(await collect(rest.channels.iterateMessages("1", { max: 10 }))).toHaveLength(10);
});
