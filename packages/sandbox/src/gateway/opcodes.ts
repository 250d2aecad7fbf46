/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes | Discord Docs/Gateway Opcodes} */
export const Opcode = {
  Dispatch: 0,
  Heartbeat: 1,
  Identify: 2,
  PresenceUpdate: 3,
  VoiceStateUpdate: 4,
  Resume: 6,
  Reconnect: 7,
  RequestGuildMembers: 8,
  InvalidSession: 9,
  Hello: 10,
  HeartbeatAck: 11,
  RequestSoundboardSounds: 31,
  RequestChannelInfo: 43,
} as const;

/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes | Discord Docs/Close Codes} */
export const CloseCode = {
  UnknownError: 4000,
  UnknownOpcode: 4001,
  DecodeError: 4002,
  NotAuthenticated: 4003,
  AuthenticationFailed: 4004,
  AlreadyAuthenticated: 4005,
  InvalidSeq: 4007,
  RateLimited: 4008,
  SessionTimedOut: 4009,
  InvalidShard: 4010,
  ShardingRequired: 4011,
  InvalidApiVersion: 4012,
  InvalidIntents: 4013,
  DisallowedIntents: 4014,
} as const;

/** Why and how the server ends a connection. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}
