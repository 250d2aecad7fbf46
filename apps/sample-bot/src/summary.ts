/** What a run came to. */
export interface RunFigures {
  steps: number;
  failedSteps: number;
  eventsReceived: number;
  requests: number;
  /** Requests that waited for a limit, so that Discord did not have to refuse them. */
  rateLimitWaits: number;
  /** Requests that Discord refused with a 429. */
  rateLimited: number;
  /** Requests that were sent again after a failure. */
  requestsRetried: number;
  reconnects: number;
  cached: { guilds: number; channels: number; members: number; users: number; messages: number };
  /** Milliseconds from what the user did to what the user saw, without the steps that a fault held up. */
  latenciesMs: readonly number[];
}

/** The value below which `share` of the values lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The figures in lines, for a person. */
export function formatSummary(figures: RunFigures): string[] {
  const { cached, latenciesMs } = figures;
  const ms = (share: number): string => `${percentile(latenciesMs, share).toFixed(1)} ms`;
  const passed = figures.steps - figures.failedSteps;
  const rows: [string, string][] = [
    ["steps passed", `${passed} of ${figures.steps}`],
    ["events received", String(figures.eventsReceived)],
    ["requests made", String(figures.requests)],
    ["rate-limit waits", String(figures.rateLimitWaits)],
    ["429s met", String(figures.rateLimited)],
    ["requests repeated", String(figures.requestsRetried)],
    ["reconnects survived", String(figures.reconnects)],
    [
      "in the cache",
      `${cached.guilds} guilds, ${cached.channels} channels, ${cached.members} members, ${cached.users} users, ${cached.messages} messages`,
    ],
    ["action to answer", `p50 ${ms(0.5)}, p90 ${ms(0.9)}, p99 ${ms(0.99)} (${latenciesMs.length} measured)`],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(20)} ${value}`);
}
