import type { MachineDescription } from "./machine.ts";
import type { SubjectResult } from "./rounds.ts";
import type { LeftOut, Metric } from "./scenario.ts";
import { type Spread, ratioToFloor, spread } from "./statistics.ts";

/** All that one scenario yielded: what `--json` prints, raw samples included. */
export interface Report {
  scenario: string;
  summary: string;
  machine: MachineDescription;
  quick: boolean;
  rounds: number;
  parameters: Record<string, number | string>;
  floor?: string | undefined;
  metrics: readonly Metric[];
  leftOut: readonly LeftOut[];
  subjects: SubjectResult[];
}

/** The report as Markdown: one row per subject, and below it what failed and what is not there. */
export function renderReport(report: Report): string {
  const lines = [
    `### ${report.scenario}`,
    "",
    report.summary,
    "",
    describeRun(report),
    "",
    ...renderTable(report),
    ...renderNotes(report),
  ];
  return `${lines.join("\n")}\n`;
}

function describeRun({ machine, rounds, quick, parameters }: Report): string {
  const how = [
    `${rounds} ${rounds === 1 ? "round" : "rounds"}${quick ? " (quick: too coarse for conclusions)" : ""}`,
    ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`),
  ];
  return (
    `${how.join(", ")}. Node ${machine.node}, ${machine.cores} cores (${machine.cpu}), ${machine.platform}, ` +
    `load ${machine.loadAverage} at the start, ${machine.date}.`
  );
}

function renderTable(report: Report): string[] {
  const headings = report.metrics.flatMap((metric) =>
    metric.comparedWithFloor && report.floor !== undefined ? [metric.label, "vs floor"] : [metric.label],
  );
  return [
    `| subject | ${headings.join(" | ")} |`,
    `|---|${headings.map(() => "---:|").join("")}`,
    ...report.subjects.map((subject) => `| ${[label(subject, report), ...cells(subject, report)].join(" | ")} |`),
  ];
}

function label(subject: SubjectResult, report: Report): string {
  return subject.name === report.floor ? `${subject.name} (floor)` : subject.name;
}

function cells(subject: SubjectResult, report: Report): string[] {
  const floor = report.subjects.find((other) => other.name === report.floor);
  return report.metrics.flatMap((metric) => {
    const values = valuesOf(subject, metric);
    const own = values.length === 0 ? "failed" : formatSpread(spread(values), metric);
    if (!metric.comparedWithFloor || report.floor === undefined) return [own];
    const ratio = floor && ratioToFloor(values, valuesOf(floor, metric));
    return [own, ratio ? formatSpread(ratio, { ...metric, digits: 2 }) : "–"];
  });
}

function valuesOf(subject: SubjectResult, metric: Metric): number[] {
  return subject.samples.map((sample) => sample[metric.key]).filter((value) => value !== undefined);
}

function formatSpread({ median, min, max }: Spread, metric: Metric): string {
  const middle = median.toFixed(metric.digits);
  return metric.exact ? middle : `${middle} (${min.toFixed(metric.digits)} to ${max.toFixed(metric.digits)})`;
}

function renderNotes(report: Report): string[] {
  const failed = report.subjects.flatMap((subject) =>
    subject.failures.map(({ round, reason }) => `- ${subject.name}, round ${round}: failed. ${oneLine(reason)}`),
  );
  const leftOut = report.leftOut.map(({ name, reason }) => `- ${name}: not measured. ${reason}`);
  return failed.length + leftOut.length === 0 ? [] : ["", ...failed, ...leftOut];
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
