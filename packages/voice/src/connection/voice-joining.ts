import { VoiceError } from "@zignal/errors";
import type { VoiceCredentials, VoiceEffect, VoiceMembership, VoiceServer } from "./voice-events.ts";
import type { SessionState, Step, Tries, VoiceState } from "./voice-state.ts";
import { awaitServer, channelOf, close, noTries, release, same, triesOf } from "./voice-state.ts";

/** Waits for both halves of new credentials. */
export function signalling(channelId: string, tries: Tries): VoiceState {
  return { status: "signalling", channelId, membership: undefined, server: undefined, tries };
}

/** Asks the main gateway for them. */
export function ask(channelId: string): VoiceEffect[] {
  return [
    { type: "sendVoiceState", channelId },
    { type: "setDeadline", for: "signalling" },
  ];
}

function open(credentials: VoiceCredentials, paired: boolean, tries: Tries): Step {
  return [
    { status: "opening", credentials, next: undefined, paired, tries },
    [
      { type: "openSocket", endpoint: credentials.server.endpoint },
      { type: "setDeadline", for: "opening" },
    ],
  ];
}

/** Leaves what there is, and opens a connection with other credentials. */
function reopen(state: VoiceState, credentials: VoiceCredentials, paired: boolean): Step {
  const [next, effects] = open(credentials, paired, triesOf(state));
  return [next, [...release(state), ...effects]];
}

export function onJoin(state: VoiceState, channelId: string): Step {
  if (state.status === "idle" || state.status === "closed") return [signalling(channelId, noTries), ask(channelId)];
  if (channelOf(state) === channelId && state.status !== "awaitingServer") return same(state);
  // Until it is known that there is room, audio goes on where it is.
  if (state.status === "ready") return [{ ...state, move: { channelId, server: undefined } }, ask(channelId)];
  return [signalling(channelId, triesOf(state)), [...release(state), ...ask(channelId)]];
}

export function onLeftChannel(state: VoiceState): Step {
  switch (state.status) {
    case "idle":
      return same(state);
    case "signalling":
      // The echo of leaving what was before. Whatever half has come is of no use any more.
      return [{ ...state, membership: undefined }, []];
    default:
      return close(
        state,
        new VoiceError("The bot was disconnected from the voice channel", { closeCode: 4014 }),
        false,
      );
  }
}

export function onMembership(state: VoiceState, membership: VoiceMembership): Step {
  switch (state.status) {
    case "signalling":
      // Another channel than the one asked for is an echo of what was before, unless that one has come already.
      if (state.membership === undefined && membership.channelId !== state.channelId) return same(state);
      if (state.server === undefined) return [{ ...state, channelId: membership.channelId, membership }, []];
      return reopen(state, { membership, server: state.server }, true);
    case "awaitingServer":
      if (state.server === undefined) return [{ ...state, membership, needsState: false }, []];
      return reopen(state, { membership, server: state.server }, true);
    case "waiting":
      return [{ ...state, channelId: membership.channelId }, []];
    case "idle":
    case "closed":
      return same(state);
    default:
      return onMembershipInSession(state, membership);
  }
}

function onMembershipInSession(state: SessionState, membership: VoiceMembership): Step {
  const { membership: current, server } = state.credentials;
  const move = state.status === "ready" ? state.move : undefined;
  if (move?.server !== undefined && membership.channelId === move.channelId) {
    return reopen(state, { membership, server: move.server }, true);
  }
  const sameSession = membership.sessionId === current.sessionId;
  if (sameSession && membership.channelId === current.channelId) {
    const isBack = state.status === "ready" && move?.channelId === current.channelId;
    if (isBack) return [{ ...state, next: undefined, move: undefined }, [{ type: "setDeadline", for: "settling" }]];
    return [{ ...state, next: undefined }, []];
  }
  // The server update to this move is still to come: nothing is started with one half of the credentials.
  if (state.paired || move !== undefined) return [{ ...state, next: membership }, []];
  const credentials = { membership, server };
  if (state.status === "opening") return [{ ...state, credentials, paired: true }, []];
  if (!sameSession) return reopen(state, credentials, true);
  const changed: VoiceEffect = { type: "changeChannel", channelId: membership.channelId };
  return [{ ...state, credentials, paired: true }, [changed]];
}

export function onServer(state: VoiceState, server: VoiceServer): Step {
  switch (state.status) {
    case "signalling":
      if (state.membership === undefined) return [{ ...state, server }, []];
      return reopen(state, { membership: state.membership, server }, true);
    case "awaitingServer":
      if (state.needsState) return [{ ...state, server }, []];
      return reopen(state, { membership: state.membership, server }, true);
    case "idle":
    case "closed":
    case "waiting": // It joins afresh anyway.
      return same(state);
    default: {
      const { membership, server: current } = state.credentials;
      if (server.token === current.token && server.endpoint === current.endpoint) return same(state);
      // Before its voice state: half of the new credentials.
      if (state.status === "ready" && state.move !== undefined && state.next?.channelId !== state.move.channelId) {
        return [{ ...state, move: { ...state.move, server } }, []];
      }
      return reopen(state, { membership: state.next ?? membership, server }, state.next !== undefined);
    }
  }
}

export function onServerGone(state: VoiceState): Step {
  if (state.status === "signalling") return [{ ...state, server: undefined }, []];
  if (!("credentials" in state)) return same(state);
  const error = new VoiceError("The voice server went away, and no other was announced", { retryable: true });
  return awaitServer(state, { needsState: false, error });
}

/** The main gateway did not answer a move: the channel may be full. */
export function onMoveUnanswered(state: Extract<VoiceState, { status: "ready" }>, error: VoiceError): Step {
  const { move, next, credentials } = state;
  if (move === undefined) return same(state);
  const failed: VoiceEffect = { type: "announceMoveFailed", channelId: move.channelId, error };
  if (move.server === undefined) {
    return [{ ...state, move: undefined }, [{ type: "setDeadline", for: "settling" }, failed]];
  }
  // The server update that came was of something else, such as another region.
  const membership = next ?? credentials.membership;
  const [opening, effects] = reopen(state, { membership, server: move.server }, next !== undefined);
  return [opening, [...effects, failed]];
}
