import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { type Alert, discordWebhook, HealthMonitor } from "../src/index.ts";

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** A webhook that answers as it is told to, in turn. */
async function startWebhook(...answers: Answer[]) {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      const answer = answers.shift();
      // Without an answer the request is left waiting.
      if (answer !== undefined) response.writeHead(answer.status, answer.headers).end("{}");
      else server.emit("unanswered");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/webhooks/123/secret-token`,
    bodies,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const alert: Alert = {
  severity: "error",
  title: "Database Connection Failed",
  message: "@everyone Unable to connect",
  source: "database_monitor",
  time: Date.UTC(2026, 0, 1),
};

describe("discordWebhook", () => {
  it("sends an alert as a message that pings nobody", async () => {
    await using webhook = await startWebhook({ status: 204 });
    await discordWebhook(webhook.url, { username: "Watch" })(alert);
    expect(webhook.bodies).toEqual([
      {
        username: "Watch",
        allowed_mentions: { parse: [] },
        embeds: [
          {
            title: "Database Connection Failed",
            description: "@everyone Unable to connect",
            color: 0xe7_4c_3c,
            fields: [
              { name: "Severity", value: "error", inline: true },
              { name: "Source", value: "database_monitor", inline: true },
            ],
            timestamp: "2026-01-01T00:00:00.000Z",
          },
        ],
      },
    ]);
  });

  it("waits as long as a 429 asks for, and no shorter", async () => {
    await using webhook = await startWebhook({ status: 429, headers: { "retry-after": "2.5" } }, { status: 204 });
    const clock = new FakeClock();
    const delivery = discordWebhook(webhook.url, { clock })(alert);
    while (clock.pendingTimers < 2) await new Promise(setImmediate);
    await clock.advance(2_499);
    expect(webhook.bodies).toHaveLength(1);
    await clock.advance(1);
    await delivery;
    expect(webhook.bodies).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it("rejects with what Discord answered, never with the URL", async () => {
    await using webhook = await startWebhook({ status: 404 });
    const failure = await Promise.resolve(discordWebhook(webhook.url)(alert)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "HttpError", status: 404 });
    expect(String((failure as Error).stack)).not.toContain("secret-token");
  });

  it("gives up after its time-out", async () => {
    await using webhook = await startWebhook();
    const clock = new FakeClock();
    const delivery = Promise.resolve(discordWebhook(webhook.url, { clock, timeoutMs: 5_000 })(alert));
    const unanswered = once(webhook.server, "unanswered").then(() => clock.advance(5_000));
    await expect(delivery).rejects.toThrow("no delivery within 5000 ms");
    await unanswered;
  });

  it("hears of the alerts of a health monitor, as one of its sinks", async () => {
    await using webhook = await startWebhook({ status: 204 });
    const told = Promise.withResolvers<void>();
    const deliver = discordWebhook(webhook.url);
    using health = new HealthMonitor({
      sinks: [
        async (raised) => {
          await deliver(raised);
          told.resolve();
        },
      ],
    });
    health.createAlert("critical", "Disk full", "No space left", "disk");
    await told.promise;
    expect(webhook.bodies).toMatchObject([{ embeds: [{ title: "Disk full", fields: [{ value: "critical" }, {}] }] }]);
  });

  it.each(["", "https://discord.com/api/webhooks/1", "nonsense", "https://example.com/x"])(
    "refuses %j, and does not repeat it",
    (url) => {
      expect(() => discordWebhook(url)).toThrow(/^url:? must be a webhook's address/);
    },
  );

  it("shortens what is longer than Discord takes", async () => {
    await using webhook = await startWebhook({ status: 204 });
    await discordWebhook(webhook.url)({ ...alert, title: "t".repeat(300), message: "m".repeat(5_000), source: "" });
    const [{ embeds }] = webhook.bodies as [{ embeds: [{ title: string; description: string; fields: object[] }] }];
    expect([embeds[0].title.length, embeds[0].description.length]).toEqual([256, 4_096]);
    expect(embeds[0].fields[1]).toMatchObject({ value: "unknown" });
  });
});
