import { invalidForm, missingAccess, unknown } from "../world/api-error.ts";
import type { Command, CommandScope } from "../world/commands.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { form, param, queryFlag } from "./call.ts";
import { commandChange, commandList, newCommand } from "./command-form.ts";
import { created, noContent, ok } from "./reply.ts";
import { ownApplication } from "./application-endpoints.ts";

/** The scope of the path. @throws {ApiError} 20012, or 50001 where the bot is not in the guild */
function scopeOf(call: Call): CommandScope {
  const { application } = ownApplication(call);
  const guildId = call.params["guild_id"];
  if (guildId !== undefined && !call.world.members.has(guildId, application.botId)) throw missingAccess();
  return { applicationId: application.id, guildId };
}

/** Lists leave the dictionaries of localizations out unless asked for. */
function listed(call: Call, command: Command): object {
  if (queryFlag(call, "with_localizations")) return command;
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = command;
  return rest;
}

const list: Endpoint = (call) => ok(call.world.commands.list(scopeOf(call)).map((command) => listed(call, command)));

const create: Endpoint = (call) => {
  const scope = scopeOf(call);
  const { command, created: isNew } = call.world.commands.create(scope, form(call, newCommand));
  return isNew ? created(command) : ok(command);
};

const replaceAll: Endpoint = (call) => {
  const scope = scopeOf(call);
  const commands = form({ ...call, body: call.body ?? [] }, commandList);
  return ok(call.world.commands.replaceAll(scope, commands));
};

const get: Endpoint = (call) => ok(call.world.commands.require(scopeOf(call), param(call, "command_id")));

const update: Endpoint = (call) => {
  const scope = scopeOf(call);
  const id = param(call, "command_id");
  const { type } = call.world.commands.require(scope, id);
  const body = form(call, commandChange(type));
  return ok(call.world.commands.update(scope, id, body));
};

const remove: Endpoint = (call) => {
  call.world.commands.delete(scopeOf(call), param(call, "command_id"));
  return noContent;
};

export const commandEndpoints: Endpoints = {
  list_application_commands: list,
  list_guild_application_commands: list,
  create_application_command: create,
  create_guild_application_command: create,
  bulk_set_application_commands: replaceAll,
  bulk_set_guild_application_commands: replaceAll,
  get_application_command: get,
  get_guild_application_command: get,
  update_application_command: update,
  update_guild_application_command: update,
  delete_application_command: remove,
  delete_guild_application_command: remove,

  list_guild_application_command_permissions: (call) => {
    const { applicationId, guildId } = guildScope(call);
    const ids = [applicationId, ...call.world.commands.available(applicationId, guildId).map(({ id }) => id)];
    return ok(
      ids.flatMap((id) => {
        const permissions = call.world.commands.permissions(guildId, id);
        return permissions === undefined ? [] : [{ id, application_id: applicationId, guild_id: guildId, permissions }];
      }),
    );
  },

  get_guild_application_command_permissions: (call) => {
    const { applicationId, guildId } = guildScope(call);
    const id = param(call, "command_id");
    const known = call.world.commands.available(applicationId, guildId).some((command) => command.id === id);
    if (!known && id !== applicationId) throw unknown("application command");
    const permissions = call.world.commands.permissions(guildId, id);
    if (permissions === undefined) throw unknown("application command permissions");
    return ok({ id, application_id: applicationId, guild_id: guildId, permissions });
  },
};

function guildScope(call: Call): { applicationId: string; guildId: string } {
  const { applicationId, guildId } = scopeOf(call);
  if (guildId === undefined) throw invalidForm(["guild_id"], "BASE_TYPE_REQUIRED", "This field is required");
  return { applicationId, guildId };
}
