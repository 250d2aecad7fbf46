import type { RESTPostAPIBaseApplicationCommandsJSONBody } from "@zignal/types";
import type { PermissionsInput } from "@zignal/types/permissions";
import { permissionBits } from "../permission-bits.ts";
import type { Localizations } from "./locale.ts";

const contexts = { guild: 0, botDm: 1, privateChannel: 2 } as const;
const integrationTypes = { guild: 0, user: 1 } as const;

/** Where a command can be used: in guilds, in a direct message with the bot, in other direct and group messages. */
export type InteractionContextName = keyof typeof contexts;

/** Where the app is installed: in a guild, or at a user. */
export type IntegrationTypeName = keyof typeof integrationTypes;

/** What all commands have in common. */
export abstract class CommandBuilder {
  protected readonly command: RESTPostAPIBaseApplicationCommandsJSONBody = { name: "" };

  /** 1 to 32 characters; for slash commands lower-case letters, digits, `-` and `_` only. */
  name(name: string): this {
    this.command.name = name;
    return this;
  }

  /** The name by locale. */
  nameLocalizations(localizations: Localizations): this {
    this.command.name_localizations = { ...localizations };
    return this;
  }

  /** Who may use it unless a guild says otherwise; `[]` means administrators only. @defaultValue everybody */
  defaultMemberPermissions(permissions: PermissionsInput | null): this {
    this.command.default_member_permissions = permissions === null ? null : permissionBits(permissions);
    return this;
  }

  /** Age-restricted. @defaultValue `false` */
  setNSFW(nsfw = true): this {
    this.command.nsfw = nsfw;
    return this;
  }

  /** Where it can be used; for global commands only. @defaultValue everywhere that its installation allows */
  contexts(...names: readonly InteractionContextName[]): this {
    this.command.contexts = names.map((name) => contexts[name]);
    return this;
  }

  /** For which installations; for global commands only. @defaultValue those of the app */
  integrationTypes(...names: readonly IntegrationTypeName[]): this {
    this.command.integration_types = names.map((name) => integrationTypes[name]);
    return this;
  }
}
