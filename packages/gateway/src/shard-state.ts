import type {
  Deadline,
  DropReason,
  Session,
  ShardEffect,
  ShardEvent,
  ShardLimits,
  WaitReason,
} from "./shard-events.ts";

/** Where a shard is in its life. Each state holds only what exists in it. */
export type ShardState =
  /** Not started. */
  | { status: "idle" }
  /** Pauses before the next attempt. */
  | { status: "waiting"; attempt: number; session: Session | undefined; failedResumes: number }
  /** Waits for its permit to identify; no connection yet. */
  | { status: "queued"; attempt: number }
  /** The connection is being opened, or is open and HELLO has not come. Without a session the permit is held. */
  | { status: "connecting"; attempt: number; session: Session | undefined; failedResumes: number }
  /** Identify was sent, READY has not come. */
  | { status: "identifying"; attempt: number; ackPending: boolean }
  /** Resume was sent; missed events arrive until RESUMED. */
  | { status: "resuming"; attempt: number; session: Session; failedResumes: number; ackPending: boolean }
  | { status: "ready"; session: Session; ackPending: boolean }
  /** Stopped by its owner; the connection is being closed. */
  | { status: "stopping" }
  /** Stopped by its owner; nothing is held any more. */
  | { status: "stopped" }
  /** Discord does not allow to reconnect. */
  | { status: "failed"; closeCode: number };

export type ShardStatus = ShardState["status"];

type Step = [next: ShardState, effects: ShardEffect[]];

/**
 * Decides what a shard does next. Pure: no socket, timer, clock or randomness; `Shard` performs the effects in their
 * order. Events that do not fit the state (a late timer, a message out of turn) change nothing.
 */
export function step(state: ShardState, event: ShardEvent, limits: ShardLimits): Step {
  switch (event.type) {
    case "start":
      return onStart(state, event.session);
    case "stop":
      return onStop(state, event.keepSession);
    case "restart":
      return onLost(state, limits, { why: "reconnect requested by the application" });
    case "permitGranted":
      return onPermitGranted(state);
    case "permitFailed":
      return state.status === "queued" ? wait(state.attempt + 1, undefined, 0) : same(state);
    case "waitOver":
      return onWaitOver(state);
    case "deadlinePassed":
      return onDeadlinePassed(state, event.for, limits);
    case "heartbeatDue":
      return onHeartbeatDue(state, limits);
    case "hello":
      return onHello(state, event.heartbeatIntervalMs);
    case "ready":
      return onReady(state, event.session);
    case "resumed":
      return onResumed(state);
    case "heartbeatRequested":
      // Says nothing about the regular heartbeat's answer, so `ackPending` stays as it is.
      return isTalking(state) ? [state, [{ type: "sendHeartbeat" }]] : same(state);
    case "heartbeatAcknowledged":
      return isTalking(state) && state.ackPending ? [{ ...state, ackPending: false }, []] : same(state);
    case "reconnectRequested":
      return onLost(state, limits, { why: "reconnect requested by Discord", again: event.again === true });
    case "sessionInvalidated":
      return onLost(state, limits, { why: "session invalidated", invalid: !event.resumable, reason: "invalidSession" });
    case "muted":
      if (state.status !== "ready") return same(state);
      return onLost(state, limits, { why: event.heard === "nothing" ? "nothing was heard" : "no events were heard" });
    case "corrupted":
      return onLost(state, limits, { why: "unreadable data", again: event.again === true });
    default:
      return onClosed(state, event, limits);
  }
}

/** States with a connection on which HELLO has come. */
type Talking = Extract<ShardState, { ackPending: boolean }>;

function isTalking(state: ShardState): state is Talking {
  return state.status === "identifying" || state.status === "resuming" || state.status === "ready";
}

function same(state: ShardState): Step {
  return [state, []];
}

function wait(
  attempt: number,
  session: Session | undefined,
  failedResumes: number,
  reason: WaitReason = "backoff",
): Step {
  return [{ status: "waiting", attempt, session, failedResumes }, [{ type: "wait", attempt, reason }]];
}

/** Opens a connection for `session`, or asks for the permit to start a new one. */
function connect(attempt: number, session: Session | undefined, failedResumes: number): Step {
  if (session === undefined) return [{ status: "queued", attempt }, [{ type: "askPermit" }]];
  // A resume URL may be stale: every other attempt after the first two goes to the first URL, which resumes as well.
  const resumeUrl = attempt > 2 && attempt % 2 === 1 ? undefined : session.resumeUrl;
  return [
    { status: "connecting", attempt, session, failedResumes },
    [
      { type: "openConnection", resumeUrl },
      { type: "setDeadline", for: "hello" },
    ],
  ];
}

function onStart(state: ShardState, session: Session | undefined): Step {
  return state.status === "idle" ? connect(0, session, 0) : same(state);
}

function onStop(state: ShardState, keepSession: boolean): Step {
  const forget: ShardEffect[] = keepSession ? [] : [{ type: "removeSession" }];
  const stopped: ShardEffect = { type: "announceStopped" };
  switch (state.status) {
    case "idle":
      return [{ status: "stopped" }, [stopped]];
    case "waiting":
      return [{ status: "stopped" }, [{ type: "cancelWait" }, ...forget, stopped]];
    case "queued":
      return [{ status: "stopped" }, [{ type: "releasePermit" }, ...forget, stopped]];
    case "connecting": {
      // Nobody on the other side knows of the connection yet.
      const drop: ShardEffect = {
        type: "dropConnection",
        why: "disconnect requested by the application",
        willReconnect: false,
      };
      return [{ status: "stopped" }, [{ type: "clearDeadline" }, { type: "releasePermit" }, drop, ...forget, stopped]];
    }
    case "identifying":
    case "resuming":
    case "ready":
      return [
        { status: "stopping" },
        [
          { type: "closeConnection", keepSession: keepSession && state.status !== "identifying" },
          ...forget,
          { type: "setDeadline", for: "close" },
        ],
      ];
    case "stopping":
      return same(state);
    default:
      return [state, [stopped]];
  }
}

function onPermitGranted(state: ShardState): Step {
  if (state.status !== "queued") return [state, [{ type: "releasePermit" }]];
  return [
    { status: "connecting", attempt: state.attempt, session: undefined, failedResumes: 0 },
    [
      { type: "openConnection", resumeUrl: undefined },
      { type: "setDeadline", for: "hello" },
    ],
  ];
}

function onWaitOver(state: ShardState): Step {
  return state.status === "waiting" ? connect(state.attempt, state.session, state.failedResumes) : same(state);
}

function onHello(state: ShardState, intervalMs: number): Step {
  if (state.status !== "connecting") return same(state);
  const { attempt, session, failedResumes } = state;
  const beat: ShardEffect = { type: "startHeartbeats", intervalMs };
  if (session === undefined) {
    return [
      { status: "identifying", attempt, ackPending: false },
      [beat, { type: "sendIdentify" }, { type: "setDeadline", for: "ready" }],
    ];
  }
  return [
    { status: "resuming", attempt, session, failedResumes, ackPending: false },
    [beat, { type: "sendResume", session }, { type: "setDeadline", for: "resumed" }],
  ];
}

function onReady(state: ShardState, session: Session): Step {
  if (state.status !== "identifying" && state.status !== "resuming") return same(state);
  return [
    { status: "ready", session, ackPending: state.ackPending },
    [{ type: "clearDeadline" }, { type: "saveSession", session }, { type: "announceReady" }],
  ];
}

function onResumed(state: ShardState): Step {
  if (state.status !== "resuming") return same(state);
  const { session, ackPending } = state;
  return [
    { status: "ready", session, ackPending },
    [{ type: "clearDeadline" }, { type: "saveSession", session }, { type: "announceResumed" }],
  ];
}

function onHeartbeatDue(state: ShardState, limits: ShardLimits): Step {
  if (!isTalking(state)) return same(state);
  // The one before was not answered: the connection is dead, whatever TCP says. Nobody there would send a close frame.
  if (state.ackPending) return onLost(state, limits, { why: "heartbeat not acknowledged" });
  return [{ ...state, ackPending: true }, [{ type: "sendHeartbeat" }]];
}

const waitingFor: Readonly<Partial<Record<ShardStatus, { deadline: Deadline; why: DropReason }>>> = {
  connecting: { deadline: "hello", why: "no HELLO in time" },
  identifying: { deadline: "ready", why: "no READY in time" },
  resuming: { deadline: "resumed", why: "no RESUMED in time" },
};

function onDeadlinePassed(state: ShardState, deadline: Deadline, limits: ShardLimits): Step {
  if (state.status === "stopping" && deadline === "close") {
    const why = "disconnect requested by the application";
    return [
      { status: "stopped" },
      [{ type: "dropConnection", why, willReconnect: false }, { type: "announceStopped" }],
    ];
  }
  const expected = waitingFor[state.status];
  if (expected?.deadline !== deadline) return same(state);
  return onLost(state, limits, { why: expected.why });
}

function onClosed(state: ShardState, event: ClosedEvent, limits: ShardLimits): Step {
  const { code, reason } = event;
  if (state.status === "stopping") {
    return [
      { status: "stopped" },
      [
        { type: "clearDeadline" },
        { type: "announceClosed", code, reason, willReconnect: false },
        { type: "announceStopped" },
      ],
    ];
  }
  const connected = state.status === "connecting" || isTalking(state);
  if (!connected) return same(state);
  if (event.action === "fatal") {
    return [
      { status: "failed", closeCode: code },
      [
        { type: "clearDeadline" },
        { type: "releasePermit" },
        { type: "removeSession" },
        { type: "announceClosed", code, reason, willReconnect: false },
        { type: "announceFailed", code, reason },
      ],
    ];
  }
  return onLost(state, limits, { closed: event, invalid: event.action === "newSession" });
}

type ClosedEvent = Extract<ShardEvent, { type: "closed" }>;

interface Loss {
  /** Why this side leaves the connection. */
  why?: DropReason;
  /** How it ended, when it ended by itself. */
  closed?: ClosedEvent;
  /** The session is gone with it. */
  invalid?: boolean;
  /** It has ended one connection after the other. */
  again?: boolean;
  reason?: WaitReason;
}

/** The connection is lost or given up: what is kept of it, and how long to pause. */
function onLost(state: ShardState, { maxFailedResumes }: ShardLimits, loss: Loss): Step {
  if (state.status !== "connecting" && !isTalking(state)) return same(state);
  const failedResumes = state.status === "resuming" ? state.failedResumes + 1 : resumesFailedBefore(state);
  const known = state.status === "identifying" ? undefined : state.session;
  const given = loss.invalid === true || failedResumes >= maxFailedResumes;
  const session = given ? undefined : known;
  const attempt = nextAttempt(state, loss);
  const reason = loss.reason ?? "backoff";
  const effects: ShardEffect[] = [{ type: "clearDeadline" }, { type: "releasePermit" }];
  if (loss.why !== undefined) effects.push({ type: "dropConnection", why: loss.why, willReconnect: true });
  if (loss.closed !== undefined) {
    const { code, reason: said } = loss.closed;
    effects.push({ type: "announceClosed", code, reason: said, willReconnect: true });
  }
  if (known !== undefined && session === undefined) effects.push({ type: "removeSession" });
  const [next, pause] = wait(attempt, session, session === undefined ? 0 : failedResumes, reason);
  return [next, [...effects, ...pause]];
}

function resumesFailedBefore(state: ShardState): number {
  return state.status === "connecting" ? state.failedResumes : 0;
}

/** From ready, the first new attempt starts at once, unless the shard had only just become ready. */
function nextAttempt(state: ShardState, loss: Loss): number {
  if (state.status !== "ready") return "attempt" in state ? state.attempt + 1 : 1;
  return loss.closed?.shortLived === true || loss.again === true ? 1 : 0;
}
