import { startRole } from "./role.ts";
import type { ServerSpecification } from "./server-process.ts";

/** A server in a process of its own, on loopback. */
export interface RunningServer {
  port: number;
  /** Ends the process and waits for it. */
  close(): Promise<void>;
}

/**
 * Starts a server and waits until it listens.
 * @throws {Error} if it ends instead; the message says what it last complained about.
 */
export async function runServer(specification: ServerSpecification): Promise<RunningServer> {
  const child = startRole("role:server", specification);
  const port = Number(await child.answer);
  if (!(port > 0)) {
    throw new Error(`the ${specification.server} server ended with code ${await child.exited}. ${child.complaint()}`);
  }
  return {
    port,
    close: async () => {
      child.process.stdin?.end();
      await child.exited;
    },
  };
}
