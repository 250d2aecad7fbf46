import { ValidationError } from "@zignal/errors";
import { htmlReport } from "./html-report.ts";
import type { ReportSection } from "./html-report.ts";
import type { ConnectionPoolLike, PerformanceMetrics } from "./performance-monitor.ts";
import type { RateLimiterStats } from "./rate-limiter.ts";
import type { ReportSample } from "./report-history.ts";

export type ReportFormat = "text" | "markdown" | "json" | "html";

/** What a report shows. */
export interface PerformanceReport {
  readonly uptimeSeconds: number;
  /** Resident memory of the process. */
  readonly memoryMb: number;
  readonly metrics: PerformanceMetrics;
  readonly connectionPool: ReturnType<ConnectionPoolLike["getStats"]> | undefined;
  readonly rateLimiters: readonly RateLimiterStats[];
  /** Figures of others, by their label. */
  readonly sections: readonly { readonly title: string; readonly figures: Readonly<Record<string, string | number>> }[];
  /** When it was made, in milliseconds since 1970. */
  readonly generatedAt: number;
  /** What it was like before, the oldest first. */
  readonly history: readonly ReportSample[];
}

/** @throws {ValidationError} if there is no such format. */
export function renderReport(report: PerformanceReport, format: ReportFormat): string {
  switch (format) {
    case "json":
      return JSON.stringify(report, null, 2);
    case "markdown":
      return `# Performance report\n\n${sectionsOf(report).map(asMarkdown).join("\n")}`;
    case "text":
      return `Performance report\n\n${sectionsOf(report).map(asText).join("\n")}`;
    case "html":
      return htmlReport(sectionsOf(report), report.history, report.generatedAt);
    default:
      throw ValidationError.of("format", `must be "text", "markdown", "json" or "html" (was "${String(format)}")`);
  }
}

function sectionsOf(report: PerformanceReport): ReportSection[] {
  const { metrics, connectionPool } = report;
  const sections: ReportSection[] = [
    {
      title: "Process",
      rows: [
        ["Uptime", `${report.uptimeSeconds.toFixed(0)} s`],
        ["Memory", `${report.memoryMb.toFixed(1)} MiB`],
      ],
    },
    {
      title: "Requests",
      rows: [
        ["Total", String(metrics.totalRequests)],
        ["Successful", String(metrics.successfulRequests)],
        ["Failed", String(metrics.failedRequests)],
        ["Average response time", `${metrics.averageResponseTimeMs.toFixed(1)} ms`],
        ["Requests per second", metrics.requestsPerSecond.toFixed(2)],
        ["Connection reuse", percent(metrics.connectionReuseRate)],
        ["Batch efficiency", percent(metrics.batchEfficiency)],
      ],
    },
  ];
  if (connectionPool !== undefined) {
    sections.push({
      title: "Connection pool",
      rows: [
        ["Connections", String(connectionPool.totalConnections)],
        ["Active", String(connectionPool.activeConnections)],
        ["Idle", String(connectionPool.idleConnections)],
        ["Utilization", percent(connectionPool.connectionUtilization)],
      ],
    });
  }
  if (report.rateLimiters.length > 0) {
    sections.push({
      title: "Rate limiters",
      rows: report.rateLimiters.map(({ name, availableTokens, capacity, waiting, granted, refused }, index) => [
        name ?? `#${index + 1}`,
        `${availableTokens.toFixed(1)} of ${capacity} tokens, ${waiting} waiting, ${granted} granted, ${refused} refused`,
      ]),
    });
  }
  const others = report.sections.map(({ title, figures }): ReportSection => ({
    title,
    rows: Object.entries(figures).map(([label, figure]) => [label, asWritten(figure)]),
  }));
  return [...sections, ...others];
}

/** Whole numbers as they are, others to two digits. */
function asWritten(figure: string | number): string {
  return typeof figure === "string" || Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function asText({ title, rows }: ReportSection): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return [title, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`), ""].join("\n");
}

function asMarkdown({ title, rows }: ReportSection): string {
  return [
    `## ${title}`,
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(([label, value]) => `| ${escapeCell(label)} | ${escapeCell(value)} |`),
    "",
  ].join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim();
}
