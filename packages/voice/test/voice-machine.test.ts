import { VoiceError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { voiceCloseActionFor, voiceCloseCodes } from "../src/connection/close-codes.ts";
import type { VoiceEffect, VoiceEvent } from "../src/connection/voice-events.ts";
import { step } from "../src/connection/voice-machine.ts";
import type { VoiceState, VoiceStatus } from "../src/connection/voice-state.ts";

const limits = { maxResumes: 3, maxRejoins: 3 };
const modes = ["aead_aes256_gcm_rtpsize"];
const secretKey = new Uint8Array(32);

const join: VoiceEvent = { type: "join", channelId: "10" };
const member = (sessionId = "s1", channelId: string | null = "10"): VoiceEvent => ({
  type: "voiceState",
  sessionId,
  channelId,
});
const server = (token = "t1", endpoint: string | null = "host:1"): VoiceEvent => ({
  type: "voiceServer",
  token,
  endpoint,
});
const opened: VoiceEvent = { type: "opened" };
const hello: VoiceEvent = { type: "hello", heartbeatIntervalMs: 1_000 };
const serverReady: VoiceEvent = { type: "serverReady", ssrc: 1, ip: "127.0.0.1", port: 5, modes };
const discovered: VoiceEvent = { type: "discovered", address: "1.2.3.4", port: 6 };
const described: VoiceEvent = { type: "sessionDescription", mode: modes[0] ?? "", secretKey, daveVersion: 1 };
const closed = (code: number): VoiceEvent => ({ type: "closed", code, reason: "", action: voiceCloseActionFor(code) });
const untilReady = [join, member(), server(), opened, serverReady, discovered, described];

function run(events: readonly VoiceEvent[], from: VoiceState = { status: "idle" }): [VoiceState, VoiceEffect[]] {
  let state = from;
  let last: VoiceEffect[] = [];
  for (const event of events) [state, last] = step(state, event, limits);
  return [state, last];
}

function after(...events: VoiceEvent[]): VoiceState {
  return run(events)[0];
}

const ready = after(...untilReady);
const resuming = after(...untilReady, closed(1006));
const states: Record<string, VoiceState> = {
  idle: { status: "idle" },
  "signalling, nothing yet": after(join),
  "signalling with the voice state": after(join, member()),
  "signalling with the server": after(join, server()),
  opening: after(join, member(), server()),
  identifying: after(join, member(), server(), opened),
  discovering: after(join, member(), server(), opened, serverReady),
  selecting: after(join, member(), server(), opened, serverReady, discovered),
  ready,
  "ready after a region change": run([server("t2"), opened, serverReady, discovered, described], ready)[0],
  "ready, moving": run([{ type: "join", channelId: "11" }], ready)[0],
  "ready, moving, with the server": run([{ type: "join", channelId: "11" }, server("t2")], ready)[0],
  "ready, moving, with the voice state": run([{ type: "join", channelId: "11" }, member("s2", "11")], ready)[0],
  "resuming, waiting": resuming,
  "resuming, opening": run([{ type: "waitOver" }], resuming)[0],
  "resuming, sent": run([{ type: "waitOver" }, opened], resuming)[0],
  waiting: after(...untilReady, closed(4006)),
  "awaiting a server": after(...untilReady, closed(4022)),
  "awaiting a move": after(...untilReady, closed(4014)),
  closed: after(...untilReady, { type: "leave" }),
};

const deadlines = [
  "signalling",
  "opening",
  "identifying",
  "discovering",
  "selecting",
  "settling",
  "resuming",
  "server",
];
const events: VoiceEvent[] = [
  join,
  { type: "join", channelId: "11" },
  { type: "leave" },
  member(),
  member("s2"),
  member("s1", "11"),
  member("s1", null),
  server(),
  server("t9"),
  server("t1", null),
  { type: "signallingFailed", error: new VoiceError("no") },
  { type: "mainSessionStarted" },
  opened,
  hello,
  serverReady,
  discovered,
  { type: "transportFailed", error: new VoiceError("no"), fatal: false },
  { type: "transportFailed", error: new VoiceError("no"), fatal: true },
  described,
  { type: "resumed" },
  { type: "heartbeatDue" },
  { type: "heartbeatAcknowledged" },
  { type: "keyExhausted" },
  { type: "waitOver" },
  ...[1000, 1006, 4999, ...Object.keys(voiceCloseCodes).map(Number)].map(closed),
  ...deadlines.map((name) => ({ type: "deadlinePassed", for: name }) as VoiceEvent),
];

/** What each state has running: exactly this has to be let go of when it is left. */
const holds: Record<VoiceStatus, { socket: boolean; session: boolean; deadline: boolean; wait: boolean }> = {
  idle: { socket: false, session: false, deadline: false, wait: false },
  signalling: { socket: false, session: false, deadline: true, wait: false },
  opening: { socket: true, session: false, deadline: true, wait: false },
  identifying: { socket: true, session: false, deadline: true, wait: false },
  discovering: { socket: true, session: true, deadline: true, wait: false },
  selecting: { socket: true, session: true, deadline: true, wait: false },
  ready: { socket: true, session: true, deadline: true, wait: false },
  resuming: { socket: true, session: true, deadline: true, wait: true },
  waiting: { socket: false, session: false, deadline: false, wait: true },
  awaitingServer: { socket: false, session: false, deadline: true, wait: false },
  closed: { socket: false, session: false, deadline: false, wait: false },
};

/** What is wrong with a step, in words. */
function faults(state: VoiceState, event: VoiceEvent): string[] {
  const [next, effects] = step(state, event, limits);
  const types = effects.map(({ type }) => type);
  const wrong: string[] = [];
  const expectEffect = (type: VoiceEffect["type"], isDue: boolean): void => {
    if (isDue && !types.includes(type)) wrong.push(`${event.type} -> ${next.status} without ${type}`);
  };
  const had = holds[state.status];
  const has = holds[next.status];
  // What was held and is no more has been let go of.
  const renewed = types.includes("openSocket") && event.type !== "waitOver";
  expectEffect("endSession", had.session && (!has.session || renewed));
  expectEffect("closeSocket", had.socket && !has.socket);
  expectEffect("clearDeadline", had.deadline && !has.deadline);
  const waited = had.wait && (state.status !== "resuming" || state.phase === "waiting");
  expectEffect("cancelWait", waited && !has.wait && event.type !== "waitOver");
  // Every wait for the other side has its end.
  expectEffect("setDeadline", next.status !== state.status && has.deadline && next.status !== "resuming");
  // The end is told, once, and nothing comes after it.
  const announced = types.filter((type) => type === "announceClosed").length;
  if (announced !== Number(next.status === "closed" && state.status !== "closed"))
    wrong.push(`${event.type}: end told ${announced} times`);
  if (state.status === "closed" && (next !== state || types.length > 0)) wrong.push(`${event.type} revives`);
  return wrong;
}

describe("every state with every event", () => {
  it.each(Object.entries(states))("is defined, and lets go of what it leaves: %s", (_, state) => {
    const before = structuredClone({ ...state, error: undefined });
    expect(events.flatMap((event) => faults(state, event))).toEqual([]);
    expect({ ...state, error: undefined }).toEqual(before);
  });
});

describe("credentials", () => {
  it.each([
    ["state before server", [member(), server()]],
    ["server before state (the order that leaves others stuck in signalling)", [server(), member()]],
  ])("open the connection in either order: %s", (_, pair) => {
    const [state, effects] = run([join, ...pair]);
    expect(state).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s1", channelId: "10" }, server: { token: "t1", endpoint: "host:1" } },
    });
    expect(effects).toContainEqual({ type: "openSocket", endpoint: "host:1" });
  });

  it("are never half new (pitfall 27): after 4006 a server update alone does not identify with the old session", () => {
    const state = after(...untilReady, closed(4006), { type: "waitOver" }, server("t2"));
    expect(state).toMatchObject({ status: "signalling", membership: undefined });
    const [next, effects] = run([member("s2")], state);
    expect(next).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s2" }, server: { token: "t2" } },
    });
    expect(effects.map(({ type }) => type)).toContain("openSocket");
  });

  it("ignore an echo of the channel before, and of leaving it", () => {
    const state = after(join, member("old", "9"), member("old", null), server());
    expect(state).toMatchObject({ status: "signalling", membership: undefined });
  });

  it("of a region change are the known session with the new token, which identifies afresh", () => {
    const [state, effects] = run([server("t2", "other:2")], ready);
    expect(state).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s1" }, server: { token: "t2" } },
    });
    expect(effects.map(({ type }) => type)).toEqual([
      "clearDeadline",
      "closeSocket",
      "endSession",
      "openSocket",
      "setDeadline",
    ]);
    expect(run([opened], state)[1]).toContainEqual(expect.objectContaining({ type: "sendIdentify" }));
  });

  it("that come twice start nothing anew", () => {
    expect(run([server()], ready)).toEqual([ready, []]);
  });

  it.each([
    ["state first", [member("s2", "11"), server("t2")]],
    ["server first", [server("t2"), member("s2", "11")]],
  ])("of a move are taken together: %s", (_, pair) => {
    const credentials = {
      membership: { sessionId: "s2", channelId: "11" },
      server: { token: "t2", endpoint: "host:1" },
    };
    const state = run(pair, ready)[0];
    expect(state).toMatchObject({ status: "opening", credentials });
    expect(run([opened], state)[1]).toContainEqual({ type: "sendIdentify", credentials });
  });

  it("of a move whose voice state comes after Identify replace the connection", () => {
    const [state, effects] = run([server("t2"), opened, member("s2", "11")], ready);
    expect(state).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s2" }, server: { token: "t2" } },
    });
    expect(effects.map(({ type }) => type)).toContain("closeSocket");
  });

  it("tell DAVE of the channel, when only that came late", () => {
    const state = run([server("t2"), opened, serverReady, discovered, described], ready)[0];
    expect(run([member("s1", "11")], state)[1]).toEqual([{ type: "changeChannel", channelId: "11" }]);
  });

  it("with endpoint null drop the connection and wait, without reconnecting", () => {
    const [state, effects] = run([server("t2", null)], ready);
    expect(state.status).toBe("awaitingServer");
    expect(effects.map(({ type }) => type)).toEqual(["clearDeadline", "closeSocket", "endSession", "setDeadline"]);
    expect(run([server("t3", "new:1")], state)[0]).toMatchObject({
      status: "opening",
      credentials: { server: { token: "t3" } },
    });
  });
});

describe("a move of one's own", () => {
  const moving = run([{ type: "join", channelId: "11" }], ready)[0];
  const credentials = { membership: { sessionId: "s2", channelId: "11" }, server: { token: "t2", endpoint: "host:1" } };

  it("keeps what there is until both halves of the new credentials have come", () => {
    expect(run([{ type: "join", channelId: "11" }], ready)[1]).toEqual([
      { type: "sendVoiceState", channelId: "11" },
      { type: "setDeadline", for: "signalling" },
    ]);
    for (const pair of [
      [member("s2", "11"), server("t2")],
      [server("t2"), member("s2", "11")],
    ]) {
      const half = run(pair.slice(0, 1), moving);
      expect([half[0].status, half[1]]).toEqual(["ready", []]);
      expect(run(pair.slice(1), half[0])[0]).toMatchObject({ status: "opening", credentials });
    }
  });

  it("that nothing comes of leaves the connection where it is", () => {
    const [state, effects] = run([{ type: "deadlinePassed", for: "signalling" }], moving);
    expect(state).toMatchObject({ status: "ready", move: undefined });
    expect(effects).toEqual([
      { type: "setDeadline", for: "settling" },
      { type: "announceMoveFailed", channelId: "11", error: expect.any(VoiceError) },
    ]);
    expect(run([{ type: "deadlinePassed", for: "signalling" }], ready)).toEqual([ready, []]);
  });

  it("whose old connection Discord ends first goes on with what has come", () => {
    expect(run([server("t2"), closed(4014), member("s2", "11")], moving)[0]).toMatchObject({
      status: "opening",
      credentials,
    });
    expect(run([member("s2", "11"), closed(4014), server("t2")], moving)[0]).toMatchObject({
      status: "opening",
      credentials,
    });
    expect(run([closed(4014), member("s2", "11"), server("t2")], moving)[0]).toMatchObject({
      status: "opening",
      credentials,
    });
  });

  it("that is taken back is over with its echo", () => {
    const [state, effects] = run([{ type: "join", channelId: "10" }, member()], moving);
    expect([state, effects]).toEqual([ready, [{ type: "setDeadline", for: "settling" }]]);
  });

  it("does not lose a region change that came meanwhile", () => {
    const state = run([server("t3", "other:2"), { type: "deadlinePassed", for: "signalling" }], moving)[0];
    expect(state).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s1" }, server: { token: "t3" } },
    });
  });

  it("that fails for good is tried again at the channel that is wanted", () => {
    expect(run([closed(4006)], moving)[0]).toMatchObject({ status: "waiting", channelId: "11" });
  });
});

describe("close codes (pitfall 28)", () => {
  it.each([1000, 1001, 1006, 4015])("%i resumes, with keys and UDP as they are", (code) => {
    const [state, effects] = run([closed(code)], ready);
    expect(state).toMatchObject({ status: "resuming" });
    expect(effects.map(({ type }) => type)).not.toContain("endSession");
    const [sent, resume] = run([{ type: "waitOver" }, opened], state);
    expect(resume).toContainEqual(expect.objectContaining({ type: "sendResume" }));
    expect(run([{ type: "resumed" }], sent)[0].status).toBe("ready");
  });

  it.each([4006, 4009, 4011, 4999])("%i joins afresh: leaves, and asks for new credentials", (code) => {
    const [waiting] = run([closed(code)], ready);
    expect(waiting.status).toBe("waiting");
    const [state, effects] = run([{ type: "waitOver" }], waiting);
    expect(state).toMatchObject({ status: "signalling", membership: undefined, server: undefined });
    expect(effects.slice(0, 2)).toEqual([
      { type: "sendVoiceState", channelId: null },
      { type: "sendVoiceState", channelId: "10" },
    ]);
  });

  it.each([4001, 4002, 4003, 4005, 4012, 4016, 4017, 4020])(
    "%i ends the connection, and leaves the channel",
    (code) => {
      const [state, effects] = run([closed(code)], ready);
      expect(state).toMatchObject({ status: "closed", error: { closeCode: code } });
      expect(effects).toContainEqual({ type: "sendVoiceState", channelId: null });
    },
  );

  it("4017 says plainly what to do", () => {
    const [state] = run([closed(4017)], ready);
    expect(state).toMatchObject({ error: { message: expect.stringMatching(/DAVE.*update @zignal\/voice/) } });
  });

  it("4004 joins afresh once, then fails", () => {
    const again = [{ type: "waitOver" } as const, member("s2"), server("t2"), opened];
    const [state] = run([closed(4004), ...again], after(join, member(), server(), opened));
    expect(state.status).toBe("identifying");
    expect(run([closed(4004)], state)[0]).toMatchObject({ status: "closed", error: { closeCode: 4004 } });
  });

  it("4014 does not reconnect; a kick ends it", () => {
    const [state, effects] = run([closed(4014)], ready);
    expect(effects.map(({ type }) => type)).not.toContain("openSocket");
    expect(run([member("s1", null)], state)[0]).toMatchObject({ status: "closed", error: { closeCode: 4014 } });
  });

  it("4014 with a server alone waits for the voice state: the half could be old", () => {
    const state = run([closed(4014), server("t2")], ready)[0];
    expect(state.status).toBe("awaitingServer");
    expect(run([member("s2", "11")], state)[0]).toMatchObject({
      status: "opening",
      credentials: { membership: { sessionId: "s2", channelId: "11" }, server: { token: "t2" } },
    });
  });

  it("4014 of a move whose voice state came first connects with the server update", () => {
    const state = run([member("s2", "11"), closed(4014), server("t2")], ready)[0];
    expect(state).toMatchObject({ status: "opening", credentials: { membership: { sessionId: "s2" } } });
  });

  it.each([4021, 4022])("%i does not reconnect by itself, and connects to a new server", (code) => {
    const [state, effects] = run([closed(code)], ready);
    expect(effects.map(({ type }) => type)).toEqual(["clearDeadline", "closeSocket", "endSession", "setDeadline"]);
    expect(run([server("t2")], state)[0].status).toBe("opening");
    expect(run([{ type: "deadlinePassed", for: "server" }], state)[0]).toMatchObject({
      status: "closed",
      error: { closeCode: code },
    });
  });
});

describe("bounds", () => {
  it("a session that can not be resumed is given up for a new one", () => {
    let state = ready;
    for (let attempt = 0; attempt < limits.maxResumes; attempt++) {
      state = run([closed(1006)], state)[0];
      expect(state.status).toBe("resuming");
      state = run([{ type: "waitOver" }], state)[0];
    }
    expect(run([closed(1006)], state)[0].status).toBe("waiting");
  });

  it("resumes that succeed and do not last count as well, until one has settled", () => {
    const flap = [closed(1006), { type: "waitOver" } as const, opened, { type: "resumed" } as const];
    const flapping = run([...flap, ...flap, ...flap], ready)[0];
    expect(run([closed(1006)], flapping)[0].status).toBe("waiting");
    const settled = run([{ type: "deadlinePassed", for: "settling" }, closed(1006)], flapping)[0];
    expect(settled).toMatchObject({ status: "resuming", tries: { resumes: 1 } });
  });

  it("sessions that are refused again and again end the connection", () => {
    const again = [closed(4006), { type: "waitOver" } as const, member(), server(), opened];
    const state = run([...again, ...again, ...again], ready)[0];
    expect(state.status).toBe("identifying");
    expect(run([closed(4006)], state)[0]).toMatchObject({ status: "closed", error: { closeCode: 4006 } });
  });

  it("Hello may come before or after what answers it: it only sets the beat", () => {
    for (const name of ["identifying", "discovering", "selecting", "ready", "resuming, sent"]) {
      const state = states[name] ?? { status: "idle" };
      expect(step(state, hello, limits)).toEqual([state, [{ type: "startHeartbeats", intervalMs: 1_000 }]]);
    }
  });

  it("a heartbeat that was not answered resumes", () => {
    const [state, effects] = run([{ type: "heartbeatDue" }, { type: "heartbeatDue" }], ready);
    expect(state.status).toBe("resuming");
    expect(effects.map(({ type }) => type)).toContain("dropSocket");
  });

  it("a heartbeat that was answered does not", () => {
    const due = { type: "heartbeatDue" } as const;
    expect(run([due, { type: "heartbeatAcknowledged" }, due], ready)[0].status).toBe("ready");
  });

  it("a connection that breaks before it was ready joins afresh: Identify is for once", () => {
    expect(after(join, member(), server(), opened, closed(1006)).status).toBe("waiting");
  });

  it("a new main session joins afresh, without leaving first", () => {
    const [state, effects] = run([{ type: "mainSessionStarted" }], ready);
    expect(state).toMatchObject({ status: "signalling", membership: undefined });
    expect(effects.filter(({ type }) => type === "sendVoiceState")).toEqual([
      { type: "sendVoiceState", channelId: "10" },
    ]);
  });

  it("nonces that run out start a new session", () => {
    const [state, effects] = run([{ type: "keyExhausted" }], ready);
    expect(state.status).toBe("waiting");
    expect(effects.map(({ type }) => type)).toContain("endSession");
  });
});
