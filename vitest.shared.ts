import { defineConfig } from "vitest/config";

/** Every package's tests read the sources of the others, so that no build is needed before a test. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  ssr: { resolve: { conditions: ["@zignal/source", "module", "node", "development|production"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
  },
});

export default config;
