import type { IntegrationTypeName, InteractionContextName } from "@zignal/builders";
import type { PermissionsInput } from "@zignal/types/permissions";

/** Who may use a command, and where. */
export interface CommandSettings {
  /** Who may use it unless a guild says otherwise; `null` means everybody, `[]` administrators only. @defaultValue everybody */
  defaultMemberPermissions?: PermissionsInput | null;
  /** Age-restricted. @defaultValue `false` */
  nsfw?: boolean;
  /** Where it can be used; for global commands only. @defaultValue everywhere that its installation allows */
  contexts?: readonly InteractionContextName[];
  /** For which installations; for global commands only. @defaultValue those of the app */
  integrationTypes?: readonly IntegrationTypeName[];
}

/** What all command builders have. */
interface Builder {
  defaultMemberPermissions(permissions: PermissionsInput | null): unknown;
  setNSFW(nsfw: boolean): unknown;
  contexts(...names: readonly InteractionContextName[]): unknown;
  integrationTypes(...names: readonly IntegrationTypeName[]): unknown;
}

export function applyCommandSettings(builder: Builder, settings: CommandSettings): void {
  if (settings.defaultMemberPermissions !== undefined) {
    builder.defaultMemberPermissions(settings.defaultMemberPermissions);
  }
  if (settings.nsfw !== undefined) builder.setNSFW(settings.nsfw);
  if (settings.contexts !== undefined) builder.contexts(...settings.contexts);
  if (settings.integrationTypes !== undefined) builder.integrationTypes(...settings.integrationTypes);
}
