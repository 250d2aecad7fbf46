import type { Metric, Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import type { ServerSpecification } from "../processes/server-process.ts";
import { observabilityModes } from "../subjects/observability.ts";
import type { WorkloadName } from "../workloads/workloads.ts";

interface ObservedScenario {
  name: string;
  what: string;
  unit: string;
  workload: WorkloadName;
  work: (size: Size) => Record<string, number>;
  server: (work: Record<string, number>) => ServerSpecification;
}

function observedScenario({ name, what, unit, workload, work, server }: ObservedScenario): Scenario {
  const metrics: Metric[] = [
    { key: "cpuUs", label: `CPU per ${unit}, µs`, digits: 2, comparedWithFloor: true },
    { key: "wallUs", label: `wall per ${unit}, µs`, digits: 2 },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ];
  return {
    name,
    summary:
      `${what}, with @zignal/observability not loaded (the floor), loaded and off, with metrics, and with metrics and a ` +
      "span for everything (OpenTelemetry's SDK; spans are dropped at their end).",
    floor: "absent",
    subjects: observabilityModes,
    metrics,
    rounds: ({ quick }) => (quick ? 2 : 7),
    parameters: work,
    prepare: async (size) => {
      const amount = work(size);
      const running = await runServer(server(amount));
      const options = { compression: "none", unwanted: false, ...amount, workload, port: running.port };
      return {
        run: (subject, profile) => runSubject({ workload: "observed", subject, options, profile }),
        close: () => running.close(),
      };
    },
  };
}

/** What looking costs the gateway alone. */
export const observabilityGateway: Scenario = observedScenario({
  name: "observability-gateway",
  what: "Raw dispatches of @zignal/gateway, not compressed",
  unit: "event",
  workload: "gateway-dispatch",
  work: ({ quick }) => (quick ? { warmUp: 5000, events: 20_000 } : { warmUp: 30_000, events: 120_000 }),
  server: (work) => ({ server: "gateway", options: { compressions: ["none"], ...work } }),
});

/** What looking costs a whole client, whose listeners are timed one by one. */
export const observabilityClient: Scenario = observedScenario({
  name: "observability-client",
  what: "MESSAGE_CREATE to the listener of a whole client with its cache",
  unit: "message",
  workload: "client-dispatch",
  work: ({ quick }) => (quick ? { warmUp: 5000, events: 20_000 } : { warmUp: 20_000, events: 100_000 }),
  server: (work) => ({ server: "gateway", options: { compressions: ["none"], forClients: true, ...work } }),
});

/** What looking costs a call. */
export const observabilityRest: Scenario = observedScenario({
  name: "observability-rest",
  what: "HTTP throughput of @zignal/rest with limits that are never reached",
  unit: "request",
  workload: "rest-throughput",
  work: ({ quick }) => ({
    concurrency: 50,
    ...(quick ? { warmUp: 500, requests: 2000 } : { warmUp: 3000, requests: 20_000 }),
  }),
  server: () => ({ server: "rest", options: {} }),
});
