import type { RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import type { CommandRest, GuildCommandBody } from "../interaction-rest.ts";
import { commandType } from "../interaction-type.ts";
import { planCommands } from "./command-plan.ts";
import type { CommandPlan, RemoteCommand } from "./command-plan.ts";

export interface SyncOptions {
  /** Commands of this guild, instead of the global ones. */
  guildId?: string;
  /** `true` writes nothing: the plan tells what would be. @defaultValue `false` */
  dryRun?: boolean;
  /** Delete commands that Discord has and that are not registered? The entry point stays. @defaultValue `true` */
  deleteUnknown?: boolean;
}

export interface SyncResult {
  /** What differed. */
  plan: CommandPlan;
  /** How many commands were written or deleted. */
  written: number;
}

/** Reads, plans, and writes one command at a time, so that those which are the same keep their ids and cost nothing. */
export async function syncCommands(
  rest: CommandRest,
  applicationId: string,
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
  options: SyncOptions,
): Promise<SyncResult> {
  const { guildId, dryRun = false, deleteUnknown = true } = options;
  const scope =
    guildId === undefined ? globalCommands(rest, applicationId) : guildCommands(rest, applicationId, guildId);
  const plan = planCommands(
    wanted.filter((command) => scope.allows(command)),
    await scope.list(),
    {
      global: guildId === undefined,
      deleteUnknown,
    },
  );
  if (dryRun) return { plan, written: 0 };
  // Deletions first: Discord counts the commands there are.
  for (const { id } of plan.delete) await scope.delete(id);
  for (const { id, command, changed } of plan.update) await scope.update(id, withCleared(command, changed));
  for (const { command } of plan.create) await scope.create(command);
  return { plan, written: plan.delete.length + plan.update.length + plan.create.length };
}

/** What the fields are that a command does not set. */
const unset = {
  name_localizations: null,
  description_localizations: null,
  options: [],
  default_member_permissions: null,
  nsfw: false,
} as const;

/** An update leaves what it does not name as it is: what the command no longer sets has to be cleared. */
function withCleared(
  command: RESTPostAPIApplicationCommandsJSONBody,
  changed: readonly string[],
): RESTPostAPIApplicationCommandsJSONBody {
  const cleared = Object.entries(unset).filter(([field]) => changed.includes(field) && !(field in command));
  return cleared.length === 0 ? command : { ...command, ...Object.fromEntries(cleared) };
}

/** Where commands live: globally, or in a guild. */
interface CommandScope {
  allows(command: RESTPostAPIApplicationCommandsJSONBody): boolean;
  list(): Promise<readonly RemoteCommand[]>;
  create(command: RESTPostAPIApplicationCommandsJSONBody): Promise<unknown>;
  update(id: string, command: RESTPostAPIApplicationCommandsJSONBody): Promise<unknown>;
  delete(id: string): Promise<unknown>;
}

/** Localisations are left out of lists unless they are asked for. */
const whole = { query: { with_localizations: true } };

function globalCommands(rest: CommandRest, applicationId: string): CommandScope {
  return {
    allows: () => true,
    list: () => rest.listApplicationCommands(applicationId, whole),
    create: (command) => rest.createApplicationCommand(applicationId, command),
    update: (id, command) => rest.updateApplicationCommand(applicationId, id, command),
    delete: (id) => rest.deleteApplicationCommand(applicationId, id),
  };
}

function guildCommands(rest: CommandRest, applicationId: string, guildId: string): CommandScope {
  return {
    // The entry point of an activity is global.
    allows: ({ type }) => type !== commandType.entryPoint,
    list: () => rest.listGuildApplicationCommands(applicationId, guildId, whole),
    create: (command) => rest.createGuildApplicationCommand(applicationId, guildId, forGuild(command)),
    update: (id, command) => rest.updateGuildApplicationCommand(applicationId, guildId, id, forGuild(command)),
    delete: (id) => rest.deleteGuildApplicationCommand(applicationId, guildId, id),
  };
}

function forGuild(command: RESTPostAPIApplicationCommandsJSONBody): GuildCommandBody {
  const { contexts: _, integration_types: __, ...rest } = command;
  // Entry points were left out before.
  return rest as GuildCommandBody;
}
