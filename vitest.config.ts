import { defineConfig } from "vitest/config";

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "test"],
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
  },
});

export default config;
