import { createServer } from "node:http";
import { listen } from "./listen.ts";
import { messageBody } from "./message-body.ts";

/** Reads what is uploaded, keeps none of it, and answers with a message; `GET /control/bytes` tells how much the last was. */
export async function startUploadServer(): Promise<number> {
  let lastBytes = 0;
  const server = createServer((request, response) => {
    if (request.url === "/control/bytes") {
      response.end(String(lastBytes));
      return;
    }
    let bytes = 0;
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.once("end", () => {
      lastBytes = bytes;
      response.writeHead(200, { "content-type": "application/json", "content-length": messageBody.length });
      response.end(messageBody);
    });
  });
  return await listen(server);
}
