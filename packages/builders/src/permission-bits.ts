import { Permissions } from "@zignal/types/permissions";
import type { PermissionsInput } from "@zignal/types/permissions";

/** Permissions as Discord's JSON has them: a decimal string of bits. */
export function permissionBits(permissions: PermissionsInput): string {
  return String(Permissions.from(permissions));
}
