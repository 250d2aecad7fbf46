import { VoiceError } from "@zignal/errors";

/**
 * What to do after the voice gateway closed the connection:
 * - `resume`: the same session on a new connection.
 * - `rejoin`: a new session with new credentials, a few times at most.
 * - `rejoinOnce`: the same, but a second time in a row is fatal.
 * - `awaitMove`: kicked or moved. Nothing by itself; connect when a new voice state and a new server are announced.
 * - `awaitServer`: nothing by itself; connect when a new server is announced.
 * - `fatal`: give up.
 */
export type VoiceCloseAction = "resume" | "rejoin" | "rejoinOnce" | "awaitMove" | "awaitServer" | "fatal";

export interface VoiceCloseCode {
  readonly action: VoiceCloseAction;
  /** What Discord says by it. */
  readonly meaning: string;
}

/**
 * Every close code of the voice gateway that Discord documents.
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice-voice-close-event-codes | Discord Docs/Voice Close Event Codes}
 */
export const voiceCloseCodes: Readonly<Record<number, VoiceCloseCode>> = {
  4001: { action: "fatal", meaning: "unknown opcode" },
  4002: { action: "fatal", meaning: "a payload could not be decoded" },
  4003: { action: "fatal", meaning: "not authenticated" },
  4004: { action: "rejoinOnce", meaning: "authentication failed" },
  4005: { action: "fatal", meaning: "already authenticated" },
  4006: { action: "rejoin", meaning: "the session is no longer valid" },
  4009: { action: "rejoin", meaning: "the session timed out" },
  4011: { action: "rejoin", meaning: "the server was not found" },
  4012: { action: "fatal", meaning: "unknown protocol" },
  4014: { action: "awaitMove", meaning: "disconnected: kicked, moved, or the main session was lost" },
  4015: { action: "resume", meaning: "the voice server crashed" },
  4016: { action: "fatal", meaning: "unknown encryption mode" },
  4017: { action: "fatal", meaning: "end-to-end encryption (DAVE) is required" },
  4020: { action: "fatal", meaning: "bad request" },
  4021: { action: "awaitServer", meaning: "disconnected: rate limited" },
  4022: { action: "awaitServer", meaning: "disconnected: the call was terminated" },
};

/** A code below 4000 says nothing about the session, so it is resumed; one that nobody documents asks for a new session. */
export function voiceCloseActionFor(code: number): VoiceCloseAction {
  return voiceCloseCodes[code]?.action ?? (code < 4000 ? "resume" : "rejoin");
}

/** The error for an end that this side does not mend; `recovery` says what can be done. */
export function voiceCloseError(code: number, reason: string): VoiceError {
  const meaning = voiceCloseCodes[code]?.meaning ?? "an unknown close code";
  const said = reason === "" ? "" : ` (${reason})`;
  if (code === 4017) {
    const recovery =
      "The call is encrypted end to end, and Discord did not accept this client's DAVE: update @zignal/voice and @snazzah/davey.";
    return new VoiceError(`Discord closed the voice connection with ${code}: ${meaning}${said}. ${recovery}`, {
      closeCode: code,
      recovery,
      retryable: false,
    });
  }
  return new VoiceError(`Discord closed the voice connection with ${code}: ${meaning}${said}`, { closeCode: code });
}
