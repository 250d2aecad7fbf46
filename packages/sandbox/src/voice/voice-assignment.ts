/** What VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE have told one user: one seat in one voice channel. */
export interface VoiceAssignment {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  /** From the voice state. */
  readonly sessionId: string;
  readonly token: string;
  /** `host:port` of the voice server. */
  readonly endpoint: string;
  /** A token identifies once. */
  used: boolean;
}
