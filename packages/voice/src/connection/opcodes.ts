/** @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice-voice-opcodes | Discord Docs/Voice Opcodes} */
export const voiceOpcode = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  clientDisconnect: 13,
  davePrepareTransition: 21,
  daveExecuteTransition: 22,
  daveTransitionReady: 23,
  davePrepareEpoch: 24,
  daveExternalSender: 25,
  daveKeyPackage: 26,
  daveProposals: 27,
  daveCommitWelcome: 28,
  daveAnnounceCommit: 29,
  daveWelcome: 30,
  daveInvalidCommitWelcome: 31,
} as const;

/** What a user's packets carry, as bits. @see {@link https://docs.discord.com/developers/topics/voice-connections#speaking | Discord Docs/Speaking} */
export const speakingFlags = { microphone: 1, soundshare: 2, priority: 4 } as const;
