import { installedSize } from "../installed-size.ts";
import type { Scenario } from "../harness/scenario.ts";
import { packages } from "./packages.ts";

/** The client as it is installed with `--omit=optional`, and as it is installed without that. */
const variants: Readonly<Record<string, { readonly of: string; readonly leftOut: readonly string[] }>> = {
  "@zignal/client": { of: "@zignal/client", leftOut: ["@zignal/voice"] },
  "@zignal/client + voice": { of: "@zignal/client", leftOut: [] },
};

/** What a package brings with it. */
export const size: Scenario = {
  name: "size",
  summary:
    "Space that a package and everything it depends on take on disk, each package once: the files that are published " +
    "(of ours, what `files` names) and their folders, in blocks of 4 KiB. Optional dependencies and required peers count if they were installed; voice has a row of its own.",
  floor: "ws + undici",
  subjects: [...new Set([...Object.keys(packages), ...Object.keys(variants)])].filter((name) => name !== "node alone"),
  metrics: [
    { key: "megabytes", label: "size, MB", digits: 2, comparedWithFloor: true, exact: true },
    { key: "ownMegabytes", label: "of which its own, MB", digits: 2, exact: true },
    { key: "packages", label: "packages", digits: 0, exact: true },
  ],
  rounds: () => 1,
  parameters: () => ({}),
  prepare: async () => ({
    run: async (subject) => {
      const { of, leftOut } = variants[subject] ?? { of: subject, leftOut: [] };
      const { bytes, ownBytes, packages: count } = await installedSize(packages[of]?.() ?? [], leftOut);
      return { megabytes: bytes / 1e6, ownMegabytes: ownBytes / 1e6, packages: count };
    },
    close: async () => {},
  }),
};
