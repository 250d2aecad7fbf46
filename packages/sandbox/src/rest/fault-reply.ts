import type { ServerResponse } from "node:http";
import type { Clock } from "@zignal/errors";
import type { RestFault } from "./rest-fault.ts";
import { writeBanned, writeRateLimited } from "./write-reply.ts";

/** Does what a planned fault says. @returns `false` if the request is to be answered after all. */
export async function performFault(fault: RestFault, response: ServerResponse, clock: Clock): Promise<boolean> {
  if (fault.kind !== "delay") {
    fail(fault, response);
    return true;
  }
  await new Promise<void>((resolve) => {
    clock.setTimeout(resolve, fault.ms);
  });
  return false;
}

function fail(fault: Exclude<RestFault, { kind: "delay" }>, response: ServerResponse): void {
  switch (fault.kind) {
    case "status":
      writeStatus(fault, response);
      break;
    case "rateLimit":
      writeRateLimited(response, fault, {});
      break;
    case "reset":
      // Resets instead of an orderly end, so that the other side sees ECONNRESET.
      response.socket?.resetAndDestroy();
      break;
    case "stall":
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 100 });
      response.flushHeaders();
      break;
    case "html429":
      writeBanned(response);
      break;
  }
}

function writeStatus({ status, body, headers }: RestFault & { kind: "status" }, response: ServerResponse): void {
  if (body === undefined && status >= 500) {
    response.writeHead(status, { "Content-Type": "text/plain", ...headers }).end(`error code: ${status}`);
  } else if (body === undefined) {
    response.writeHead(status, headers).end();
  } else if (typeof body === "string") {
    response.writeHead(status, { "Content-Type": "text/html", ...headers }).end(body);
  } else {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  }
}
