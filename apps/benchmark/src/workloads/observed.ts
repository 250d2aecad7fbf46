import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { type ObservabilityMode, startObservability } from "../subjects/observability.ts";
import { loadWorkload, type WorkloadName } from "./workloads.ts";

/** Another workload, with our packages. */
export interface ObservedOptions {
  workload: WorkloadName;
}

/** Has our packages do another workload, with as much looked at as the subject's name says. */
export async function observed(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { workload } = options as unknown as ObservedOptions;
  await startObservability(subject as ObservabilityMode);
  const run = await loadWorkload(workload);
  return run("zignal", options, watch);
}
