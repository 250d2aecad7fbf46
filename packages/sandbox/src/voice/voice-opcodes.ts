/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice-voice-opcodes | Discord Docs/Voice Opcodes} */
export const VoiceOpcode = {
  Identify: 0,
  SelectProtocol: 1,
  Ready: 2,
  Heartbeat: 3,
  SessionDescription: 4,
  Speaking: 5,
  HeartbeatAck: 6,
  Resume: 7,
  Hello: 8,
  Resumed: 9,
  ClientsConnect: 11,
  Video: 12,
  ClientDisconnect: 13,
  MediaSinkWants: 15,
  VoiceBackendVersion: 16,
  ClientFlags: 18,
  ClientPlatform: 20,
  DavePrepareTransition: 21,
  DaveExecuteTransition: 22,
  DaveTransitionReady: 23,
  DavePrepareEpoch: 24,
  DaveExternalSender: 25,
  DaveKeyPackage: 26,
  DaveProposals: 27,
  DaveCommitWelcome: 28,
  DaveAnnounceCommit: 29,
  DaveWelcome: 30,
  DaveInvalidCommitWelcome: 31,
} as const;

/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice-voice-close-event-codes | Discord Docs/Voice Close Event Codes} */
export const VoiceCloseCode = {
  UnknownOpcode: 4001,
  DecodeError: 4002,
  NotAuthenticated: 4003,
  AuthenticationFailed: 4004,
  AlreadyAuthenticated: 4005,
  SessionInvalid: 4006,
  SessionTimeout: 4009,
  ServerNotFound: 4011,
  UnknownProtocol: 4012,
  Disconnected: 4014,
  ServerCrashed: 4015,
  UnknownEncryptionMode: 4016,
  DaveRequired: 4017,
  BadRequest: 4020,
  RateLimited: 4021,
  CallTerminated: 4022,
} as const;

/** Why a voice connection must end. */
export interface VoiceRefusal {
  readonly code: number;
  readonly reason: string;
}
