import { FakeClock } from "@zignal/errors/testing";
import { GatewayError, TimeoutError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { createBot, startBot } from "./bot.ts";

describe("waitFor", () => {
  it("takes the first event that passes the filter", async () => {
    await using bot = await startBot();
    const alice = bot.sandbox.user("alice");
    const wanted = bot.client.waitFor("messageCreate", { filter: (message) => message.content.startsWith("!") });
    await alice.sendMessage("general", "not this one");
    await alice.sendMessage("general", "!this one");
    expect((await wanted).content).toBe("!this one");
  });

  it("rejects with a TimeoutError that names the event when the time is over", async () => {
    const clock = new FakeClock();
    await using bot = await createBot({ clock });
    const waiting = bot.client.waitFor("messageCreate", { timeoutMs: 1_000 });
    const settled = waiting.catch((reason: unknown) => reason);
    await clock.advance(1_000);
    expect(await settled).toBeInstanceOf(TimeoutError);
    expect(String(await settled)).toContain('waitFor("messageCreate")');
    expect(clock.pendingTimers).toBe(0);
  });

  it("rejects with the signal's reason when it aborts, before and while it waits", async () => {
    await using bot = await createBot();
    const reason = new Error("enough");
    await expect(bot.client.waitFor("ready", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = bot.client.waitFor("ready", { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it("rejects a filter that answers with a promise, which would let everything pass, and lets its failure end nothing", async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    await using bot = await startBot();
    const filter = (() => Promise.reject(new Error("too late"))) as unknown as () => boolean;
    const waiting = bot.client.waitFor("messageCreate", { filter }).catch((error: unknown) => error);
    await bot.sandbox.user("alice").sendMessage("general", "hello");
    expect(String(await waiting)).toMatch(/filter must answer true or false/);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", onUnhandled);
    expect(unhandled).toEqual([]);
  });

  it.each([
    ["filter", { filter: "content" }],
    ["signal", { signal: {} }],
    ["signal", { signal: null }],
  ])("refuses a %s that is none at once, and keeps no timer", async (path, options) => {
    const clock = new FakeClock();
    await using bot = await createBot({ clock });
    const wrong = options as unknown as { timeoutMs: number };
    await expect(bot.client.waitFor("messageCreate", wrong)).rejects.toMatchObject({ issues: [{ path }] });
    expect(clock.pendingTimers).toBe(0);
  });

  it("rejects with what the filter throws, and the event's other listeners are called", async () => {
    await using bot = await startBot();
    const broken = bot.client.waitFor("messageCreate", {
      filter: () => {
        throw new Error("no such filter");
      },
    });
    const heard = bot.client.waitFor("messageCreate");
    const rejected = broken.catch((reason: unknown) => reason);
    await bot.sandbox.user("alice").sendMessage("general", "hello");
    expect(String(await rejected)).toBe("Error: no such filter");
    expect((await heard).content).toBe("hello");
  });

  it("refuses times that are none, and waits without end where that is asked for", async () => {
    const clock = new FakeClock();
    await using bot = await createBot({ clock });
    for (const timeoutMs of [-1, Number.NaN, "5s" as never]) {
      await expect(bot.client.waitFor("ready", { timeoutMs })).rejects.toThrow(/timeoutMs must be 0 or more/);
    }
    let isSettled = false;
    const waiting = bot.client.waitFor("messageCreate", { timeoutMs: Infinity }).finally(() => (isSettled = true));
    await clock.advance(365 * 86_400_000);
    expect(isSettled).toBe(false);
    await bot.client.close();
    await expect(waiting).rejects.toBeInstanceOf(GatewayError);
  });

  it("on a closed client rejects at once, loops end at once, and connect() says that it is closed", async () => {
    await using bot = await createBot();
    const { client } = bot;
    await client.close();
    await expect(client.waitFor("messageCreate")).rejects.toThrow(/closed/);
    expect(await client.events("messageCreate").next()).toEqual({ done: true, value: undefined });
    await expect(client.connect()).rejects.toThrow(/client is closed/);
  });

  it("rejects when the client is closed, and does not wait for ever", async () => {
    await using bot = await createBot();
    const rejected = bot.client.waitFor("messageCreate").catch((reason: unknown) => reason);
    await bot.client.close();
    expect(await rejected).toBeInstanceOf(GatewayError);
  });
});

describe("events", () => {
  it("hands out events in order, also those that came while the loop was at work", async () => {
    await using bot = await startBot();
    const alice = bot.sandbox.user("alice");
    const messages = bot.client.events("messageCreate");
    for (const text of ["one", "two", "three"]) await alice.sendMessage("general", text);
    const heard: string[] = [];
    for await (const message of messages) {
      heard.push(message.content);
      if (heard.length === 3) break;
    }
    expect(heard).toEqual(["one", "two", "three"]);
  });

  it("hands out the context too where that is asked for", async () => {
    await using bot = await startBot();
    const alice = bot.sandbox.user("alice");
    const sent = await alice.sendMessage("general", "before");
    const edits = bot.client.events("messageUpdate", { withContext: true });
    await alice.edit(sent, "after");
    const { value } = await edits.next();
    expect([value?.[1].previous?.content, value?.[0].content]).toEqual(["before", "after"]);
    await edits.return();
  });

  it("ends with its signal, and when the client is closed", async () => {
    await using bot = await createBot();
    const controller = new AbortController();
    const first = bot.client.events("messageCreate", { signal: controller.signal }).next();
    const second = bot.client.events("messageCreate").next();
    controller.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    await bot.client.close();
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it("leaves no listener on a signal that outlives it", async () => {
    await using bot = await createBot();
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...parameters: Parameters<typeof add>) => {
      listeners += 1;
      add(...parameters);
    };
    signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...parameters);
    };
    for (let round = 0; round < 100; round += 1) await bot.client.events("messageCreate", { signal }).return();
    expect(listeners).toBe(0);
  });
});
