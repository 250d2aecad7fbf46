import type { IncomingMessage, ServerResponse } from "node:http";
import type { InteractionServer } from "./interaction-server.ts";
import { maxRequestBytes } from "./request-body.ts";

/**
 * A Web-standard server for `node:http`: `createServer(nodeListener(server))`. It reads the body itself: what parses
 * bodies before it, as in frameworks, leaves nothing whose signature could be checked.
 */
export function nodeListener(server: InteractionServer): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(server, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

async function answer(server: InteractionServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maxRequestBytes) {
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    chunks.push(Uint8Array.from(chunk));
  }
  const headers = new Headers();
  for (const name of ["x-signature-ed25519", "x-signature-timestamp", "content-type"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  // Only POST is served: some of the others, such as TRACE, no `Request` can have.
  const init = request.method === "POST" ? { method: "POST", headers, body: new Blob(chunks) } : { headers };
  const answered = await server(new Request("http://interactions.invalid/", init));
  const body = new Uint8Array(await answered.arrayBuffer());
  response.writeHead(answered.status, [...answered.headers].flat());
  response.end(body);
}
