import type { WorldListener } from "../world/events.ts";
import type { MemberPayload } from "../world/members.ts";

/** An application as the gateway needs it. */
export interface GatewayApplication {
  readonly id: string;
  readonly botId: string;
  /** Application flags: they say which privileged intents are enabled. */
  readonly flags: number;
  /** Identifies allowed at the same time. */
  readonly maxConcurrency: number;
}

/** What an app sends to change its presence. */
export interface RequestedPresence {
  readonly status: string;
  readonly activities: readonly Record<string, unknown>[];
}

export interface RequestedVoiceState {
  readonly guildId: string;
  readonly channelId: string | null;
  readonly selfMute: boolean;
  readonly selfDeaf: boolean;
  readonly sessionId: string;
}

/** The part of the world that the gateway looks at and changes. */
export interface GatewayWorld {
  subscribe(listener: WorldListener): () => void;
  applicationByToken(token: string): GatewayApplication | undefined;
  /** Makes the application's token worthless. */
  resetToken(applicationId: string): void;
  /** The user object, with what a user sees only of itself. */
  user(userId: string): object;
  guildIdsOf(userId: string): readonly string[];
  isMember(guildId: string, userId: string): boolean;
  canView(guildId: string, channelId: string, userId: string): boolean;
  canViewAuditLog(guildId: string, userId: string): boolean;
  canManageGuild(guildId: string, userId: string): boolean;
  /** A complete Guild Create payload: whatever the session may not see is taken out by the gateway. */
  guildCreatePayload(guildId: string, forUserId: string): Record<string, unknown>;
  members(guildId: string): readonly MemberPayload[];
  presences(guildId: string): readonly object[];
  soundboardSounds(guildId: string): readonly object[];
  voiceChannelIds(guildId: string): readonly string[];
  setPresence(userId: string, presence: RequestedPresence): void;
  /** Does nothing where the user may not connect, or nobody more may. */
  setVoiceState(userId: string, state: RequestedVoiceState): void;
  /** The gateway session that the user joined voice with has ended. */
  leaveVoice(userId: string, sessionId: string): void;
}
