import { afterEach } from "vitest";
import { createSandbox } from "../src/index.ts";
import type { Sandbox, SandboxOptions } from "../src/index.ts";
import { RawGatewayClient } from "./raw-gateway-client.ts";

export interface SandboxFixture {
  start: (options?: SandboxOptions) => Promise<Sandbox>;
  /** A fresh connection to the sandbox started last. */
  connect: (options?: { url?: string; compress?: "zlib-stream" | "zstd-stream" }) => RawGatewayClient;
}

/** Sandboxes that are closed after each test. */
export function useSandbox(): SandboxFixture {
  const started: Sandbox[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
  });
  return {
    async start(options = {}) {
      const sandbox = await createSandbox({ maxConcurrency: 16, ...options });
      started.push(sandbox);
      return sandbox;
    },
    connect({ url, compress } = {}) {
      const sandbox = started.at(-1);
      if (sandbox === undefined) throw new Error("start a sandbox first");
      return new RawGatewayClient(url ?? sandbox.gatewayUrl, compress);
    },
  };
}
