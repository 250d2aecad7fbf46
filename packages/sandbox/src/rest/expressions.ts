import { missingPermissions } from "../world/api-error.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call } from "./call.ts";
import { me } from "./call.ts";
import { guildIdOf } from "./guild-endpoints.ts";

/** The guild of the path, if the caller may add emoji, stickers and sounds to it. @throws {ApiError} 10004, 50013 */
export function creatorsGuild(call: Call): string {
  return guildIdOf(call, PermissionBit.CreateGuildExpressions);
}

/** Those who may add, or manage, are told who uploaded an expression. */
export function seesUploader(call: Call, guildId: string): boolean {
  const { CreateGuildExpressions, ManageGuildExpressions } = PermissionBit;
  const granted = call.world.permissions.inGuild(me(call).user.id, guildId);
  return (granted & (CreateGuildExpressions | ManageGuildExpressions)) !== 0n;
}

/** One's own may be changed by those who may add some, all others by those who manage them. @throws {ApiError} 50013 */
export function requireOwnOrManaged(call: Call, guildId: string, creatorId: string): void {
  const { user } = me(call);
  const own = user.id === creatorId ? PermissionBit.CreateGuildExpressions : 0n;
  const granted = call.world.permissions.inGuild(user.id, guildId);
  if ((granted & (own | PermissionBit.ManageGuildExpressions)) === 0n) throw missingPermissions();
}
