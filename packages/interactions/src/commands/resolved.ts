import type {
  APIAttachment,
  APIInteractionDataResolved,
  APIInteractionDataResolvedChannel,
  APIInteractionDataResolvedGuildMember,
  APIRole,
  APIUser,
} from "@zignal/types";

/** A user that an option, a select menu or a target names, with the member where there is one. */
export type ResolvedUser = APIUser & { member?: APIInteractionDataResolvedGuildMember };

/** A user or a role. */
export type ResolvedMentionable = { kind: "user"; user: ResolvedUser } | { kind: "role"; role: APIRole };

export type ResolvedChannel = APIInteractionDataResolvedChannel;
export type ResolvedRole = APIRole;
export type ResolvedAttachment = APIAttachment;

type Resolved = Partial<APIInteractionDataResolved> | undefined;

export function resolveUser(id: string, resolved: Resolved): ResolvedUser | undefined {
  const user = resolved?.users?.[id];
  if (user === undefined) return undefined;
  const member = resolved?.members?.[id];
  return member === undefined ? user : { ...user, member };
}

export function resolveMentionable(id: string, resolved: Resolved): ResolvedMentionable | undefined {
  const user = resolveUser(id, resolved);
  if (user !== undefined) return { kind: "user", user };
  const role = resolved?.roles?.[id];
  return role === undefined ? undefined : { kind: "role", role };
}
