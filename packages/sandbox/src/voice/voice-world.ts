import type { VoiceAssignment } from "./voice-assignment.ts";

/** What is said of a user in the voice state: who is muted is not forwarded, who is deafened hears nothing. */
export interface Moderation {
  readonly muted: boolean;
  readonly deafened: boolean;
}

/** The part of the world that the voice server looks at. */
export interface VoiceWorld {
  knowsGuild(guildId: string): boolean;
  isStage(channelId: string): boolean;
  /** What the user was last told to connect with. */
  assignment(guildId: string, userId: string): VoiceAssignment | undefined;
  /** Was this token ever told to anybody? */
  wasGiven(token: string): boolean;
  moderation(guildId: string, userId: string): Moderation;
  /** Numbers in `[0, 1)`. */
  random(): number;
}
