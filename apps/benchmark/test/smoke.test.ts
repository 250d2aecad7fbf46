import { describe, expect, it } from "vitest";
import { measure, runCommand } from "../src/command.ts";
import type { Scenario } from "../src/harness/scenario.ts";
import { runServer } from "../src/processes/run-server.ts";
import { runSubject } from "../src/processes/run-subject.ts";
import { gateway } from "../src/scenarios/gateway.ts";
import { rest } from "../src/scenarios/rest.ts";

const wanted = { quick: true, rounds: 1, profile: undefined };

describe("a run with next to nothing to do", () => {
  it("measures ours and the floor over HTTP, in processes of their own", { timeout: 60_000 }, async () => {
    const tiny: Scenario = {
      ...rest,
      prepare: async () => {
        const server = await runServer({ server: "rest", options: {} });
        const options = { port: server.port, concurrency: 3, warmUp: 3, requests: 30 };
        return {
          run: (subject) => runSubject({ workload: "rest-throughput", subject, options }),
          close: () => server.close(),
        };
      },
    };
    const report = await measure(tiny, { ...wanted, only: ["zignal"] });
    expect(report.subjects.map(({ name, failures }) => ({ name, failures }))).toEqual([
      { name: "undici", failures: [] },
      { name: "zignal", failures: [] },
    ]);
    for (const { samples } of report.subjects) {
      expect(samples).toEqual([
        { cpuUs: expect.any(Number), wallUs: expect.any(Number), peakMemoryMiB: expect.any(Number) },
      ]);
    }
  });

  it("measures ours and the floor on the gateway, and counts every event", { timeout: 60_000 }, async () => {
    const compression = "zlib-stream";
    const tiny: Scenario = {
      ...gateway,
      prepare: async () => {
        const server = await runServer({
          server: "gateway",
          options: { compressions: [compression], warmUp: 10, events: 50 },
        });
        const options = { port: server.port, compression, events: 50, unwanted: false };
        return {
          run: (subject) => runSubject({ workload: "gateway-dispatch", subject, options }),
          close: () => server.close(),
        };
      },
    };
    const report = await measure(tiny, { ...wanted, only: ["zignal"] });
    expect(report.subjects.flatMap(({ failures }) => failures)).toEqual([]);
    expect(report.subjects.map(({ samples }) => samples.length)).toEqual([1, 1]);
  });

  it("reports a subject that falls over, with what it said", { timeout: 60_000 }, async () => {
    const tiny: Scenario = {
      ...rest,
      subjects: ["nobody"],
      prepare: async () => ({
        run: (subject) => runSubject({ workload: "rest-throughput", subject, options: { port: 1 } }),
        close: async () => {},
      }),
    };
    const report = await measure(tiny, { ...wanted, only: undefined });
    expect(report.subjects[0]?.failures[0]?.reason).toContain("no subject is called nobody");
  });
});

describe("a bad command line", () => {
  it("ends with exit code 1", async () => {
    expect(await runCommand(["no-such-scenario"])).toBe(1);
  });
});
