import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Session, ShardEffect, ShardEvent } from "../src/shard-events.ts";
import type { ShardState } from "../src/shard-state.ts";
import { step } from "../src/shard-state.ts";

const session: Session = { id: "abc", resumeUrl: "wss://resume.test" };
const other: Session = { id: "def", resumeUrl: "wss://resume.test" };
const limits = { maxFailedResumes: 3 };

const states = {
  idle: { status: "idle" },
  "waiting to resume": { status: "waiting", attempt: 1, session, failedResumes: 1 },
  "waiting to identify": { status: "waiting", attempt: 1, session: undefined, failedResumes: 0 },
  queued: { status: "queued", attempt: 1 },
  "connecting to resume": { status: "connecting", attempt: 1, session, failedResumes: 1 },
  "connecting to identify": { status: "connecting", attempt: 1, session: undefined, failedResumes: 0 },
  identifying: { status: "identifying", attempt: 1, ackPending: false },
  "resuming, ACK pending": { status: "resuming", attempt: 1, session, failedResumes: 1, ackPending: true },
  "resuming for the last time": { status: "resuming", attempt: 3, session, failedResumes: 2, ackPending: false },
  ready: { status: "ready", session, ackPending: false },
  "ready, ACK pending": { status: "ready", session, ackPending: true },
  stopping: { status: "stopping" },
  stopped: { status: "stopped" },
  failed: { status: "failed", closeCode: 4004 },
} satisfies Record<string, ShardState>;

type StateName = keyof typeof states;

const events = {
  start: { type: "start", session: undefined },
  "start with a session": { type: "start", session },
  stop: { type: "stop", keepSession: false },
  "stop, keeping the session": { type: "stop", keepSession: true },
  restart: { type: "restart" },
  permitGranted: { type: "permitGranted" },
  permitFailed: { type: "permitFailed" },
  waitOver: { type: "waitOver" },
  "no HELLO": { type: "deadlinePassed", for: "hello" },
  "no READY": { type: "deadlinePassed", for: "ready" },
  "no RESUMED": { type: "deadlinePassed", for: "resumed" },
  "no close frame": { type: "deadlinePassed", for: "close" },
  heartbeatDue: { type: "heartbeatDue" },
  hello: { type: "hello", heartbeatIntervalMs: 40_000 },
  ready: { type: "ready", session: other },
  resumed: { type: "resumed" },
  heartbeatRequested: { type: "heartbeatRequested" },
  heartbeatAcknowledged: { type: "heartbeatAcknowledged" },
  reconnectRequested: { type: "reconnectRequested" },
  "invalid session": { type: "sessionInvalidated", resumable: false },
  "invalid session, resumable": { type: "sessionInvalidated", resumable: true },
  "nothing heard": { type: "muted", heard: "nothing" },
  "no events heard": { type: "muted", heard: "heartbeats" },
  corrupted: { type: "corrupted" },
  "closed, to resume": { type: "closed", code: 4000, reason: "", action: "resume", shortLived: false },
  "closed, to resume, after a moment": { type: "closed", code: 4000, reason: "", action: "resume", shortLived: true },
  "closed, for a new session": { type: "closed", code: 4009, reason: "", action: "newSession", shortLived: false },
  "closed for good": { type: "closed", code: 4004, reason: "", action: "fatal", shortLived: false },
} satisfies Record<string, ShardEvent>;

type EventName = keyof typeof events;

/** A state in a few words: what matters for the next step. */
function describeState(state: ShardState): string {
  const parts: string[] = [state.status];
  if ("attempt" in state) parts.push(`#${state.attempt}`);
  if ("session" in state && state.session !== undefined) parts.push(state.session.id);
  if ("failedResumes" in state && state.failedResumes > 0) parts.push(`failed ${state.failedResumes}`);
  if ("ackPending" in state && state.ackPending) parts.push("ACK pending");
  return parts.join(" ");
}

function describeEffect(effect: ShardEffect): string {
  switch (effect.type) {
    case "openConnection":
      return effect.resumeUrl === undefined ? "open" : "open at resume URL";
    case "setDeadline":
      return `deadline ${effect.for}`;
    case "closeConnection":
      return effect.keepSession ? "close keeping session" : "closeConnection";
    case "wait":
      return effect.reason === "backoff" ? `wait #${effect.attempt}` : `wait #${effect.attempt} ${effect.reason}`;
    case "announceClosed":
      return effect.willReconnect ? "announceClosed" : "announceClosed for good";
    case "dropConnection":
      return effect.willReconnect ? "drop" : "drop for good";
    default:
      return effect.type;
  }
}

/** state -> event -> what follows. What is not listed changes nothing and does nothing. */
const table: Record<StateName, Partial<Record<EventName, string>>> = {
  idle: {
    start: "queued #0: askPermit",
    "start with a session": "connecting #0 abc: open at resume URL, deadline hello",
    stop: "stopped: announceStopped",
    "stop, keeping the session": "stopped: announceStopped",
    permitGranted: "idle: releasePermit",
  },
  "waiting to resume": {
    stop: "stopped: cancelWait, removeSession, announceStopped",
    "stop, keeping the session": "stopped: cancelWait, announceStopped",
    permitGranted: "waiting #1 abc failed 1: releasePermit",
    waitOver: "connecting #1 abc failed 1: open at resume URL, deadline hello",
  },
  "waiting to identify": {
    stop: "stopped: cancelWait, removeSession, announceStopped",
    "stop, keeping the session": "stopped: cancelWait, announceStopped",
    permitGranted: "waiting #1: releasePermit",
    waitOver: "queued #1: askPermit",
  },
  queued: {
    stop: "stopped: releasePermit, removeSession, announceStopped",
    "stop, keeping the session": "stopped: releasePermit, announceStopped",
    permitGranted: "connecting #1: open, deadline hello",
    permitFailed: "waiting #2: wait #2",
  },
  "connecting to resume": {
    stop: "stopped: clearDeadline, releasePermit, drop for good, removeSession, announceStopped",
    "stop, keeping the session": "stopped: clearDeadline, releasePermit, drop for good, announceStopped",
    restart: "waiting #2 abc failed 1: clearDeadline, releasePermit, drop, wait #2",
    permitGranted: "connecting #1 abc failed 1: releasePermit",
    "no HELLO": "waiting #2 abc failed 1: clearDeadline, releasePermit, drop, wait #2",
    hello: "resuming #1 abc failed 1: startHeartbeats, sendResume, deadline resumed",
    reconnectRequested: "waiting #2 abc failed 1: clearDeadline, releasePermit, drop, wait #2",
    "invalid session": "waiting #2: clearDeadline, releasePermit, drop, removeSession, wait #2 invalidSession",
    "invalid session, resumable": "waiting #2 abc failed 1: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    corrupted: "waiting #2 abc failed 1: clearDeadline, releasePermit, drop, wait #2",
    "closed, to resume": "waiting #2 abc failed 1: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, to resume, after a moment":
      "waiting #2 abc failed 1: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, for a new session": "waiting #2: clearDeadline, releasePermit, announceClosed, removeSession, wait #2",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  "connecting to identify": {
    stop: "stopped: clearDeadline, releasePermit, drop for good, removeSession, announceStopped",
    "stop, keeping the session": "stopped: clearDeadline, releasePermit, drop for good, announceStopped",
    restart: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    permitGranted: "connecting #1: releasePermit",
    "no HELLO": "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    hello: "identifying #1: startHeartbeats, sendIdentify, deadline ready",
    reconnectRequested: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    "invalid session": "waiting #2: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    "invalid session, resumable": "waiting #2: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    corrupted: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    "closed, to resume": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, to resume, after a moment": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, for a new session": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  identifying: {
    stop: "stopping: closeConnection, removeSession, deadline close",
    "stop, keeping the session": "stopping: closeConnection, deadline close",
    restart: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    permitGranted: "identifying #1: releasePermit",
    "no READY": "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    heartbeatDue: "identifying #1 ACK pending: sendHeartbeat",
    ready: "ready def: clearDeadline, saveSession, announceReady",
    heartbeatRequested: "identifying #1: sendHeartbeat",
    reconnectRequested: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    "invalid session": "waiting #2: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    "invalid session, resumable": "waiting #2: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    corrupted: "waiting #2: clearDeadline, releasePermit, drop, wait #2",
    "closed, to resume": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, to resume, after a moment": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, for a new session": "waiting #2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  "resuming, ACK pending": {
    stop: "stopping: closeConnection, removeSession, deadline close",
    "stop, keeping the session": "stopping: close keeping session, deadline close",
    restart: "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2",
    permitGranted: "resuming #1 abc failed 1 ACK pending: releasePermit",
    "no RESUMED": "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2",
    heartbeatDue: "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2",
    ready: "ready def ACK pending: clearDeadline, saveSession, announceReady",
    resumed: "ready abc ACK pending: clearDeadline, saveSession, announceResumed",
    heartbeatRequested: "resuming #1 abc failed 1 ACK pending: sendHeartbeat",
    heartbeatAcknowledged: "resuming #1 abc failed 1:",
    reconnectRequested: "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2",
    "invalid session": "waiting #2: clearDeadline, releasePermit, drop, removeSession, wait #2 invalidSession",
    "invalid session, resumable": "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2 invalidSession",
    corrupted: "waiting #2 abc failed 2: clearDeadline, releasePermit, drop, wait #2",
    "closed, to resume": "waiting #2 abc failed 2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, to resume, after a moment":
      "waiting #2 abc failed 2: clearDeadline, releasePermit, announceClosed, wait #2",
    "closed, for a new session": "waiting #2: clearDeadline, releasePermit, announceClosed, removeSession, wait #2",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  "resuming for the last time": {
    stop: "stopping: closeConnection, removeSession, deadline close",
    "stop, keeping the session": "stopping: close keeping session, deadline close",
    restart: "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4",
    permitGranted: "resuming #3 abc failed 2: releasePermit",
    "no RESUMED": "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4",
    heartbeatDue: "resuming #3 abc failed 2 ACK pending: sendHeartbeat",
    ready: "ready def: clearDeadline, saveSession, announceReady",
    resumed: "ready abc: clearDeadline, saveSession, announceResumed",
    heartbeatRequested: "resuming #3 abc failed 2: sendHeartbeat",
    reconnectRequested: "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4",
    "invalid session": "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4 invalidSession",
    "invalid session, resumable":
      "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4 invalidSession",
    corrupted: "waiting #4: clearDeadline, releasePermit, drop, removeSession, wait #4",
    "closed, to resume": "waiting #4: clearDeadline, releasePermit, announceClosed, removeSession, wait #4",
    "closed, to resume, after a moment":
      "waiting #4: clearDeadline, releasePermit, announceClosed, removeSession, wait #4",
    "closed, for a new session": "waiting #4: clearDeadline, releasePermit, announceClosed, removeSession, wait #4",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  ready: {
    stop: "stopping: closeConnection, removeSession, deadline close",
    "stop, keeping the session": "stopping: close keeping session, deadline close",
    restart: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    permitGranted: "ready abc: releasePermit",
    heartbeatDue: "ready abc ACK pending: sendHeartbeat",
    heartbeatRequested: "ready abc: sendHeartbeat",
    reconnectRequested: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "invalid session": "waiting #0: clearDeadline, releasePermit, drop, removeSession, wait #0 invalidSession",
    "invalid session, resumable": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0 invalidSession",
    "nothing heard": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "no events heard": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    corrupted: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "closed, to resume": "waiting #0 abc: clearDeadline, releasePermit, announceClosed, wait #0",
    "closed, to resume, after a moment": "waiting #1 abc: clearDeadline, releasePermit, announceClosed, wait #1",
    "closed, for a new session": "waiting #0: clearDeadline, releasePermit, announceClosed, removeSession, wait #0",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  "ready, ACK pending": {
    stop: "stopping: closeConnection, removeSession, deadline close",
    "stop, keeping the session": "stopping: close keeping session, deadline close",
    restart: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    permitGranted: "ready abc ACK pending: releasePermit",
    heartbeatDue: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    heartbeatRequested: "ready abc ACK pending: sendHeartbeat",
    heartbeatAcknowledged: "ready abc:",
    reconnectRequested: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "invalid session": "waiting #0: clearDeadline, releasePermit, drop, removeSession, wait #0 invalidSession",
    "invalid session, resumable": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0 invalidSession",
    "nothing heard": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "no events heard": "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    corrupted: "waiting #0 abc: clearDeadline, releasePermit, drop, wait #0",
    "closed, to resume": "waiting #0 abc: clearDeadline, releasePermit, announceClosed, wait #0",
    "closed, to resume, after a moment": "waiting #1 abc: clearDeadline, releasePermit, announceClosed, wait #1",
    "closed, for a new session": "waiting #0: clearDeadline, releasePermit, announceClosed, removeSession, wait #0",
    "closed for good": "failed: clearDeadline, releasePermit, removeSession, announceClosed for good, announceFailed",
  },
  stopping: {
    permitGranted: "stopping: releasePermit",
    "no close frame": "stopped: drop for good, announceStopped",
    "closed, to resume": "stopped: clearDeadline, announceClosed for good, announceStopped",
    "closed, to resume, after a moment": "stopped: clearDeadline, announceClosed for good, announceStopped",
    "closed, for a new session": "stopped: clearDeadline, announceClosed for good, announceStopped",
    "closed for good": "stopped: clearDeadline, announceClosed for good, announceStopped",
  },
  stopped: {
    stop: "stopped: announceStopped",
    "stop, keeping the session": "stopped: announceStopped",
    permitGranted: "stopped: releasePermit",
  },
  failed: {
    stop: "failed: announceStopped",
    "stop, keeping the session": "failed: announceStopped",
    permitGranted: "failed: releasePermit",
  },
};

const stateNames = Object.keys(states) as StateName[];
const eventNames = Object.keys(events) as EventName[];

describe.each(stateNames)("a shard that is %s", (stateName) => {
  it.each(eventNames)("on: %s", (eventName) => {
    const state = states[stateName];
    const [next, effects] = step(state, events[eventName], limits);
    const expected = table[stateName][eventName] ?? `${describeState(state)}:`;
    const shown = `${describeState(next)}: ${effects.map((effect) => describeEffect(effect)).join(", ")}`.trim();
    expect(shown).toBe(expected);
  });
});

it("goes to the first URL every other time when a resume URL keeps failing", () => {
  const urls = [0, 1, 2, 3, 4, 5].map((attempt) => {
    const [, effects] = step({ status: "waiting", attempt, session, failedResumes: 0 }, { type: "waitOver" }, limits);
    const [open] = effects;
    return open?.type === "openConnection" ? open.resumeUrl : "?";
  });
  expect(urls).toEqual([
    session.resumeUrl,
    session.resumeUrl,
    session.resumeUrl,
    undefined,
    session.resumeUrl,
    undefined,
  ]);
});

const anyEvent = fc.constantFrom(...eventNames).map((name) => events[name]);

propertyTest.prop([fc.array(anyEvent, { maxLength: 60 })])(
  "whatever happens, it has one connection at most, owes no permit, and does nothing once it has ended",
  (sequence) => {
    let state: ShardState = { status: "idle" };
    let connections = 0;
    let permits = 0;
    for (const event of [events.start, ...sequence]) {
      const ended = state.status === "stopped" || state.status === "failed";
      // The other side closes only what is open, and the gate grants only what was asked for.
      if (event.type === "closed" && connections === 0) continue;
      if (event.type === "permitGranted") {
        if (permits !== 1) continue;
        permits = 2;
      }
      if (event.type === "permitFailed") {
        if (permits !== 1) continue;
        permits = 0;
      }
      if (event.type === "closed") connections -= 1;
      const [next, effects] = step(state, event, limits);
      for (const { type } of effects) {
        if (type === "openConnection") connections += 1;
        if (type === "dropConnection") connections -= 1;
        if (type === "askPermit") permits = 1;
        if (type === "releasePermit" || type === "sendIdentify") permits = 0;
      }
      expect(connections).toBe(
        ["connecting", "identifying", "resuming", "ready", "stopping"].includes(next.status) ? 1 : 0,
      );
      expect(permits).toBe(
        next.status === "queued" ? 1 : next.status === "connecting" && next.session === undefined ? 2 : 0,
      );
      if (ended)
        expect(effects.filter(({ type }) => type !== "announceStopped" && type !== "releasePermit")).toEqual([]);
      state = next;
    }
  },
);
