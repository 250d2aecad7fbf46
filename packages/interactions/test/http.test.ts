import type { webcrypto } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpError } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import type { APIInteraction } from "@zignal/types";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createInteractionServer, InteractionHandler, nodeListener } from "../src/index.ts";
import type { InteractionServerOptions } from "../src/index.ts";
import { button, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

let keys: webcrypto.CryptoKeyPair;
let publicKey: string;

beforeAll(async () => {
  const generated = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in generated)) throw new Error("Ed25519 has pairs of keys");
  keys = generated;
  publicKey = Buffer.from(await crypto.subtle.exportKey("raw", keys.publicKey)).toString("hex");
});

const nowMs = 1_700_000_000_000;

interface SignOptions {
  timestamp?: string;
  signature?: string;
}

async function signedHeaders(body: string, options: SignOptions = {}): Promise<Record<string, string>> {
  const { timestamp = String(nowMs / 1000) } = options;
  const signed = await crypto.subtle.sign("Ed25519", keys.privateKey, new TextEncoder().encode(timestamp + body));
  return {
    "content-type": "application/json",
    "x-signature-ed25519": options.signature ?? Buffer.from(signed).toString("hex"),
    "x-signature-timestamp": timestamp,
  };
}

async function signed(payload: unknown, options: SignOptions = {}): Promise<Request> {
  const body = JSON.stringify(payload);
  return new Request("https://bot.example/interactions", {
    method: "POST",
    headers: await signedHeaders(body, options),
    body,
  });
}

const ping = { id: "1", application_id: "900", type: 1, token: "t", version: 1 };

function bench(options: Partial<InteractionServerOptions> = {}) {
  const rest = new RecordingRest();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest, clock, onError: (error) => errors.push(error) });
  const serve = createInteractionServer(handler, { publicKey, now: () => nowMs, clock, ...options });
  return { rest, clock, errors, handler, serve };
}

/** What a small bot answers when its interactions arrive by `run`. */
async function transcript(
  run: (handler: InteractionHandler, interaction: APIInteraction) => Promise<unknown>,
): Promise<unknown[]> {
  const { handler } = bench();
  handler.registerSlashCommand({ name: "ping", description: "x", execute: (ctx) => ctx.reply("Pong!") });
  handler.registerComponentHandler({
    customId: "vote:{id}",
    execute: (ctx) => ctx.update(`Voted for ${ctx.params.id}`),
  });
  return [await run(handler, slashCommand("ping")), await run(handler, button("vote:7"))];
}

async function* failingStream(): AsyncGenerator<Uint8Array> {
  yield await Promise.reject(new Error("no such file"));
}

describe("interactions over HTTP", () => {
  it("answers Discord's ping", async () => {
    const response = await bench().serve(await signed(ping));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ type: 1 });
  });

  it("runs the same handlers, and answers the request with their first answer", async () => {
    const { handler, serve, rest } = bench();
    handler.registerSlashCommand({
      name: "ping",
      description: "Ping",
      async execute(ctx) {
        await ctx.reply({ content: "Pong!", ephemeral: true });
        await ctx.followUp("And more");
      },
    });
    const response = await serve(await signed(slashCommand("ping")));
    expect(await response.json()).toEqual({ type: 4, data: { content: "Pong!", flags: 64 } });
    await expect.poll(() => rest.methods).toEqual(["executeWebhook"]);
  });

  it("sends files in the answer", async () => {
    const { handler, serve } = bench();
    const stream = (async function* () {
      yield new TextEncoder().encode("streamed");
    })();
    handler.registerComponentHandler({
      customId: "file",
      execute: (ctx) =>
        ctx.reply({
          files: [
            { name: "a.txt", data: "text", contentType: "text/plain", description: "a text" },
            { name: "b.bin", data: stream },
          ],
        }),
    });
    const response = await serve(await signed(button("file")));
    const form = await response.formData();
    expect(JSON.parse(await new Response(form.get("payload_json")).text())).toEqual({
      type: 4,
      data: {
        attachments: [
          { id: 0, filename: "a.txt", description: "a text" },
          { id: 1, filename: "b.bin" },
        ],
      },
    });
    expect(await new Response(form.get("files[0]")).text()).toBe("text");
    expect(await new Response(form.get("files[1]")).text()).toBe("streamed");
  });

  it.each<[string, SignOptions]>([
    ["a signature of other content", { signature: "00".repeat(64) }],
    ["no signature at all", { signature: "" }],
    ["a signature that is no hex", { signature: "zz".repeat(64) }],
    ["a timestamp of six minutes ago", { timestamp: String(nowMs / 1000 - 360) }],
    ["a timestamp of the far future", { timestamp: String(nowMs / 1000 + 360) }],
    ["a timestamp that is none", { timestamp: "now" }],
  ])("refuses %s", async (_what, options) => {
    const { serve, handler } = bench();
    let ran = false;
    handler.registerSlashCommand({ name: "x", description: "x", execute: () => void (ran = true) });
    expect((await serve(await signed(slashCommand("x"), options))).status).toBe(401);
    expect(ran).toBe(false);
  });

  it("refuses a request that is sent a second time", async () => {
    const { serve } = bench();
    const request = await signed(ping);
    expect((await serve(request.clone())).status).toBe(200);
    expect((await serve(request)).status).toBe(401);
  });

  it("refuses what is no POST, and what is no interaction", async () => {
    const { serve } = bench();
    expect((await serve(new Request("https://bot.example/"))).status).toBe(405);
    expect((await serve(await signed("hello"))).status).toBe(400);
  });

  it("refuses a public key that is none", () => {
    expect(() => bench({ publicKey: "abc" })).toThrow("publicKey must be the application's public key");
  });

  it("accepts with 202 when no answer came in time, and sends it over REST then", async () => {
    const { handler, serve, clock, rest } = bench();
    const wait = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      async execute(ctx) {
        await wait.promise;
        await ctx.reply("late");
      },
    });
    let ended: Promise<void> | undefined;
    const serveSlow = createInteractionServer(handler, {
      publicKey,
      clock,
      now: () => nowMs,
      waitUntil: (promise) => {
        ended = promise;
      },
    });
    const answering = serveSlow(await signed(slashCommand("slow")));
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(2500);
    expect((await answering).status).toBe(202);
    wait.resolve();
    await ended;
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "late" } }]);
    expect(serve).toBeTypeOf("function");
  });

  it("sends an answer over REST whose files took too long to read", async () => {
    const { handler, serve, clock, rest } = bench();
    const wait = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    const stream = (async function* () {
      yield new TextEncoder().encode("slow ");
      reading.resolve();
      await wait.promise;
      yield new TextEncoder().encode("disk");
    })();
    handler.registerSlashCommand({
      name: "file",
      description: "A file",
      execute: (ctx) => ctx.reply({ content: "late", files: [{ name: "a.txt", data: stream }] }),
    });
    const answering = serve(await signed(slashCommand("file")));
    await reading.promise;
    await clock.advance(2500);
    expect((await answering).status).toBe(202);
    wait.resolve();
    await expect.poll(() => rest.callbacks).toHaveLength(1);
    const [sent] = rest.callbacks as { data: { content: string; files: { name: string; data: Blob }[] } }[];
    expect(sent).toMatchObject({ type: 4, data: { content: "late", files: [{ name: "a.txt" }] } });
    expect(await sent?.data.files[0]?.data.text()).toBe("slow disk");
  });

  it("tells the user of a file that can not be read, in the answer", async () => {
    const { handler, serve, errors } = bench();
    handler.registerSlashCommand({
      name: "file",
      description: "A file",
      execute: (ctx) => ctx.reply({ files: [{ name: "a.txt", data: failingStream() }] }),
    });
    const response = await serve(await signed(slashCommand("file")));
    expect(await response.json()).toMatchObject({ type: 4, data: { flags: 64 } });
    expect(errors).toEqual([new Error("no such file")]);
  });

  it.each(["that says so", "that does not say so"])("refuses a body of more than a megabyte %s", async (says) => {
    const { serve } = bench();
    const body = " ".repeat(2_000_000);
    const headers = await signedHeaders(body);
    const request =
      says === "that says so"
        ? new Request("https://bot.example/", {
            method: "POST",
            headers: { ...headers, "content-length": "2000000" },
            body,
          })
        : new Request("https://bot.example/", { method: "POST", headers, body });
    expect((await serve(request)).status).toBe(413);
  });

  it("accepts an interaction of a kind that Discord has not documented yet", async () => {
    const { serve, errors } = bench();
    const response = await serve(await signed({ id: "1", application_id: "900", type: 99, token: "t", version: 1 }));
    expect(response.status).toBe(202);
    expect(errors).toEqual([expect.objectContaining({ message: "Interactions of type 99 are not known here" })]);
  });

  it("tries again what overtakes the answer on its way to Discord, which knows no webhook of it yet", async () => {
    const { rest, clock, errors, handler, serve } = bench();
    let attempts = 0;
    rest.before = (method) => {
      if (method === "updateOriginalWebhookMessage" && attempts++ < 3) {
        throw new HttpError("Unknown Webhook", { method: "PATCH", route: "x", status: 404, discordCode: 10_015 });
      }
    };
    const ended = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "slow",
      description: "Is slow",
      async execute(ctx) {
        await ctx.defer();
        await ctx.reply("At last");
        ended.resolve();
      },
    });
    const response = await serve(await signed(slashCommand("slow")));
    expect(await response.json()).toEqual({ type: 5 });
    await vi.waitUntil(async () => {
      await clock.advance(100);
      return attempts === 4;
    });
    await ended.promise;
    expect(errors).toEqual([]);
    expect(rest.methods).toEqual(Array.from({ length: 4 }, () => "updateOriginalWebhookMessage"));
  });

  it("accepts with 202 when the handler says nothing, and leaves no timer behind", async () => {
    const { handler, serve, clock } = bench();
    handler.registerSlashCommand({ name: "mute", description: "Mute", execute: () => undefined });
    expect((await serve(await signed(slashCommand("mute")))).status).toBe(202);
    expect(clock.pendingTimers).toBe(0);
  });

  it("acknowledges webhook events and their ping, also when their handler fails", async () => {
    const events: unknown[] = [];
    const { serve } = bench({
      onWebhookEvent: (event) => {
        events.push(event.type);
        throw new Error("boom");
      },
    });
    const event = {
      version: 1,
      application_id: "900",
      type: 1,
      event: { type: "APPLICATION_AUTHORIZED", timestamp: "" },
    };
    expect((await serve(await signed({ version: 1, application_id: "900", type: 0 }))).status).toBe(204);
    expect((await serve(await signed(event))).status).toBe(204);
    expect(events).toEqual([1]);
  });

  it("keeps a serverless runtime alive for the handler of a webhook event", async () => {
    const pause = Promise.withResolvers<void>();
    const alive: Promise<void>[] = [];
    let isDone = false;
    const { serve } = bench({
      waitUntil: (ended) => void alive.push(ended),
      async onWebhookEvent() {
        await pause.promise;
        isDone = true;
      },
    });
    const event = { version: 1, application_id: "900", type: 1, event: { type: "ENTITLEMENT_CREATE", timestamp: "" } };
    const { status, headers } = await serve(await signed(event));
    expect([status, headers.get("content-type"), isDone]).toEqual([204, "application/json", false]);
    pause.resolve();
    await Promise.all(alive);
    expect(isDone).toBe(true);
  });

  it("serves over a real socket by node:http, and gives the same answers as over the gateway", async () => {
    const overHttp = await transcript(async (handler, interaction) => {
      const server = createServer(nodeListener(createInteractionServer(handler, { publicKey, now: () => nowMs })));
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      const { port } = server.address() as AddressInfo;
      const body = JSON.stringify(interaction);
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        headers: { ...(await signedHeaders(body)), connection: "close" },
        body,
      });
      server.close();
      return response.json();
    });
    const overGateway = await transcript(async (handler, interaction) => {
      let answer: unknown;
      await handler.handle(interaction, async (body) => {
        answer = body;
      });
      return answer;
    });
    expect(overHttp).toEqual(overGateway);
    expect(overHttp).toEqual([
      { type: 4, data: { content: "Pong!" } },
      { type: 7, data: { content: "Voted for 7" } },
    ]);
  });
});
