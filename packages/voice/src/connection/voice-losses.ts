import { VoiceError } from "@zignal/errors";
import { voiceCloseError } from "./close-codes.ts";
import type { VoiceDeadline, VoiceEvent, VoiceLimits } from "./voice-events.ts";
import { onMoveUnanswered } from "./voice-joining.ts";
import type { SessionState, Step, VoiceState } from "./voice-state.ts";
import { awaitServer, channelOf, close, release, same } from "./voice-state.ts";

/** The socket ended from the other side, or broke. */
export function onClosed(state: VoiceState, event: Extract<VoiceEvent, { type: "closed" }>, limits: VoiceLimits): Step {
  // In other states there is no socket: the close is of one that was left.
  if (!("credentials" in state) || (state.status === "resuming" && state.phase === "waiting")) return same(state);
  const error = voiceCloseError(event.code, event.reason);
  switch (event.action) {
    case "resume":
      return resume(state, error, limits);
    case "rejoin":
      return rejoin(state, error, limits);
    case "rejoinOnce": {
      if (state.tries.authFailures > 0) return close(state, error, true);
      const tries = { ...state.tries, authFailures: 1 };
      return rejoin({ ...state, tries }, error, limits);
    }
    case "awaitMove":
      return awaitServer(state, { needsState: true, error });
    case "awaitServer":
      return awaitServer(state, { needsState: false, error });
    default:
      return close(state, error, true);
  }
}

export function onHeartbeatDue(state: VoiceState, limits: VoiceLimits): Step {
  if (!("ackPending" in state)) return same(state);
  if (state.status === "resuming" && state.phase !== "sent") return same(state);
  if (!state.ackPending) return [{ ...state, ackPending: true }, [{ type: "sendHeartbeat" }]];
  // The one before was not answered: the connection is dead, whatever TCP says.
  return resume(state, new VoiceError("The voice gateway did not answer a heartbeat", { retryable: true }), limits);
}

export function onTransportFailed(state: VoiceState, error: VoiceError, fatal: boolean, limits: VoiceLimits): Step {
  switch (state.status) {
    case "discovering":
    case "selecting":
    case "ready":
    case "resuming":
      return fatal ? close(state, error, true) : rejoin(state, error, limits);
    default:
      return same(state);
  }
}

const awaited: Readonly<Record<Exclude<VoiceDeadline, "server" | "settling">, string>> = {
  signalling:
    "Discord announced no voice server: the channel may be full, gone, or closed to the bot (it needs Connect), or the gateway lacks the intent guildVoiceStates",
  opening: "the voice server was not reached",
  identifying: "the voice server did not answer Identify",
  discovering: "the voice server did not answer IP discovery: UDP may be blocked",
  selecting: "the voice server did not answer Select Protocol",
  resuming: "the voice server did not answer Resume",
};

export function onDeadlinePassed(state: VoiceState, deadline: VoiceDeadline, limits: VoiceLimits): Step {
  if (deadline === "server") {
    return state.status === "awaitingServer" ? close(state, state.error, true) : same(state);
  }
  if (deadline === "settling") {
    if (state.status !== "ready") return same(state);
    // A voice state that belongs to the server update would have come by now.
    return [{ ...state, paired: true, tries: { ...state.tries, rejoins: 0, resumes: 0 } }, []];
  }
  const error = new VoiceError(`Voice: ${deadline} took too long: ${awaited[deadline]}`, { retryable: true });
  switch (state.status) {
    case "ready":
      return deadline === "signalling" ? onMoveUnanswered(state, error) : same(state);
    case "signalling":
      if (deadline !== "signalling") return same(state);
      // Who never got in is refused; who was in comes back as soon as the gateway does.
      return state.tries.wasReady ? rejoin(state, error, limits) : close(state, error, true);
    case "resuming":
      return deadline === "opening" || deadline === "resuming" ? resume(state, error, limits) : same(state);
    case "opening":
    case "identifying":
    case "discovering":
    case "selecting":
      return deadline === state.status ? rejoin(state, error, limits) : same(state);
    default:
      return same(state);
  }
}

/** Takes the session up again, if it came far enough for that; UDP, keys and counters stay as they are. */
function resume(state: SessionState, error: VoiceError, limits: VoiceLimits): Step {
  if (state.status !== "ready" && state.status !== "resuming") return rejoin(state, error, limits);
  const { resumes } = state.tries;
  if (resumes >= limits.maxResumes) return rejoin(state, error, limits);
  const { credentials, next, paired } = state;
  const tries = { ...state.tries, resumes: resumes + 1 };
  return [
    { status: "resuming", phase: "waiting", ackPending: false, credentials, next, paired, tries },
    [{ type: "clearDeadline" }, { type: "dropSocket" }, { type: "wait", attempt: resumes, why: error }],
  ];
}

/** Starts a new session with new credentials, unless that has failed too often. */
function rejoin(
  state: SessionState | Extract<VoiceState, { status: "signalling" }>,
  error: VoiceError,
  limits: VoiceLimits,
): Step {
  const rejoins = state.tries.rejoins + 1;
  if (rejoins > limits.maxRejoins) return close(state, error, true);
  return [
    { status: "waiting", channelId: channelOf(state), tries: { ...state.tries, rejoins, resumes: 0 } },
    [...release(state), { type: "wait", attempt: rejoins - 1, why: error }],
  ];
}
