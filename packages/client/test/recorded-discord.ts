import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "../src/index.ts";

export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  body: unknown;
  reason: string | undefined;
}

/** An HTTP API that answers what it is told to, and remembers what it was asked; for what the sandbox does not have. */
export interface RecordedDiscord extends AsyncDisposable {
  readonly client: Client;
  readonly requests: RecordedRequest[];
  /** The answers to the next requests; after them, 204. What was recorded is forgotten. */
  answer(...bodies: unknown[]): void;
}

export async function createRecordedDiscord(): Promise<RecordedDiscord> {
  const requests: RecordedRequest[] = [];
  const answers: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const isJson = request.headers["content-type"] === "application/json";
      const reason = request.headers["x-audit-log-reason"];
      requests.push({
        method: request.method ?? "",
        path: (request.url ?? "").replace("/api/v10", ""),
        body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
        reason: typeof reason === "string" ? decodeURIComponent(reason) : undefined,
      });
      const answer = answers.shift();
      if (answer === undefined) response.writeHead(204).end();
      else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new Client({
    token: "MTIz.abc.def",
    intents: 0,
    cache: false,
    rest: { baseUrl: `http://127.0.0.1:${port}/api/v10` },
  });
  return {
    client,
    requests,
    answer(...bodies) {
      requests.length = 0;
      answers.splice(0, Number.POSITIVE_INFINITY, ...bodies);
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      server.close();
    },
  };
}
