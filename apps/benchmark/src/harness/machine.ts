import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** Where and when something was measured. */
export interface MachineDescription {
  node: string;
  platform: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** ISO 8601. */
  date: string;
  /** Runnable processes, averaged over the last minute: above 0 before a run, others were at work as well. */
  loadAverage: number;
}

/** Describes the machine as it is now. */
export function describeMachine(): MachineDescription {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    date: new Date().toISOString(),
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
