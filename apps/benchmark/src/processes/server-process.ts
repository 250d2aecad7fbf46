import { closeSync, writeSync } from "node:fs";
import { type ServerName, loadServer } from "../servers/servers.ts";
import { answerDescriptor } from "./role.ts";

/** Which server, and with what settings. */
export interface ServerSpecification {
  server: ServerName;
  /** What the server needs to know; it knows the shape. */
  options: Record<string, unknown>;
}

/** Body of a server's process: answers with its port, and serves until its stdin ends with the process that started it. */
export async function serve(json: string): Promise<void> {
  const { server, options } = JSON.parse(json) as ServerSpecification;
  const start = await loadServer(server);
  const port = await start(options);
  writeSync(answerDescriptor, String(port));
  closeSync(answerDescriptor);
  process.stdin.resume().once("end", () => process.exit(0));
}
