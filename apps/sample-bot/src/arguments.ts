import { parseArgs } from "node:util";

/** What the command line and the environment ask for. */
export interface Settings {
  /** End after the scripted conversation, even in a terminal. */
  once: boolean;
  /** Connect to Discord with this token; `undefined` means the sandbox. */
  token: string | undefined;
  /** Port of the sandbox; `0` takes any free one. */
  port: number;
}

export const usage = `Usage: npm start [-- --once] [-- --port <number>]

  --once           end after the scripted conversation (so it does when the output is not a terminal)
  --port <number>  port of the local Discord; 0 takes a free one (default 0)
  --help           this text

With DISCORD_TOKEN set, the bot connects to Discord instead, and stays until it is stopped (with --once: until it is ready).`;

/** A command line or an environment that can not be followed; the message names what, and what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings; `undefined` when only the help was asked for.
 * @throws {SettingsError} naming the argument or variable that does not fit.
 */
export function readSettings(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings | undefined {
  // npm and pnpm pass the "--" that stands before a script's own arguments along in some versions.
  const values = parse(parameters.filter((parameter) => parameter !== "--"));
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new SettingsError(`--port must be a whole number from 0 to 65535 (was "${values.port}")`);
  }
  const token = environment["DISCORD_TOKEN"];
  return { once: values.once, token: token === undefined || token === "" ? undefined : token, port };
}

function parse(parameters: string[]): { once: boolean; help: boolean; port: string } {
  const options = {
    once: { type: "boolean", default: false },
    help: { type: "boolean", default: false, short: "h" },
    port: { type: "string", default: "0" },
  } as const;
  try {
    return parseArgs({ args: parameters, options }).values;
  } catch (error) {
    throw new SettingsError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
