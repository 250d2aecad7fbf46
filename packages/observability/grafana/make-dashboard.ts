// Makes dashboard.json: `node grafana/make-dashboard.ts`. A test compares the two.
import { writeFileSync } from "node:fs";

/** What one panel shows: PromQL, and what its lines are called. */
interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly (readonly [expression: string, legend: string])[];
  readonly kind?: "timeseries" | "stat";
}

const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}{job=~"$job"}[$__rate_interval]))`;
const sum = (metric: string): string => `sum(rate(${metric}{job=~"$job"}[$__rate_interval]))`;
const quantile = (part: number, metric: string, by: string): string =>
  `histogram_quantile(${part}, sum by (le, ${by}) (rate(${metric}_bucket{job=~"$job"}[$__rate_interval])))`;
const last = (metric: string, by: string): string => `sum by (${by}) (${metric}{job=~"$job"})`;

const rows: readonly (readonly [title: string, panels: readonly Panel[]])[] = [
  [
    "At a glance",
    [
      stat("Shards ready", "none", 'sum(zignal_gateway_shards{job=~"$job", state="ready"})'),
      stat("Events per second", "ops", sum("zignal_gateway_events_total")),
      stat("Calls per second", "ops", sum("zignal_rest_requests_total")),
      stat("429s in an hour", "none", 'sum(increase(zignal_rest_rate_limits_total{job=~"$job"}[1h]))'),
      stat("Failed listeners in an hour", "none", 'sum(increase(zignal_handler_errors_total{job=~"$job"}[1h]))'),
      stat("Resident memory", "bytes", 'sum(process_resident_memory_bytes{job=~"$job"})'),
    ],
  ],
  [
    "Gateway",
    [
      lines("Events by type", "ops", [rate("zignal_gateway_events_total", "event"), "{{event}}"]),
      lines("Latency by shard", "s", [last("zignal_gateway_latency_seconds", "shard"), "shard {{shard}}"]),
      lines("Shards by state", "none", [last("zignal_gateway_shards", "state"), "{{state}}"]),
      lines(
        "Connections that ended",
        "ops",
        [rate("zignal_gateway_disconnects_total", "code"), "{{code}}"],
        [sum("zignal_gateway_identifies_total"), "identified"],
        [sum("zignal_gateway_resumes_total"), "resumed"],
      ),
      lines("Identifies left today", "none", ['min(zignal_gateway_identifies_remaining{job=~"$job"})', "left"]),
      lines(
        "Traffic",
        "Bps",
        [sum("zignal_gateway_received_bytes_total"), "received, decompressed"],
        [sum("zignal_gateway_sent_bytes_total"), "sent"],
      ),
    ],
  ],
  [
    "REST",
    [
      lines("Calls by route", "ops", [rate("zignal_rest_requests_total", "method, route"), "{{method}} {{route}}"]),
      lines("Calls by status", "ops", [rate("zignal_rest_requests_total", "status"), "{{status}}"]),
      lines("95 % of calls take", "s", [quantile(0.95, "zignal_rest_request_duration_seconds", "route"), "{{route}}"]),
      lines("95 % of calls wait", "s", [quantile(0.95, "zignal_rest_wait_seconds", "route"), "{{route}}"]),
      lines(
        "429s and repeats",
        "ops",
        [rate("zignal_rest_rate_limits_total", "route, scope"), "429 {{scope}} {{route}}"],
        [rate("zignal_rest_retries_total", "route"), "again {{route}}"],
      ),
      lines(
        "Open, waiting, connections",
        "none",
        ['sum(zignal_rest_open_requests{job=~"$job"})', "open"],
        ['sum(zignal_rest_waiting_requests{job=~"$job"})', "waiting for a limit"],
        [last("zignal_rest_connections", "state"), "connections {{state}}"],
      ),
      lines("Answers that count towards a ban, of 10,000", "none", [
        'max(zignal_rest_invalid_requests{job=~"$job"})',
        "in ten minutes",
      ]),
      lines(
        "Batching",
        "ops",
        [sum("zignal_batcher_requests_total"), "asked"],
        [sum("zignal_batcher_sent_total"), "sent"],
      ),
    ],
  ],
  [
    "Handlers and interactions",
    [
      lines("99 % of listeners take", "s", [quantile(0.99, "zignal_handler_duration_seconds", "event"), "{{event}}"]),
      lines(
        "Listeners at work, and failed",
        "none",
        ['sum(zignal_handlers_running{job=~"$job"})', "at work"],
        [rate("zignal_handler_errors_total", "event"), "failed {{event}}"],
      ),
      lines("Interactions", "ops", [rate("zignal_interactions_total", "name, outcome"), "{{name}} {{outcome}}"]),
      lines("95 % of first answers come after", "s", [
        quantile(0.95, "zignal_interaction_first_answer_seconds", "name"),
        "{{name}}",
      ]),
      lines("95 % of interactions take", "s", [
        quantile(0.95, "zignal_interaction_duration_seconds", "name"),
        "{{name}}",
      ]),
      lines("Errors by code", "ops", [rate("zignal_errors_total", "code, outcome"), "{{code}} {{outcome}}"]),
    ],
  ],
  [
    "Cache",
    [
      lines("Entities", "none", [last("zignal_cache_items", "kind"), "{{kind}}"]),
      lines("Memory", "bytes", ['sum(zignal_cache_memory_bytes{job=~"$job"})', "cache"]),
      lines("Hit ratio", "percentunit", ['avg(zignal_cache_hit_ratio{job=~"$job"})', "hits"]),
      lines("Evictions", "ops", [rate("zignal_cache_evictions_total", "kind, reason"), "{{kind}} {{reason}}"]),
    ],
  ],
  [
    "Voice",
    [
      lines("Connections", "none", [last("zignal_voice_connections", "state"), "{{state}}"]),
      lines("Packets", "pps", [rate("zignal_voice_packets_total", "kind"), "{{kind}}"]),
      lines("Traffic", "Bps", [rate("zignal_voice_bytes_total", "direction"), "{{direction}}"]),
      lines(
        "Latency and jitter",
        "s",
        ['max(zignal_voice_latency_seconds{job=~"$job"})', "latency"],
        ['max(zignal_voice_jitter_seconds{job=~"$job"})', "jitter"],
      ),
      lines("Sockets that ended", "ops", [rate("zignal_voice_disconnects_total", "code"), "{{code}}"]),
      lines("Tracks", "ops", [rate("zignal_voice_tracks_total", "event"), "{{event}}"]),
    ],
  ],
  [
    "Process",
    [
      lines("Event-loop delay", "s", [
        'max by (percentile) (zignal_event_loop_delay_seconds{job=~"$job"})',
        "{{percentile}} %",
      ]),
      lines("CPU", "percentunit", [sum("process_cpu_seconds_total"), "cores"]),
      lines(
        "Memory",
        "bytes",
        ['sum(process_resident_memory_bytes{job=~"$job"})', "resident"],
        ['sum(nodejs_heap_size_used_bytes{job=~"$job"})', "heap"],
        ['sum(nodejs_external_memory_bytes{job=~"$job"})', "external"],
      ),
    ],
  ],
];

function stat(title: string, unit: string, expression: string): Panel {
  return { title, unit, queries: [[expression, ""]], kind: "stat" };
}

function lines(title: string, unit: string, ...queries: Panel["queries"]): Panel {
  return { title, unit, queries };
}

const gridWidth = 24;
const datasource = { type: "prometheus", uid: "${datasource}" };

/** The dashboard in Grafana's own model. */
export function makeDashboard(): object {
  let id = 0;
  let y = 0;
  const panels: object[] = [];
  for (const [title, members] of rows) {
    panels.push({
      id: ++id,
      type: "row",
      title,
      collapsed: false,
      gridPos: { x: 0, y: y++, w: gridWidth, h: 1 },
      panels: [],
    });
    const [width, height] = members[0]?.kind === "stat" ? [4, 4] : [8, 8];
    let x = 0;
    for (const panel of members) {
      if (x + width > gridWidth) {
        x = 0;
        y += height;
      }
      panels.push(panelOf(panel, ++id, { x, y, w: width, h: height }));
      x += width;
    }
    y += height;
  }
  return {
    uid: "zignal",
    title: "Zignal",
    tags: ["discord", "zignal"],
    schemaVersion: 39,
    editable: true,
    timezone: "browser",
    time: { from: "now-6h", to: "now" },
    refresh: "30s",
    templating: {
      list: [
        { name: "datasource", label: "Data source", type: "datasource", query: "prometheus", current: {} },
        {
          name: "job",
          label: "Job",
          type: "query",
          datasource,
          query: { query: "label_values(zignal_gateway_events_total, job)", refId: "job" },
          refresh: 2,
          includeAll: true,
          multi: true,
          allValue: ".*",
          current: { text: "All", value: "$__all" },
        },
      ],
    },
    panels,
  };
}

function panelOf({ title, unit, queries, kind = "timeseries" }: Panel, id: number, gridPos: object): object {
  return {
    id,
    type: kind,
    title,
    datasource,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options:
      kind === "stat"
        ? { reduceOptions: { calcs: ["lastNotNull"] }, graphMode: "area" }
        : { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: "ABCDEFGH".charAt(index),
      datasource,
      expr,
      legendFormat,
    })),
  };
}

if (import.meta.main) {
  writeFileSync(new URL("dashboard.json", import.meta.url), `${JSON.stringify(makeDashboard(), null, 2)}\n`);
}
