import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError, type BenchmarkArguments, parseBenchmarkArguments, usage } from "./arguments.ts";
import { describeMachine } from "./harness/machine.ts";
import { type Report, renderReport } from "./harness/report.ts";
import { runRounds } from "./harness/rounds.ts";
import type { Scenario } from "./harness/scenario.ts";
import { scenarios } from "./scenarios/scenarios.ts";

/** Where the reports of the last runs are kept, as JSON and as Markdown. */
const resultsFolder = fileURLToPath(new URL("../.cache/results", import.meta.url));

/**
 * The command line: measures, writes tables or JSON to stdout and progress to stderr.
 * @returns The exit code: 1 for a bad argument, or if any run failed.
 */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let wanted: BenchmarkArguments;
  try {
    wanted = parseBenchmarkArguments(argv, new Map(scenarios.map(({ name, subjects }) => [name, subjects])));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 1;
  }
  if (wanted.list) {
    console.log(describeScenarios());
    return 0;
  }
  const reports: Report[] = [];
  for (const scenario of scenarios.filter(({ name }) => wanted.scenarios.includes(name))) {
    const report = await measure(scenario, wanted);
    if (!wanted.json) console.log(renderReport(report));
    await keep(report);
    reports.push(report);
  }
  if (wanted.json) console.log(JSON.stringify(reports, null, 2));
  return reports.some(({ subjects }) => subjects.some(({ failures }) => failures.length > 0)) ? 1 : 0;
}

function describeScenarios(): string {
  return scenarios
    .map(({ name, summary, subjects }) => `${name}\n  ${summary}\n  Subjects: ${subjects.join("; ")}`)
    .join("\n\n");
}

/** Measures one scenario as the command line asks for it. */
export async function measure(
  scenario: Scenario,
  wanted: Pick<BenchmarkArguments, "quick" | "only" | "rounds" | "profile">,
): Promise<Report> {
  const size = { quick: wanted.quick };
  const { only } = wanted;
  const machine = describeMachine();
  const rounds = wanted.rounds ?? scenario.rounds(size);
  const results = await runRounds(scenario, {
    size,
    subjects: scenario.subjects.filter((name) => !only || only.includes(name) || name === scenario.floor),
    rounds,
    profile: wanted.profile === undefined ? undefined : resolve(wanted.profile),
    onRun: (round, subject) => process.stderr.write(`${scenario.name}: round ${round} of ${rounds}, ${subject}\n`),
  });
  return {
    scenario: scenario.name,
    summary: scenario.summary,
    machine,
    quick: wanted.quick,
    rounds,
    parameters: scenario.parameters(size),
    floor: scenario.floor,
    metrics: scenario.metrics,
    leftOut: scenario.leftOut ?? [],
    subjects: results,
  };
}

async function keep(report: Report): Promise<void> {
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(join(resultsFolder, `${report.scenario}.json`), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(resultsFolder, `${report.scenario}.md`), renderReport(report));
}
