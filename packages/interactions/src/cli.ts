#!/usr/bin/env node
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import { commandApi } from "./sync/command-api.ts";
import { isInStep, reportOf } from "./sync/plan-report.ts";
import { syncCommands } from "./sync/sync-commands.ts";

const usage = `zignal-commands <module> [options]

Brings Discord's commands in step with those that a module exports, and writes only what differs.
The module exports commands of defineSlashCommand and its like, by themselves or in lists.

  --guild <id>    commands of this guild, instead of the global ones
  --dry-run       show the plan, write nothing
  --check         like --dry-run, and exit with 1 if anything differs
  --keep-unknown  leave commands that the module does not export
  --help

DISCORD_TOKEN is the bot's token. ZIGNAL_API_URL is the base of the API, Discord's if it is not set.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      guild: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      "keep-unknown": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [path] = positionals;
  if (values.help || path === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const token = process.env["DISCORD_TOKEN"];
  if (token === undefined || token === "") throw new Error("DISCORD_TOKEN is not set: it is the bot's token");

  const exported: unknown = await import(pathToFileURL(resolve(path)).href);
  const commands = commandsIn(exported);
  if (commands.length === 0) throw new Error(`${path} exports no commands: export those of defineSlashCommand`);

  refuseDoubles(commands);

  const baseUrl = process.env["ZIGNAL_API_URL"];
  const rest = commandApi({ token, ...(baseUrl !== undefined && { baseUrl }) });
  const { id } = await rest.getMyApplication();
  const dryRun = values["dry-run"] || values.check;
  const { plan, written } = await syncCommands(rest, id, commands, {
    dryRun,
    deleteUnknown: !values["keep-unknown"],
    ...(values.guild !== undefined && { guildId: values.guild }),
  });
  for (const line of reportOf(plan)) console.log(line);
  console.log(dryRun ? "nothing was written" : `${written} written`);
  return values.check && !isInStep(plan) ? 1 : 0;
}

/** The commands among what a module exports, also in lists, each once. */
function commandsIn(exported: unknown): RESTPostAPIApplicationCommandsJSONBody[] {
  const found = new Map<unknown, RESTPostAPIApplicationCommandsJSONBody>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || found.has(value)) return;
    if ("kind" in value && "body" in value && "name" in value) {
      // What the define functions make.
      found.set(value, value.body as RESTPostAPIApplicationCommandsJSONBody);
    } else if (depth > 0) {
      for (const item of Object.values(value)) visit(item, depth - 1);
    }
  };
  visit(exported, 2);
  return [...found.values()];
}

/** The second would overwrite the first, and each run the other. */
function refuseDoubles(commands: readonly RESTPostAPIApplicationCommandsJSONBody[]): void {
  const seen = new Set<string>();
  for (const { type = 1, name } of commands) {
    const key = `${type} ${name}`;
    if (seen.has(key)) throw new Error(`two different commands of the same kind are named "${name}"`);
    seen.add(key);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
