import { defineConfig } from "vitest/config";

/** Every package's tests read the sources of the others, so that no build is needed before a test. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  ssr: { resolve: { conditions: ["@zignal/source", "module", "node", "development|production"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // Real sockets, threads and processes, all on one machine: in CI what fails is tried once more, and reported as retried.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});

export default config;
