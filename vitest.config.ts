import { defineConfig } from "vitest/config";

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "test"],
    reporters: ["default", ["json", { outputFile: ".cache/test-results.json" }]],
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
  },
});

export default config;
