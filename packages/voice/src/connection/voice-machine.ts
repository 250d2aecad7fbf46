import type { VoiceEffect, VoiceEvent, VoiceLimits } from "./voice-events.ts";
import { ask, onJoin, onLeftChannel, onMembership, onServer, onServerGone, signalling } from "./voice-joining.ts";
import { onClosed, onDeadlinePassed, onHeartbeatDue, onTransportFailed } from "./voice-losses.ts";
import type { InSession, Step, Tries, VoiceState } from "./voice-state.ts";
import { channelOf, close, release, same, triesOf } from "./voice-state.ts";

/**
 * Decides what a voice connection does next. Pure: no socket, timer, clock or randomness; `VoiceLink` performs the
 * effects in their order. Events that do not fit the state (a late timer, a message out of turn) change nothing.
 */
export function step(state: VoiceState, event: VoiceEvent, limits: VoiceLimits): Step {
  if (state.status === "closed") return same(state);
  switch (event.type) {
    case "join":
      return onJoin(state, event.channelId);
    case "leave":
      return close(state, undefined, state.status !== "idle");
    case "voiceState":
      return event.channelId === null
        ? onLeftChannel(state)
        : onMembership(state, { sessionId: event.sessionId, channelId: event.channelId });
    case "voiceServer":
      return event.endpoint === null
        ? onServerGone(state)
        : onServer(state, { token: event.token, endpoint: event.endpoint });
    case "signallingFailed":
      return state.status === "signalling" ? close(state, event.error, false) : same(state);
    case "mainSessionStarted":
      if (state.status === "idle") return same(state);
      return [signalling(channelOf(state), triesOf(state)), [...release(state), ...ask(channelOf(state))]];
    case "opened":
      return onOpened(state);
    case "hello": {
      const isOpen = "ackPending" in state && (state.status !== "resuming" || state.phase === "sent");
      return isOpen ? [state, [{ type: "startHeartbeats", intervalMs: event.heartbeatIntervalMs }]] : same(state);
    }
    case "serverReady":
      if (state.status !== "identifying") return same(state);
      return [
        { ...state, status: "discovering" },
        [
          { type: "openTransport", ssrc: event.ssrc, ip: event.ip, port: event.port, modes: event.modes },
          { type: "setDeadline", for: "discovering" },
        ],
      ];
    case "discovered":
      if (state.status !== "discovering") return same(state);
      return [
        { ...state, status: "selecting" },
        [
          { type: "selectProtocol", address: event.address, port: event.port },
          { type: "setDeadline", for: "selecting" },
        ],
      ];
    case "sessionDescription":
      return onSessionDescription(state, event);
    case "resumed":
      if (state.status !== "resuming" || state.phase !== "sent") return same(state);
      return [ready(state), [{ type: "setDeadline", for: "settling" }, { type: "announceResumed" }]];
    case "heartbeatDue":
      return onHeartbeatDue(state, limits);
    case "heartbeatAcknowledged":
      if (!("ackPending" in state)) return same(state);
      return [{ ...state, ackPending: false }, []];
    case "transportFailed":
      return onTransportFailed(state, event.error, event.fatal, limits);
    case "keyExhausted":
      if (state.status !== "ready" && state.status !== "resuming") return same(state);
      return [
        { status: "waiting", channelId: channelOf(state), tries: { ...state.tries, rejoins: 0 } },
        [...release(state), { type: "wait", attempt: 0, why: undefined }],
      ];
    case "waitOver":
      return onWaitOver(state);
    case "deadlinePassed":
      return onDeadlinePassed(state, event.for, limits);
    default:
      return onClosed(state, event, limits);
  }
}

function ready({ credentials, next, paired, tries, ackPending }: InSession & { ackPending: boolean }): VoiceState {
  const reached: Tries = { ...tries, authFailures: 0, wasReady: true };
  return { status: "ready", credentials, next, paired, tries: reached, ackPending, move: undefined };
}

/** Identify and Resume do not wait for Hello: that only says how often to beat. */
function onOpened(state: VoiceState): Step {
  if (state.status === "opening") {
    return [
      { ...state, status: "identifying", ackPending: false },
      [
        { type: "sendIdentify", credentials: state.credentials },
        { type: "setDeadline", for: "identifying" },
      ],
    ];
  }
  if (state.status !== "resuming" || state.phase !== "opening") return same(state);
  return [
    { ...state, phase: "sent", ackPending: false },
    [
      { type: "sendResume", credentials: state.credentials },
      { type: "setDeadline", for: "resuming" },
    ],
  ];
}

function onSessionDescription(state: VoiceState, event: Extract<VoiceEvent, { type: "sessionDescription" }>): Step {
  const { mode, secretKey, daveVersion } = event;
  if (state.status !== "selecting" && state.status !== "ready" && state.status !== "resuming") return same(state);
  const { channelId } = state.credentials.membership;
  const start: VoiceEffect = { type: "startSession", mode, secretKey, daveVersion, channelId };
  if (state.status !== "selecting") return [state, [start]];
  return [ready(state), [{ type: "setDeadline", for: "settling" }, start, { type: "announceReady" }]];
}

function onWaitOver(state: VoiceState): Step {
  if (state.status === "waiting") {
    const { channelId, tries } = state;
    // Leaving first: Discord answers a second join of the same channel with nothing new.
    return [signalling(channelId, tries), [{ type: "sendVoiceState", channelId: null }, ...ask(channelId)]];
  }
  if (state.status !== "resuming" || state.phase !== "waiting") return same(state);
  return [
    { ...state, phase: "opening" },
    [
      { type: "openSocket", endpoint: state.credentials.server.endpoint },
      { type: "setDeadline", for: "opening" },
    ],
  ];
}
