import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import dashboard from "../grafana/dashboard.json" with { type: "json" };
import { makeDashboard } from "../grafana/make-dashboard.ts";
import { collectBotMetrics, Metrics } from "../src/index.ts";

const expressions = dashboard.panels.flatMap((panel) => panel.targets?.map(({ expr }) => expr) ?? []);

/** Names of the metrics that a query asks for, by Prometheus' own grammar; throws where it can not be read. */
function namesIn(expression: string): string[] {
  const names: string[] = [];
  // A variable of Grafana's stands where a duration does.
  const query = expression.replaceAll("$__rate_interval", "5m");
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${query}`);
      if (type.name === "VectorSelector") names.push(/^[a-zA-Z_:][\w:]*/.exec(query.slice(from, to))?.[0] ?? "");
    },
  });
  return names;
}

describe("the Grafana dashboard", () => {
  it("asks only for metrics that there are", async () => {
    const metrics = new Metrics();
    using _collected = collectBotMetrics({ metrics });
    const page = await metrics.text();
    const known = new Set<string>();
    for (const [, name = "", kind] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      for (const suffix of kind === "histogram" ? ["_bucket", "_sum", "_count"] : [""]) known.add(name + suffix);
    }
    const asked = expressions.flatMap((expression) => namesIn(expression));
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it("groups only by labels that the metric has, and names only those in its legends", async () => {
    const metrics = new Metrics();
    using _collected = collectBotMetrics({ metrics });
    const labels = metrics.labelsByName();
    const wrong = dashboard.panels.flatMap((panel) =>
      (panel.targets ?? []).flatMap(({ expr, legendFormat }) => {
        const base = (namesIn(expr)[0] ?? "").replace(/_(?:bucket|sum|count)$/, "");
        const has = new Set(["le", ...(labels.get(base) ?? [])]);
        const grouped = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(", ") ?? [];
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name);
        return [...grouped, ...named].filter((name) => !has.has(name)).map((name) => `${panel.title}: ${name}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("shows every metric that is collected", async () => {
    const metrics = new Metrics();
    using _collected = collectBotMetrics({ metrics });
    const asked = new Set(
      expressions.flatMap((expression) => namesIn(expression)).map((name) => name.replace(/_bucket$/, "")),
    );
    const hidden = [...metrics.labelsByName().keys()].filter((name) => !asked.has(name));
    expect(hidden).toEqual([
      "zignal_rest_failed_requests_total",
      "zignal_gateway_skipped_events_total",
      "zignal_gateway_sent_total",
      "zignal_circuit_breaker_changes_total",
      "process_start_time_seconds",
      "zignal_batcher_efficiency_ratio",
    ]);
  });

  it("is what its maker makes, with an id of its own for each panel, and none over another", () => {
    expect(dashboard).toEqual(makeDashboard());
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
