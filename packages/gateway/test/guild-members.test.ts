import { TimeoutError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { Bench } from "./fake-socket.ts";
import type { FakeSocket, Sent } from "./fake-socket.ts";

interface MemberRequest {
  guild_id: string;
  query?: string;
  limit: number;
  user_ids?: string[];
  presences: boolean;
  nonce: string;
}

const requestsOf = (socket: FakeSocket): MemberRequest[] =>
  socket.sent.filter(({ op }: Sent) => op === 8).map(({ d }) => d as MemberRequest);

/** Answers one chunk. */
function chunk(
  socket: FakeSocket,
  s: number,
  { guild_id, nonce }: MemberRequest,
  ids: string[],
  index = 0,
  count = 1,
  more = {},
): void {
  const members = ids.map((id) => ({ user: { id } }));
  socket.dispatch(s, "GUILD_MEMBERS_CHUNK", {
    guild_id,
    members,
    chunk_index: index,
    chunk_count: count,
    nonce,
    ...more,
  });
}

const idsOf = (result: { members: { user: { id: string } }[] }): string[] => result.members.map(({ user }) => user.id);

describe("requestGuildMembers()", () => {
  it("for everybody without the intent guildMembers is refused at once, not after a time-out", async () => {
    await using bench = new Bench({ intents: { guilds: true } });
    const socket = await bench.connect();
    await expect(bench.gateway.requestGuildMembers({ guildId: "10" })).rejects.toThrow(/intent guildMembers/);
    await expect(bench.gateway.requestGuildMembers({ guildId: "10", limit: 5 })).rejects.toThrow(/intent guildMembers/);
    void bench.gateway.requestGuildMembers({ guildId: "10", query: "a" }).catch(() => undefined);
    void bench.gateway.requestGuildMembers({ guildId: "10", userIds: ["1"] }).catch(() => undefined);
    expect(requestsOf(socket)).toHaveLength(2);
  });

  it("collects the chunks in their order, with presences and the ids that were not found", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const result = bench.gateway.requestGuildMembers({ guildId: "10", query: "a", limit: 5, presences: true });
    const [request] = requestsOf(socket);
    if (request === undefined) throw new Error("Nothing was sent");
    expect(request).toEqual({ guild_id: "10", query: "a", limit: 5, presences: true, nonce: request.nonce });
    expect(Buffer.byteLength(request.nonce)).toBeLessThanOrEqual(32);
    chunk(socket, 2, request, ["3"], 1, 2, { presences: [{ user: { id: "3" } }], not_found: ["9"] });
    chunk(socket, 3, request, ["1", "2"], 0, 2, { presences: [{ user: { id: "1" } }] });
    const { members, presences, notFound } = await result;
    expect(idsOf({ members })).toEqual(["1", "2", "3"]);
    expect(presences).toHaveLength(2);
    expect(notFound).toEqual(["9"]);
  });

  it("23: requests of the same millisecond are told apart, whatever order their chunks come in", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const results = ["a", "b", "c"].map(
      async (query) => await bench.gateway.requestGuildMembers({ guildId: "10", query }),
    );
    const requests = requestsOf(socket);
    expect(new Set(requests.map(({ nonce }) => nonce)).size).toBe(3);
    for (const [index, request] of requests.toReversed().entries())
      chunk(socket, 2 + index, request, [request.query ?? ""]);
    expect((await Promise.all(results)).map((result) => idsOf(result))).toEqual([["a"], ["b"], ["c"]]);
  });

  it("23: more than 100 ids are asked for in parts, and answered as one", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const userIds = Array.from({ length: 250 }, (_, n) => String(1000 + n));
    const result = bench.gateway.requestGuildMembers({ guildId: "10", userIds: [...userIds, "1000"] });
    const requests = requestsOf(socket);
    expect(requests.map(({ user_ids }) => user_ids?.length)).toEqual([100, 100, 50]);
    for (const [index, request] of requests.entries()) chunk(socket, 2 + index, request, request.user_ids ?? []);
    expect(idsOf(await result)).toEqual(userIds);
  });

  it("identical requests under way share one, and each caller gets its answer", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const results = [1, 2, 3].map(async () => await bench.gateway.requestGuildMembers({ guildId: "10" }));
    const requests = requestsOf(socket);
    expect(requests).toHaveLength(1);
    for (const request of requests) chunk(socket, 2, request, ["1"]);
    expect((await Promise.all(results)).map((result) => idsOf(result))).toEqual([["1"], ["1"], ["1"]]);
  });

  it("23: all members of a guild are asked for once in 30 seconds", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const first = bench.gateway.requestGuildMembers({ guildId: "10" });
    const second = bench.gateway.requestGuildMembers({ guildId: "10", presences: true });
    const elsewhere = bench.gateway.requestGuildMembers({ guildId: "11" });
    expect(requestsOf(socket).map(({ guild_id }) => guild_id)).toEqual(["10", "11"]);
    for (const [index, request] of requestsOf(socket).entries()) chunk(socket, 2 + index, request, ["1"]);
    await Promise.all([first, elsewhere]);
    await bench.clock.advance(29_999);
    expect(requestsOf(socket)).toHaveLength(2);
    await bench.clock.advance(1);
    const [, , third] = requestsOf(socket);
    if (third === undefined) throw new Error("The second request was not sent");
    chunk(socket, 4, third, ["2"]);
    expect(idsOf(await second)).toEqual(["2"]);
  });

  it("23: RATE_LIMITED is waited for, told, and the request sent again", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const told: unknown[] = [];
    bench.gateway.on("rateLimited", (details, shardId) => told.push([details, shardId]));
    const result = bench.gateway.requestGuildMembers({ guildId: "10", timeoutMs: 5_000 });
    const [request] = requestsOf(socket);
    if (request === undefined) throw new Error("Nothing was sent");
    const meta = { guild_id: "10", nonce: request.nonce };
    socket.dispatch(2, "RATE_LIMITED", { opcode: 8, retry_after: 12.5, meta });
    expect(told).toEqual([[{ opcode: 8, retryAfterMs: 12_500, guildId: "10", nonce: request.nonce }, 0]]);
    await bench.clock.advance(12_499);
    expect(requestsOf(socket)).toHaveLength(1);
    await bench.clock.advance(1);
    expect(requestsOf(socket)).toHaveLength(2);
    chunk(socket, 3, request, ["1"]);
    expect(idsOf(await result)).toEqual(["1"]);
  });

  it("rejects with a TimeoutError when nothing comes, and not while chunks do", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const silent = bench.gateway.requestGuildMembers({ guildId: "10", timeoutMs: 1_000 });
    const slow = bench.gateway.requestGuildMembers({ guildId: "11", timeoutMs: 1_000 });
    const [, request] = requestsOf(socket);
    if (request === undefined) throw new Error("Nothing was sent");
    const failed = silent.catch((error: unknown) => error);
    await bench.clock.advance(900);
    chunk(socket, 2, request, ["1"], 0, 3);
    await bench.clock.advance(900);
    chunk(socket, 3, request, ["2"], 1, 3);
    await bench.clock.advance(900);
    chunk(socket, 4, request, ["3"], 2, 3);
    expect(await failed).toBeInstanceOf(TimeoutError);
    expect(idsOf(await slow)).toEqual(["1", "2", "3"]);
  });

  it("23: an aborted request leaves no timer and no listener behind", async () => {
    await using bench = new Bench();
    await bench.connect();
    const timers = bench.clock.pendingTimers;
    const controller = new AbortController();
    const listeners: string[] = [];
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners.push("+");
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners.push("-");
      remove(...args);
    };
    const aborted = bench.gateway.requestGuildMembers({ guildId: "10", signal });
    const answered = bench.gateway.requestGuildMembers({ guildId: "11", signal });
    const [, request] = requestsOf(bench.socket);
    if (request === undefined) throw new Error("Nothing was sent");
    chunk(bench.socket, 2, request, []);
    await answered;
    expect(listeners).toEqual(["+", "+", "-"]);
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    expect(bench.clock.pendingTimers).toBe(timers);
    await expect(bench.gateway.requestGuildMembers({ guildId: "12", signal })).rejects.toThrow("enough");
  });

  it("asks again on a new session, whose connection knows nothing of it", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    const result = bench.gateway.requestGuildMembers({ guildId: "10", timeoutMs: 60_000 });
    await bench.clock.advance(6_000);
    first.end(4009);
    const second = await bench.nextSocket();
    second.hello();
    second.ready(1, "def");
    const [request] = requestsOf(second);
    if (request === undefined) throw new Error("It was not asked again");
    chunk(second, 2, request, ["1"]);
    expect(idsOf(await result)).toEqual(["1"]);
  });

  it("reads chunks although nobody wants the event, and does not hand them out", async () => {
    await using bench = new Bench({ wanted: () => false });
    const socket = await bench.connect();
    const result = bench.gateway.requestGuildMembers({ guildId: "10" });
    for (const request of requestsOf(socket)) chunk(socket, 2, request, ["1"]);
    expect(idsOf(await result)).toEqual(["1"]);
    expect(bench.log).toEqual(["READY 1", "ready 0"]);
  });

  it("answers no ids with no members, without asking", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    expect(await bench.gateway.requestGuildMembers({ guildId: "10", userIds: [] })).toEqual({
      members: [],
      notFound: [],
    });
    expect(requestsOf(socket)).toEqual([]);
  });

  it.each([
    [{ guildId: "x" }, /guildId must be a snowflake \(was "x"\)/],
    [{ guildId: "1", query: "a", userIds: ["1"] }, /userIds can not be combined with query/],
    [{ guildId: "1", userIds: ["1", "me"] }, /userIds must hold snowflakes \(holds "me"\)/],
    [{ guildId: "1", query: "a", limit: 101 }, /limit must be at most 100/],
    [{ guildId: "1", query: "a", limit: 0 }, /limit can only be 0/],
    [{ guildId: "1", timeoutMs: 0 }, /timeoutMs must be above 0/],
  ])("refuses %j", async (options, message) => {
    await using bench = new Bench();
    await bench.connect();
    await expect(bench.gateway.requestGuildMembers(options)).rejects.toThrow(message);
  });

  it("sends to the shard of the guild, and says so when that is not here", async () => {
    await using bench = new Bench({ shards: { total: 4, ids: [1] } });
    void bench.gateway.connect().catch(() => undefined);
    const socket = await bench.opened(1);
    socket.hello();
    socket.ready();
    const result = bench.gateway.requestGuildMembers({ guildId: String(5n << 22n) });
    for (const request of requestsOf(socket)) chunk(socket, 2, request, ["1"]);
    expect(idsOf(await result)).toEqual(["1"]);
    await expect(bench.gateway.requestGuildMembers({ guildId: String(6n << 22n) })).rejects.toThrow(
      "shardId is no shard of this gateway (was 2): this gateway runs 1",
    );
  });
});

describe("setPresence()", () => {
  it("goes to every shard, and is what later sessions start with", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    await bench.gateway.setPresence({ status: "dnd", activities: [{ name: "chess", type: 0 }] });
    const presence = { status: "dnd", activities: [{ name: "chess", type: 0 }], afk: false, since: null };
    expect(first.sent.at(-1)).toEqual({ op: 3, d: presence });
    await bench.clock.advance(6_000);
    first.end(4009);
    const second = await bench.nextSocket();
    second.hello();
    expect(second.sent[0]).toMatchObject({ op: 2, d: { presence } });
  });
});
