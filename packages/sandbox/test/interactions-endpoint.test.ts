import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "../src/index.ts";

interface Posted {
  body: string;
  signature: string;
  timestamp: string;
}

/** An application's endpoint, and what was posted to it. */
async function startEndpoint(
  sandbox: Sandbox,
  answer: (response: ServerResponse) => void,
): Promise<{ posted: Posted[] } & AsyncDisposable> {
  const posted: Posted[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    const { "x-signature-ed25519": signature, "x-signature-timestamp": timestamp } = request.headers;
    posted.push({ body, signature: String(signature), timestamp: String(timestamp) });
    answer(response);
  };
  const server = createServer((request, response) => {
    void take(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await setEndpoint(sandbox, `http://127.0.0.1:${(server.address() as AddressInfo).port}/interactions`);
  return {
    posted,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

async function setEndpoint({ restUrl, token }: Sandbox, url: string | null): Promise<void> {
  const response = await fetch(`${restUrl}/applications/@me`, {
    method: "PATCH",
    headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ interactions_endpoint_url: url }),
  });
  expect(await response.json()).toMatchObject({ interactions_endpoint_url: url });
}

async function registerPing({ restUrl, token, applicationId }: Sandbox): Promise<void> {
  const response = await fetch(`${restUrl}/applications/${applicationId}/commands`, {
    method: "POST",
    headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "ping", description: "Pong" }),
  });
  expect(response.status).toBe(201);
}

function reply(content: string): (response: ServerResponse) => void {
  return (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ type: 4, data: { content } }));
}

describe("an application with an endpoint for interactions", () => {
  it("gets them posted, signed with its key, and answers the request", async () => {
    await using sandbox = await createSandbox();
    await registerPing(sandbox);
    await using endpoint = await startEndpoint(sandbox, reply("Pong"));
    const { message } = await sandbox.user("alice").runCommand("ping");
    expect(message.content).toBe("Pong");
    const [first] = endpoint.posted;
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ type: 2, data: { name: "ping" } });
    const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(sandbox.publicKey, "hex")]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const signature = Buffer.from(first?.signature ?? "", "hex");
    const signed = (body: string): boolean =>
      verify(null, Buffer.from(`${first?.timestamp ?? ""}${body}`), key, signature);
    expect([signed(first?.body ?? ""), signed("another")]).toEqual([true, false]);
  });

  it("keeps its key for a seed", async () => {
    await using first = await createSandbox({ seed: 7 });
    await using second = await createSandbox({ seed: 7 });
    expect(first.publicKey).toMatch(/^[\da-f]{64}$/);
    expect(second.publicKey).toBe(first.publicKey);
  });

  it("does not get them over the gateway, until the endpoint is taken away", async () => {
    await using sandbox = await createSandbox();
    await registerPing(sandbox);
    await using endpoint = await startEndpoint(sandbox, reply("Pong"));
    const heard: string[] = [];
    sandbox.observe(({ t }) => void heard.push(t));
    await sandbox.user("alice").runCommand("ping");
    expect(heard).not.toContain("INTERACTION_CREATE");
    await setEndpoint(sandbox, null);
    const created = sandbox.waitForEvent("INTERACTION_CREATE");
    // Nobody is connected to answer it.
    sandbox
      .user("alice")
      .runCommand("ping")
      .catch(() => undefined);
    await created;
    expect(endpoint.posted).toHaveLength(1);
  });
});
