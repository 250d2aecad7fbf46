import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BenchmarkArguments {
  /** Names of the scenarios to run, in order. */
  scenarios: string[];
  /** Print what could be run, and nothing else. */
  list: boolean;
  /** Print the JSON report instead of the tables. */
  json: boolean;
  /** Fewer units and rounds: shows that it works, too coarse for conclusions. */
  quick: boolean;
  /** Run only these subjects; the floor is always among them. */
  only: string[] | undefined;
  /** Runs of every subject; the scenario's own number if not given. */
  rounds: number | undefined;
  /** Folder for one CPU profile per run, taken between the marks only. */
  profile: string | undefined;
}

/** A mistake in the command line, told in one sentence. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** How the benchmark is called. */
export const usage = `Usage: pnpm bench <scenario…|all> [--quick] [--json] [--only <subject,…>] [--rounds <n>] [--profile <folder>]
       pnpm bench --list`;

/**
 * Reads the command line.
 * @param argv - Words after the command itself.
 * @param known - Subjects of each scenario, by the scenario's name.
 * @throws {ArgumentError} if a word is unknown, a value is missing, or nothing is asked for.
 */
export function parseBenchmarkArguments(
  argv: readonly string[],
  known: ReadonlyMap<string, readonly string[]>,
): BenchmarkArguments {
  const { values, positionals } = readWords(argv);
  const list = values.list ?? false;
  if (positionals.length === 0 && !list) {
    throw new ArgumentError(`No scenario named. Name one of: ${[...known.keys()].join(", ")}, or all.`);
  }
  const scenarios = positionals.includes("all") ? [...known.keys()] : positionals;
  for (const scenario of scenarios) {
    if (!known.has(scenario)) {
      throw new ArgumentError(`Unknown scenario "${scenario}". Known are: ${[...known.keys()].join(", ")}, or all.`);
    }
  }
  return {
    scenarios: [...new Set(scenarios)],
    list,
    json: values.json ?? false,
    quick: values.quick ?? false,
    only: values.only === undefined ? undefined : readSubjects(values.only, scenarios, known),
    rounds: values.rounds === undefined ? undefined : readRounds(values.rounds),
    profile: values.profile,
  };
}

function readWords(argv: readonly string[]): {
  values: { list?: boolean; json?: boolean; quick?: boolean; only?: string; rounds?: string; profile?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        list: { type: "boolean" },
        json: { type: "boolean" },
        quick: { type: "boolean" },
        only: { type: "string" },
        rounds: { type: "string" },
        profile: { type: "string" },
      },
    });
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function readSubjects(
  value: string,
  scenarios: readonly string[],
  known: ReadonlyMap<string, readonly string[]>,
): string[] {
  const wanted = value.split(",").filter((name) => name !== "");
  if (wanted.length === 0) throw new ArgumentError("--only needs at least one subject, as in --only zignal,eris.");
  const available = new Set(scenarios.flatMap((scenario) => known.get(scenario) ?? []));
  for (const name of wanted) {
    if (!available.has(name)) {
      throw new ArgumentError(`Unknown subject "${name}" in --only. Here are: ${[...available].join(", ")}.`);
    }
  }
  return wanted;
}

function readRounds(value: string): number {
  const rounds = Number(value);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) {
    throw new ArgumentError(`--rounds must be a whole number from 1 to 1000, not "${value}".`);
  }
  return rounds;
}
