import { mkdir, writeFile } from "node:fs/promises";
import { writeSync } from "node:fs";
import { dirname } from "node:path";
import { Session } from "node:inspector/promises";
import type { Sample } from "../harness/scenario.ts";
import { type WorkloadName, loadWorkload } from "../workloads/workloads.ts";
import { answerDescriptor } from "./role.ts";

/** One run, as the harness hands it to the process that does it. */
export interface SubjectSpecification {
  workload: WorkloadName;
  subject: string;
  /** What the workload needs to know; it knows the shape. */
  options: Record<string, unknown>;
  /** File for a CPU profile of what lies between the marks. */
  profile?: string | undefined;
}

/** What stands around the measured part of a run. */
export interface Stopwatch {
  /** Call it after the warm-up. */
  start(): Promise<void> | void;
  /** Call it at once when the work is done; yields what was used since `start`. */
  stop(): Promise<Usage> | Usage;
}

/** Use of the machine between two marks. */
export interface Usage {
  wallMs: number;
  /** User and system time of all threads of this process. */
  cpuMs: number;
  /** Largest resident set since the process began. */
  peakMemoryMiB: number;
}

/** Body of a subject's process: runs the workload once and answers with its sample. */
export async function measureSubject(json: string): Promise<void> {
  const { workload, subject, options, profile } = JSON.parse(json) as SubjectSpecification;
  const run = await loadWorkload(workload);
  const sample: Sample = await run(subject, options, profile === undefined ? stopwatch() : profiler(profile));
  writeSync(answerDescriptor, JSON.stringify(sample));
  // Whatever the library left open is not of interest.
  process.exit(0);
}

function stopwatch(): Stopwatch {
  let startedAt = 0;
  let cpu = process.cpuUsage();
  return {
    start: () => {
      startedAt = performance.now();
      cpu = process.cpuUsage();
    },
    stop: () => {
      const { user, system } = process.cpuUsage(cpu);
      return {
        wallMs: performance.now() - startedAt,
        cpuMs: (user + system) / 1000,
        peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
      };
    },
  };
}

/** Like the plain one, and writes a CPU profile. The profiler costs time as well: compare only its percentages. */
function profiler(file: string): Stopwatch {
  const inner = stopwatch();
  const session = new Session();
  return {
    start: async () => {
      session.connect();
      await session.post("Profiler.enable");
      await session.post("Profiler.start");
      await inner.start();
    },
    stop: async () => {
      const usage = await inner.stop();
      const { profile } = await session.post("Profiler.stop");
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(profile));
      return usage;
    },
  };
}
