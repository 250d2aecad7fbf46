import { defineConfig } from "vitest/config";

/** Tests of the repository itself: its packages as they ship, its documentation, its rules. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  ssr: { resolve: { conditions: ["@zignal/source", "module", "node", "development|production"] } },
  test: { name: "repository", include: ["*.test.ts"], testTimeout: 120_000 },
});

export default config;
