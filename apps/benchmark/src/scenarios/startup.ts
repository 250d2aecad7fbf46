import type { Scenario } from "../harness/scenario.ts";
import { startNode } from "../processes/role.ts";
import { readSample } from "../processes/run-subject.ts";
import { packages } from "./packages.ts";

/** Given to Node as text, so that nothing but what is measured is loaded. */
const probe = `
const urls = JSON.parse(process.argv[1]);
const cpu = process.cpuUsage();
const startedAt = performance.now();
for (const url of urls) await import(url);
const importMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpu);
const memoryMiB = process.memoryUsage.rss() / 2 ** 20;
const { writeSync } = await import("node:fs");
writeSync(3, JSON.stringify({ importMs, cpuMs: (user + system) / 1000, memoryMiB }));
process.exit(0);
`;

/** What a bot pays before its first line. */
export const startup: Scenario = {
  name: "startup",
  summary:
    "Import of a package in a fresh process, and the resident memory after it. The floor is ws and undici, which most of them stand on.",
  floor: "ws + undici",
  subjects: Object.keys(packages),
  metrics: [
    { key: "importMs", label: "import, ms", digits: 0, comparedWithFloor: true },
    { key: "cpuMs", label: "CPU, ms", digits: 0, comparedWithFloor: true },
    { key: "memoryMiB", label: "memory after import, MiB", digits: 1 },
  ],
  rounds: ({ quick }) => (quick ? 3 : 15),
  parameters: () => ({}),
  prepare: async () => ({
    run: (subject) =>
      readSample(startNode(["--input-type=module", "--eval", probe, JSON.stringify(packages[subject]?.())])),
    close: async () => {},
  }),
};
