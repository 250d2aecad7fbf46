import { parseArgs } from "node:util";
import { ValidationError } from "@zignal/errors";
import type { SandboxOptions } from "./sandbox-options.ts";

export const usage = `Usage: zignal-sandbox [options]

Runs a local Discord: HTTP API, gateway and a web page, with a guild, a bot and a few people.

  --port <number>        port to listen on; 0 takes any free one   (default 4600)
  --host <address>       address to listen on                      (default 127.0.0.1)
  --voice-port <number>  port of the voice server                  (default any free one)
  --seed <number>        seed of all that is left to chance        (default 1)
  --members <number>     further members of the guild              (default 0)
  --token <text>         the bot's token                           (default a new one)
  --json                 print one line of JSON: URLs, token, ids
  --version              print the version
  --help                 print this
`;

export type CommandLine =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "serve"; readonly json: boolean; readonly options: SandboxOptions };

const flags = {
  port: { type: "string", default: "4600" },
  host: { type: "string", default: "127.0.0.1" },
  seed: { type: "string" },
  members: { type: "string" },
  "voice-port": { type: "string" },
  token: { type: "string" },
  json: { type: "boolean", default: false },
  version: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** @throws {ValidationError} naming the flag, what was wrong and what to do. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parse(args);
  if (values.help) return { kind: "help" };
  if (values.version) return { kind: "version" };
  const seed = wholeNumber("--seed", values.seed);
  const members = wholeNumber("--members", values.members);
  const port = portNumber("--port", values.port) ?? 0;
  const voicePort = portNumber("--voice-port", values["voice-port"]);
  if (values.token === "") throw ValidationError.of("--token", "must not be empty");
  return {
    kind: "serve",
    json: values.json,
    options: {
      port,
      host: values.host,
      ...(seed === undefined ? {} : { seed }),
      ...(voicePort === undefined ? {} : { voice: { port: voicePort } }),
      ...(members === undefined ? {} : { members }),
      ...(values.token === undefined ? {} : { token: values.token }),
    },
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof flags }>> {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: false });
  } catch (error) {
    // Node's own words name the flag: "Unknown option '--prot'".
    const message = error instanceof Error ? error.message : String(error);
    throw ValidationError.of("command line:", `${message}. See zignal-sandbox --help`, { cause: error });
  }
}

function portNumber(flag: string, text: string | undefined): number | undefined {
  const port = wholeNumber(flag, text);
  if (port === undefined || port <= 65_535) return port;
  throw ValidationError.of(flag, `must be a whole number from 0 to 65535 (was ${port})`);
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw ValidationError.of(flag, `must be a whole number of at least 0 (was "${text}")`);
}
