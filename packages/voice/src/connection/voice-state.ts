import type { VoiceError } from "@zignal/errors";
import type { VoiceCredentials, VoiceEffect, VoiceMembership, VoiceServer } from "./voice-events.ts";

/** What was tried so far. */
export interface Tries {
  /** New sessions in a row, none of which lasted. */
  readonly rejoins: number;
  /** Times in a row that the session was taken up again, none of which lasted. */
  readonly resumes: number;
  /** Closes with 4004 in a row. */
  readonly authFailures: number;
  /** Whether audio could flow at any time. */
  readonly wasReady: boolean;
}

/** What all states with a voice session have in common. */
export interface InSession {
  readonly credentials: VoiceCredentials;
  /** A voice state that came after the credentials: it belongs to the server update that is to come. */
  readonly next: VoiceMembership | undefined;
  /** Whether the server update had its voice state; a region change has none, a move may bring it second. */
  readonly paired: boolean;
  readonly tries: Tries;
}

/** A move that was asked for with opcode 4. */
export interface VoiceMove {
  readonly channelId: string;
  /** Came before its voice state. */
  readonly server: VoiceServer | undefined;
}

/** Where a voice connection is in its life. Each state holds only what exists in it. */
export type VoiceState =
  /** Not started. */
  | { readonly status: "idle" }
  /** Opcode 4 was sent; both halves of the credentials have to come, in any order. */
  | {
      readonly status: "signalling";
      readonly channelId: string;
      readonly membership: VoiceMembership | undefined;
      readonly server: VoiceServer | undefined;
      readonly tries: Tries;
    }
  /** The socket is being opened. */
  | ({ readonly status: "opening" } & InSession)
  /** Identify was sent, opcode 2 (Ready) has not come. */
  | ({ readonly status: "identifying"; readonly ackPending: boolean } & InSession)
  /** UDP is open; the own address is being asked for. */
  | ({ readonly status: "discovering"; readonly ackPending: boolean } & InSession)
  /** Select Protocol was sent, opcode 4 (Session Description) has not come. */
  | ({ readonly status: "selecting"; readonly ackPending: boolean } & InSession)
  /** Transport works. With DAVE, audio may flow only once its group is ready too. */
  | ({
      readonly status: "ready";
      readonly ackPending: boolean;
      /** The application wants to be elsewhere: audio goes on here until both halves of the credentials are there. */
      readonly move: VoiceMove | undefined;
    } & InSession)
  /** The socket was lost; UDP, keys and counters live on. */
  | ({
      readonly status: "resuming";
      readonly phase: "waiting" | "opening" | "sent";
      readonly ackPending: boolean;
    } & InSession)
  /** Pauses before it joins afresh. */
  | { readonly status: "waiting"; readonly channelId: string; readonly tries: Tries }
  /** Discord ended the session, and may announce another server. */
  | {
      readonly status: "awaitingServer";
      readonly membership: VoiceMembership;
      readonly server: VoiceServer | undefined;
      /** A new voice state has to come as well. */
      readonly needsState: boolean;
      readonly tries: Tries;
      /** Why the session ended: the connection's error, should nothing come. */
      readonly error: VoiceError;
    }
  | { readonly status: "closed"; readonly error: VoiceError | undefined };

export type VoiceStatus = VoiceState["status"];

/** States that have credentials in use. */
export type SessionState = Extract<VoiceState, InSession>;

export type Step = [next: VoiceState, effects: VoiceEffect[]];

export const noTries: Tries = { rejoins: 0, resumes: 0, authFailures: 0, wasReady: false };

export function same(state: VoiceState): Step {
  return [state, []];
}

export function triesOf(state: VoiceState): Tries {
  return "tries" in state ? state.tries : noTries;
}

/** The channel to be in, as far as it is known. */
export function channelOf(state: Exclude<VoiceState, { status: "idle" | "closed" }>): string {
  if (state.status === "ready" && state.move !== undefined) return state.move.channelId;
  if ("credentials" in state) return (state.next ?? state.credentials.membership).channelId;
  return state.status === "awaitingServer" ? state.membership.channelId : state.channelId;
}

/** What lets go of all that a state holds. */
export function release(state: VoiceState): VoiceEffect[] {
  switch (state.status) {
    case "signalling":
    case "awaitingServer":
      return [{ type: "clearDeadline" }];
    case "waiting":
      return [{ type: "cancelWait" }];
    case "opening":
    case "identifying":
      return [{ type: "clearDeadline" }, { type: "closeSocket" }];
    case "discovering":
    case "selecting":
    case "ready":
      return [{ type: "clearDeadline" }, { type: "closeSocket" }, { type: "endSession" }];
    case "resuming":
      return [{ type: "cancelWait" }, { type: "clearDeadline" }, { type: "closeSocket" }, { type: "endSession" }];
    default:
      return [];
  }
}

/** Ends for good. `leaves`: the main gateway still counts the bot in. */
export function close(state: VoiceState, error: VoiceError | undefined, leaves: boolean): Step {
  const leave: VoiceEffect[] = leaves ? [{ type: "sendVoiceState", channelId: null }] : [];
  return [{ status: "closed", error }, [...release(state), ...leave, { type: "announceClosed", error }]];
}

/** Discord ended the session: nothing by itself, until another server is announced. */
export function awaitServer(
  state: SessionState,
  { needsState, error }: { needsState: boolean; error: VoiceError },
): Step {
  const { membership } = state.credentials;
  return [
    {
      status: "awaitingServer",
      membership: state.next ?? membership,
      server: state.status === "ready" ? state.move?.server : undefined,
      // A move may have told the new channel before the connection ended.
      needsState: needsState && state.next === undefined,
      tries: state.tries,
      error,
    },
    [...release(state), { type: "setDeadline", for: "server" }],
  ];
}
