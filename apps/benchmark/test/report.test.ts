import { describe, expect, it } from "vitest";
import { type Report, renderReport } from "../src/harness/report.ts";

const report: Report = {
  scenario: "rest",
  summary: "What a request costs.",
  machine: {
    node: "v24.21.0",
    platform: "linux x64",
    cpu: "A processor",
    cores: 2,
    memoryGiB: 8,
    date: "2026-01-01T00:00:00.000Z",
    loadAverage: 0.1,
  },
  quick: false,
  rounds: 3,
  parameters: { requests: 100 },
  floor: "undici",
  metrics: [
    { key: "cpuUs", label: "CPU, µs", digits: 1, comparedWithFloor: true },
    { key: "packages", label: "packages", digits: 0, exact: true },
  ],
  leftOut: [{ name: "another", reason: "It needs a compiler." }],
  subjects: [
    { name: "undici", samples: [40, 50, 60].map((cpuUs) => ({ cpuUs, packages: 1 })), failures: [] },
    {
      name: "ours",
      samples: [{ cpuUs: 55, packages: 5 }],
      failures: [
        { round: 1, reason: "Error: no\n  answer" },
        { round: 2, reason: "Error: again" },
      ],
    },
    { name: "broken", samples: [], failures: [{ round: 1, reason: "It fell over." }] },
  ],
};

const lines = renderReport(report).split("\n");

describe("the table", () => {
  it("shows medians, both ends, and the ratio to the floor where the scenario compares", () => {
    expect(lines).toContain("| subject | CPU, µs | vs floor | packages |");
    expect(lines).toContain("|---|---:|---:|---:|");
    expect(lines).toContain("| undici (floor) | 50.0 (40.0 to 60.0) | 1.00 (0.80 to 1.20) | 1 |");
    expect(lines).toContain("| ours | 55.0 (55.0 to 55.0) | 1.10 (1.10 to 1.10) | 5 |");
  });

  it("keeps a subject that never ran, and says why", () => {
    expect(lines).toContain("| broken | failed | – | failed |");
    expect(lines).toContain("- broken, round 1: failed. It fell over.");
  });

  it("tells of a failed run beside the ones that worked, in one line", () => {
    expect(lines).toContain("- ours, round 1: failed. Error: no answer");
    expect(lines).toContain("- ours, round 2: failed. Error: again");
  });

  it("says who is not there, and why", () => {
    expect(lines).toContain("- another: not measured. It needs a compiler.");
  });

  it("says where, when and how it was measured", () => {
    expect(lines).toContain(
      "3 rounds, requests 100. Node v24.21.0, 2 cores (A processor), linux x64, load 0.1 at the start, 2026-01-01T00:00:00.000Z.",
    );
  });

  it("warns of a quick run", () => {
    expect(renderReport({ ...report, quick: true })).toContain("too coarse for conclusions");
  });

  it("divides by nothing where there is no floor", () => {
    const { floor: _floor, ...without } = report;
    expect(renderReport(without)).toContain("| subject | CPU, µs | packages |");
  });
});
