import type { Recovery, RecoveryRow } from "./recovery.ts";
import { completeRow, documentation } from "./recovery.ts";

const newSession = { repeat: "always", strategy: "new-session" } as const;
const resume = { repeat: "always", strategy: "resume" } as const;
const fatal = { repeat: "never", strategy: "fix-configuration" } as const;
const ownFault = { repeat: "never", strategy: "fix-request" } as const;

const gatewayRows: readonly RecoveryRow[] = [
  {
    code: 1000,
    meaning: "Normal closure",
    ...resume,
    advice: "When Discord closed: reconnect and resume. When the bot closed, the session is gone: identify.",
  },
  {
    code: 1001,
    meaning: "Going away",
    ...resume,
    advice: "When Discord closed: reconnect and resume. When the bot closed, the session is gone: identify.",
  },
  { code: 1006, meaning: "Connection lost", ...resume, advice: "No close frame came: reconnect and resume." },
  {
    code: 4000,
    meaning: "Unknown error",
    ...resume,
    advice: "Reconnect and resume.",
    differs: 'The reference says "restart connection"; the session can be resumed, so that no event is lost.',
  },
  {
    code: 4001,
    meaning: "Unknown opcode",
    ...resume,
    advice: "Reconnect and resume; report the bug: a payload had an opcode or a shape that Discord does not know.",
  },
  {
    code: 4002,
    meaning: "Decode error",
    ...resume,
    advice: "Reconnect and resume; report the bug: a payload could not be decoded, or was above 4096 bytes.",
  },
  {
    code: 4003,
    meaning: "Not authenticated",
    ...newSession,
    advice: "Reconnect and identify: a payload went out before identifying, or the session was invalidated.",
  },
  {
    code: 4004,
    meaning: "Authentication failed",
    ...fatal,
    advice: "Stop: the token is wrong or was reset. Set a valid token and start anew.",
    differs:
      'The reference says "reauthenticate". Discord says not to reconnect: the same token fails again, and each attempt costs an identify.',
  },
  {
    code: 4005,
    meaning: "Already authenticated",
    ...resume,
    advice: "Reconnect and resume; report the bug: a second identify was sent.",
  },
  {
    code: 4007,
    meaning: "Invalid sequence",
    ...newSession,
    advice: "Reconnect and identify: the sequence number of the resume was invalid.",
  },
  {
    code: 4008,
    meaning: "Rate limited",
    ...resume,
    advice: "Reconnect and resume after a wait; send at most 120 payloads in 60 seconds.",
  },
  {
    code: 4009,
    meaning: "Session timed out",
    ...newSession,
    advice: "Reconnect and identify: the session timed out.",
  },
  {
    code: 4010,
    meaning: "Invalid shard",
    ...fatal,
    advice: "Stop: shard ids must lie below the number of shards. Correct the sharding and start anew.",
    differs: 'The reference says "reconnect with correct shard". No reconnect by itself can make the shard correct.',
  },
  {
    code: 4011,
    meaning: "Sharding required",
    ...fatal,
    advice: 'Stop: the bot is in too many guilds for this number of shards. Use more shards ("auto") and start anew.',
  },
  {
    code: 4012,
    meaning: "Invalid API version",
    ...fatal,
    advice: "Stop: Discord does not serve this gateway version. Update the library.",
  },
  {
    code: 4013,
    meaning: "Invalid intents",
    ...fatal,
    advice: "Stop: the intents hold a bit that does not exist. Correct them and start anew.",
  },
  {
    code: 4014,
    meaning: "Disallowed intents",
    ...fatal,
    advice:
      "Stop: turn the privileged intents on in the Developer Portal (Bot, Privileged Gateway Intents) or leave them out, then start anew.",
  },
];

const voiceRows: readonly RecoveryRow[] = [
  { code: 1006, meaning: "Connection lost", ...resume, advice: "No close frame came: reconnect and resume." },
  { code: 4001, meaning: "Unknown opcode", ...ownFault, advice: "Report the bug: a payload had an unknown opcode." },
  {
    code: 4002,
    meaning: "Failed to decode payload",
    ...ownFault,
    advice: "Report the bug: the identify payload could not be decoded.",
  },
  {
    code: 4003,
    meaning: "Not authenticated",
    ...ownFault,
    advice: "Report the bug: a payload went out before identifying.",
  },
  {
    code: 4004,
    meaning: "Authentication failed",
    ...newSession,
    advice: "The voice token was wrong or old: join the channel again once, for fresh credentials, then fail.",
  },
  { code: 4005, meaning: "Already authenticated", ...ownFault, advice: "Report the bug: a second identify was sent." },
  {
    code: 4006,
    meaning: "Session no longer valid",
    ...newSession,
    advice: "Join the channel again for a new session; never repeat the old one.",
  },
  { code: 4009, meaning: "Session timeout", ...newSession, advice: "Join the channel again for a new session." },
  { code: 4011, meaning: "Server not found", ...newSession, advice: "Join the channel again for another server." },
  {
    code: 4012,
    meaning: "Unknown protocol",
    ...ownFault,
    advice: "Report the bug: the transport protocol that was selected is not known.",
  },
  {
    code: 4014,
    meaning: "Disconnected",
    repeat: "never",
    strategy: "await-server",
    advice:
      "Kicked, moved or the main session dropped: do not reconnect; connect when a new voice server is announced.",
  },
  { code: 4015, meaning: "Voice server crashed", ...resume, advice: "Reconnect and resume." },
  {
    code: 4016,
    meaning: "Unknown encryption mode",
    ...ownFault,
    advice: "Choose one of the encryption modes that the server offered.",
  },
  {
    code: 4017,
    meaning: "E2EE/DAVE protocol required",
    ...fatal,
    advice: "Stop: the channel asks for end-to-end encryption. Install the DAVE protocol's library.",
  },
  { code: 4020, meaning: "Bad request", ...ownFault, advice: "Report the bug: a request was malformed." },
  {
    code: 4021,
    meaning: "Disconnected: rate limited",
    repeat: "never",
    strategy: "await-server",
    advice: "Do not reconnect by yourself; connect when a new voice server is announced.",
  },
  {
    code: 4022,
    meaning: "Disconnected: call terminated",
    repeat: "never",
    strategy: "await-server",
    advice: "The channel was deleted or the server changed: connect when a new voice server is announced.",
  },
];

/** Close codes of the gateway. */
export const gatewayCloseRecoveries: readonly Recovery[] = gatewayRows.map((row) =>
  completeRow("gateway", documentation.gateway, row),
);

/** Close codes of the voice gateway. */
export const voiceCloseRecoveries: readonly Recovery[] = voiceRows.map((row) =>
  completeRow("voice", documentation.voice, row),
);

const byGatewayCode: ReadonlyMap<number, Recovery> = new Map(gatewayCloseRecoveries.map((row) => [row.code, row]));
const byVoiceCode: ReadonlyMap<number, Recovery> = new Map(voiceCloseRecoveries.map((row) => [row.code, row]));

/** The row of a gateway close code; one that is not in the table can be resumed. */
export function gatewayCloseRecovery(code: number): Recovery {
  return byGatewayCode.get(code) ?? unknownClose("gateway", code);
}

/**
 * The row of a voice close code. One below 4000 that is not in the table can be resumed; an unknown one from 4000 on
 * asks for a new session.
 */
export function voiceCloseRecovery(code: number): Recovery {
  return byVoiceCode.get(code) ?? unknownClose("voice", code);
}

function unknownClose(table: "gateway" | "voice", code: number): Recovery {
  const isVoiceCode = table === "voice" && code >= 4000;
  return completeRow(table, documentation[table], {
    code,
    meaning: "Unexpected close code",
    ...(isVoiceCode ? newSession : resume),
    advice: isVoiceCode ? "Join the channel again, a few times at most." : "Reconnect and resume, after a wait.",
  });
}
