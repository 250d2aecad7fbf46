import { installedSize } from "../installed-size.ts";
import type { Scenario } from "../harness/scenario.ts";
import { packages } from "./packages.ts";

/** What a package brings with it. */
export const size: Scenario = {
  name: "size",
  summary:
    "Space that a package and everything it depends on take on disk, each package once: the files that are published " +
    "(of ours, what `files` names) and their folders, in blocks of 4 KiB. Optional dependencies and required peers count if they were installed.",
  floor: "ws + undici",
  subjects: Object.keys(packages).filter((name) => name !== "node alone"),
  metrics: [
    { key: "megabytes", label: "size, MB", digits: 2, comparedWithFloor: true, exact: true },
    { key: "ownMegabytes", label: "of which its own, MB", digits: 2, exact: true },
    { key: "packages", label: "packages", digits: 0, exact: true },
  ],
  rounds: () => 1,
  parameters: () => ({}),
  prepare: async () => ({
    run: async (subject) => {
      const { bytes, ownBytes, packages: count } = await installedSize(packages[subject]?.() ?? []);
      return { megabytes: bytes / 1e6, ownMegabytes: ownBytes / 1e6, packages: count };
    },
    close: async () => {},
  }),
};
