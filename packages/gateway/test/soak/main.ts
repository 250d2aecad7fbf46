/** `pnpm --filter @zignal/gateway soak --minutes 60`: the soak of the test suite, for as long as you like. */
import { parseArgs } from "node:util";
import { soak } from "./soak.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const minutes = Number(values.minutes);
process.stdout.write(`A soak of ${minutes} minutes, seed ${seed}\n`);
const report = await soak({
  durationMs: minutes * 60_000,
  seed,
  onProgress: (line) => process.stdout.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
const isGood = report.bots.every(({ difference, heard }) => difference === undefined && heard === report.events);
process.stdout.write(
  isGood ? "Every event was delivered once and in order.\n" : "Events were lost, doubled or mixed up.\n",
);
process.exitCode = isGood ? 0 : 1;
