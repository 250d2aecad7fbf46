import type { APIApplicationCommand, RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import { commandType } from "../interaction-type.ts";
import { differences } from "./command-difference.ts";

/** A command as Discord has it. */
export type RemoteCommand = Pick<APIApplicationCommand, "id" | "name" | "type"> & Partial<APIApplicationCommand>;

/** What has to be done for Discord to have the commands that are wanted. */
export interface CommandPlan {
  create: { command: RESTPostAPIApplicationCommandsJSONBody }[];
  update: {
    id: string;
    command: RESTPostAPIApplicationCommandsJSONBody;
    /** The fields that differ, such as `options[0].description`. */
    changed: string[];
  }[];
  delete: { id: string; name: string; type: number }[];
  unchanged: { id: string; name: string; type: number }[];
}

export interface PlanOptions {
  /** Global commands have installation types and contexts. */
  global: boolean;
  deleteUnknown: boolean;
}

/** Pure: compares by type and name. */
export function planCommands(
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
  present: readonly RemoteCommand[],
  options: PlanOptions,
): CommandPlan {
  const plan: CommandPlan = { create: [], update: [], delete: [], unchanged: [] };
  const remaining = new Map(present.map((remote) => [keyOf(remote), remote]));
  for (const command of wanted) {
    const remote = remaining.get(keyOf(command));
    if (remote === undefined) {
      plan.create.push({ command });
      continue;
    }
    remaining.delete(keyOf(command));
    const { id, name, type } = remote;
    const changed = differences(command, remote, options);
    if (changed.length === 0) plan.unchanged.push({ id, name, type });
    else plan.update.push({ id, command, changed });
  }
  for (const { id, name, type } of remaining.values()) {
    // Discord makes the entry point of an activity itself; without it nobody could start the activity.
    if (options.deleteUnknown && type !== commandType.entryPoint) plan.delete.push({ id, name, type });
  }
  return plan;
}

function keyOf({ type = commandType.slash, name }: { type?: number | undefined; name: string }): string {
  return `${type} ${name}`;
}
