import { join } from "node:path";
import type { Rig, Sample, Scenario, Size } from "./scenario.ts";

/** A run that yielded no figures. */
export interface Failure {
  /** Counted from 1. */
  round: number;
  reason: string;
}

/** Everything one subject yielded. */
export interface SubjectResult {
  name: string;
  samples: Sample[];
  failures: Failure[];
}

/** What of a scenario is run, and how often. */
export interface RoundsOptions {
  size: Size;
  /** Subjects to run, in the order of every round. */
  subjects: readonly string[];
  rounds: number;
  /** Folder for CPU profiles; none are taken if not given. */
  profile?: string | undefined;
  /** Told before each run. */
  onRun?: (round: number, subject: string) => void;
}

/** A subject that failed so often is not run again: some fail by never ending. */
const failuresAllowed = 2;

/**
 * Runs the subjects of a scenario in turn (A B C, A B C, …), so that whatever else the machine does meanwhile falls
 * on all of them. A failed run is kept with its reason; the others go on.
 */
export async function runRounds(scenario: Scenario, options: RoundsOptions): Promise<SubjectResult[]> {
  const results = options.subjects.map((name): SubjectResult => ({ name, samples: [], failures: [] }));
  const rig = await scenario.prepare(options.size);
  try {
    for (let round = 1; round <= options.rounds; round++) {
      for (const result of results) {
        if (result.failures.length >= failuresAllowed) continue;
        options.onRun?.(round, result.name);
        await runOnce(rig, scenario.name, result, round, options.profile);
      }
    }
  } finally {
    await rig.close();
  }
  return results;
}

async function runOnce(rig: Rig, scenario: string, result: SubjectResult, round: number, profile?: string) {
  const file = profile && join(profile, `${scenario}-${result.name}-${round}.cpuprofile`.replaceAll(/[^\w.-]+/g, "-"));
  try {
    result.samples.push(await rig.run(result.name, file));
  } catch (error) {
    result.failures.push({ round, reason: error instanceof Error ? error.message : String(error) });
  }
}
