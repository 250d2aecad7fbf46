import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ZignalError } from "@zignal/errors";

export interface ListeningServer {
  readonly server: Server;
  readonly port: number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server.
 * @throws {ZignalError} naming the port when it is in use or may not be used.
 */
export async function listen(listener: RequestListener, port: number, host: string): Promise<ListeningServer> {
  // A request that is held back on purpose (a stall, an SSE stream) must not be ended by the server's own limits.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

export function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new ZignalError(
        "SystemError",
        `port ${port} on ${host} is in use: stop what uses it, or choose another port (0 takes any free one)`,
        { cause: error },
      );
    case "EACCES":
      return new ZignalError("SystemError", `port ${port} may not be used without privileges: choose one above 1023`, {
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ZignalError(
        "SystemError",
        `host "${host}" is no address of this machine: use 127.0.0.1, ::1 or 0.0.0.0`,
        { cause: error },
      );
    default:
      return new ZignalError("SystemError", `the sandbox can not listen on ${host}:${port}: ${error.message}`, {
        cause: error,
      });
  }
}
