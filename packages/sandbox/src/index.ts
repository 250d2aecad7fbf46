export { createSandbox } from "./sandbox.ts";
export type { Sandbox, SandboxOptions, SandboxStats } from "./sandbox.ts";
