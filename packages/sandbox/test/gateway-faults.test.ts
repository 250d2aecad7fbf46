import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();

describe("a fault of the gateway", () => {
  it("cuts connections with a close code, one shard only if asked", async () => {
    const sandbox = await start();
    const [zero, one] = [connect(), connect()];
    await zero.ready(sandbox.token, { shard: [0, 2] });
    await one.ready(sandbox.token, { shard: [1, 2] });
    expect(sandbox.faults.cutGateway({ shardId: 1, code: 4000 })).toBe(1);
    expect((await one.closed).code).toBe(4000);
    await zero.flush();
  });

  it("asks for a reconnect (op 7) and leaves the connection open", async () => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    sandbox.faults.reconnect();
    expect((await client.op(7)).d).toBeNull();
    await client.flush();
  });

  it("invalidates sessions (op 9): a resumable one can be resumed on the same connection", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    const seq = client.lastSeq;
    sandbox.faults.invalidateSession({ resumable: true });
    expect((await client.op(9)).d).toBe(true);
    await sandbox.user("alice").sendMessage("general", "meanwhile");
    client.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq });
    expect((await client.event("MESSAGE_CREATE")).d.content).toBe("meanwhile");
    await client.event("RESUMED");
  });

  it("invalidates sessions for good, after which nothing but identify is taken", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const client = connect();
    const ready = await client.ready(sandbox.token);
    sandbox.faults.invalidateSession();
    expect((await client.op(9)).d).toBe(false);
    client.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: 1 });
    expect((await client.op(9)).d).toBe(false);
    client.identify(sandbox.token);
    await client.event("READY");
    sandbox.faults.invalidateSession();
    client.send(3, { status: "idle", activities: [], since: null, afk: false });
    expect((await client.closed).code).toBe(4003);
  });

  it("mutes connections: nothing comes, nothing is read, nothing closes; a resume elsewhere brings it all", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    const before = client.received.length;
    expect(sandbox.faults.muteGateway()).toBe(1);
    client.send(1, client.lastSeq);
    await sandbox.user("alice").sendMessage("general", "unheard");
    const second = connect();
    await second.op(10);
    expect(client.received).toHaveLength(before);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: client.lastSeq });
    expect((await second.event("MESSAGE_CREATE")).d.content).toBe("unheard");
  });

  it("says nothing to new connections either, when asked, until it is cleared", async () => {
    const sandbox = await start();
    sandbox.faults.muteGateway({ newConnections: true });
    const client = connect();
    await new Promise((resolve) => {
      client.socket.on("open", resolve);
    });
    sandbox.faults.clear();
    const second = connect();
    await second.ready(sandbox.token);
    expect(client.received).toEqual([]);
  });

  it("asks for a heartbeat (op 1)", async () => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    sandbox.faults.requestHeartbeat();
    expect((await client.op(1)).d).toBeNull();
  });

  it("leaves as many heartbeats unanswered as asked", async () => {
    const sandbox = await start();
    const client = connect();
    await client.op(10);
    sandbox.faults.dropHeartbeatAcks(2);
    for (let index = 0; index < 3; index++) client.send(1, null);
    client.identify(sandbox.token);
    await client.event("READY");
    expect(client.received.filter(({ op }) => op === 11)).toHaveLength(1);
  });

  it("delays everything, and keeps the order when the delay ends", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const client = connect();
    await client.ready(sandbox.token);
    await client.flush();
    const before = client.dispatches("MESSAGE_CREATE").length;
    sandbox.faults.delayGateway(500);
    await sandbox.user("alice").sendMessage("general", "one");
    await clock.advance(499);
    sandbox.faults.delayGateway(0);
    await sandbox.user("alice").sendMessage("general", "two");
    expect(client.dispatches("MESSAGE_CREATE")).toHaveLength(before);
    await clock.advance(1);
    await client.next(({ d }) => d?.content === "two");
    expect(client.dispatches("MESSAGE_CREATE").map(({ d }) => d.content)).toEqual(["one", "two"]);
  });

  it("refuses as many resumes as asked", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    sandbox.faults.refuseResumes();
    await client.close(4000);
    const second = connect();
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: 1 });
    expect((await second.op(9)).d).toBe(false);
  });

  it.each([
    ["a close code no server sends", () => ({ code: 1006 }), /code must be a close code/],
    ["a close code below the range", () => ({ code: 200 }), /was 200/],
  ])("says what is wrong with %s", async (_what, target, message) => {
    const sandbox = await start();
    expect(() => sandbox.faults.cutGateway(target())).toThrow(message);
  });
});

async function chaosOf(seed: number): Promise<unknown[]> {
  const clock = new FakeClock();
  const sandbox = await start({ clock, limits: { gateway: { identifyIntervalMs: 0 } } });
  sandbox.faults.chaos({ seed, everyMs: 100 });
  await clock.advance(5000);
  const planned: unknown[] = [];
  const request = { method: "GET", route: "/users/@me", path: "/users/@me" };
  for (let fault = sandbox.faults.take(request); fault !== undefined; fault = sandbox.faults.take(request))
    planned.push(fault.kind);
  sandbox.faults.clear();
  await clock.advance(5000);
  expect(sandbox.faults.pending).toBe(0);
  return planned;
}

describe("chaos", () => {
  it("is the same for the same seed, and ends when it is cleared", async () => {
    const first = await chaosOf(7);
    expect(first.length).toBeGreaterThan(5);
    expect(await chaosOf(7)).toEqual(first);
    expect(await chaosOf(8)).not.toEqual(first);
  });
});

describe("planned faults of the API", () => {
  const request = { method: "POST", route: "/channels/{channel_id}/messages", path: "/channels/1/messages" };

  it("are used up in order, each by a request that it matches", async () => {
    const { faults } = await start();
    faults.failNext(502, { match: { method: "get" } });
    faults.rateLimitNext({ retryAfterMs: 250, match: { route: "/channels/:id/messages" }, times: 2 });
    faults.resetNext({ match: { route: /^\/channels/g } });
    expect(faults.take(request)).toEqual({ kind: "rateLimit", retryAfterMs: 250, scope: "user" });
    expect(faults.take(request)).toMatchObject({ kind: "rateLimit" });
    expect(faults.take({ ...request, method: "DELETE" })).toEqual({ kind: "reset" });
    expect(faults.take(request)).toBeUndefined();
    expect(faults.pending).toBe(1);
    expect(faults.take({ ...request, method: "GET" })).toEqual({ kind: "status", status: 502 });
    expect(faults.pending).toBe(0);
  });

  it("refuse what makes no sense", async () => {
    const { faults } = await start();
    expect(() => faults.failNext(200)).toThrow(/status must be an HTTP error status between 400 and 599 \(was 200\)/);
    expect(() => faults.stallNext({ times: 0 })).toThrow(/times must be a whole number of at least 1 \(was 0\)/);
    expect(() => faults.delayNext(-1)).toThrow(/ms must be at least 0/);
    expect(() => faults.chaos({ everyMs: 0 })).toThrow(/everyMs must be above 0/);
  });
});
