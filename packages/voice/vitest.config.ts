import { defineConfig, mergeConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";
import shared from "../../vitest.shared.ts";

/** Tests of a file that wait for a sandbox wait beside each other, and may be slow on a machine with other work. */
const config: ViteUserConfig = mergeConfig(
  shared,
  defineConfig({ test: { maxConcurrency: 3, expect: { poll: { timeout: 5_000, interval: 20 } } } }),
);

export default config;
