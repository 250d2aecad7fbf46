import { FakeClock } from "@zignal/errors/testing";
import type { APIInteraction } from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import { collectComponents, InteractionHandler, waitForComponent, waitForModal } from "../src/index.ts";
import type { SlashCommandContext } from "../src/index.ts";
import { button, modal, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

interface Bench {
  rest: RecordingRest;
  clock: FakeClock;
  errors: unknown[];
  handler: InteractionHandler;
  /** Starts a command; settles when its handler has ended. */
  start: (execute: (ctx: SlashCommandContext) => unknown) => Promise<void>;
}

function bench(): Bench {
  const rest = new RecordingRest();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest, clock, onError: (error) => errors.push(error) });
  const start = (execute: (ctx: SlashCommandContext) => unknown): Promise<void> => {
    handler.registerSlashCommand({ name: "start", description: "Starts", execute });
    return handler.handle(slashCommand("start"));
  };
  return { rest, clock, errors, handler, start };
}

function from(userId: string, interaction: APIInteraction): APIInteraction {
  const copy = structuredClone(interaction);
  Object.assign(copy.member?.user ?? {}, { id: userId });
  return copy;
}

describe("waiting for a component", () => {
  it("gets the user's next click, which it answers as a handler would, and leaves the others' alone", async () => {
    const { start, handler, rest, clock, errors } = bench();
    const handled: string[] = [];
    handler.registerComponentHandler({ customId: "pick:{what}", execute: (ctx) => void handled.push(ctx.params.what) });
    const done = start(async (ctx) => {
      await ctx.reply("Which?");
      const click = await waitForComponent(ctx, "pick:{what}", {
        timeoutMs: 60_000,
        filter: ({ params }) => params.what !== "nothing",
      });
      expectTypeOf(click?.params).toEqualTypeOf<{ readonly what: string } | undefined>();
      await click?.update(`You picked ${click.params.what}`);
    });
    await clock.advance(0);
    await handler.handle(from("8", button("pick:tea")));
    await handler.handle(button("pick:nothing"));
    await handler.handle(button("pick:coffee"));
    await done;
    await handler.handle(button("pick:later"));
    expect(errors).toEqual([]);
    expect(handled).toEqual(["tea", "nothing", "later"]);
    expect(rest.callbacks).toEqual([
      { type: 4, data: { content: "Which?" } },
      { type: 7, data: { content: "You picked coffee" } },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("gets nothing when the time is over", async () => {
    const { start, clock } = bench();
    const seen: unknown[] = [];
    const done = start(async (ctx) => seen.push(await waitForComponent(ctx, "x", { timeoutMs: 1000 })));
    await clock.advance(1000);
    await done;
    expect(seen).toEqual([undefined]);
  });

  it.each([
    ["message", { t: "MESSAGE_DELETE", d: { id: "700", channel_id: "600" } }],
    ["message, with others", { t: "MESSAGE_DELETE_BULK", d: { ids: ["1", "700"], channel_id: "600" } }],
    ["channel", { t: "CHANNEL_DELETE", d: { id: "600" } }],
    ["thread", { t: "THREAD_DELETE", d: { id: "600" } }],
    ["guild", { t: "GUILD_DELETE", d: { id: "500" } }],
  ])("pitfall 26: ends when its %s has gone", async (_what, event) => {
    const { start, clock, handler } = bench();
    const seen: unknown[] = [];
    const done = start(async (ctx) => {
      seen.push(await waitForComponent(ctx, "x", { timeoutMs: 60_000, messageId: "700" }));
    });
    await clock.advance(0);
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "701", channel_id: "600" } });
    handler.observe({ t: "GUILD_DELETE", d: { id: "500", unavailable: true } });
    await clock.advance(0);
    expect(seen).toEqual([]);
    handler.observe(event);
    await done;
    expect(seen).toEqual([undefined]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends when the handler is closed", async () => {
    const { start, clock, handler } = bench();
    const done = start((ctx) => waitForComponent(ctx, "x", { timeoutMs: 60_000 }));
    await clock.advance(0);
    handler.close();
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it("rejects with the signal's reason when it is aborted, before or while it waits", async () => {
    const { start, clock, errors } = bench();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("the bot stops");
    const done = start(async (ctx) => {
      await expect(waitForComponent(ctx, "x", { timeoutMs: 60_000, signal })).rejects.toBe(reason);
      await expect(waitForComponent(ctx, "x", { timeoutMs: 60_000, signal })).rejects.toBe(reason);
    });
    await clock.advance(0);
    controller.abort(reason);
    await done;
    expect(errors).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("refuses to wait for longer than an interaction's token lives", async () => {
    const { start, errors } = bench();
    await start((ctx) => waitForComponent(ctx, "x", { timeoutMs: 900_001 }));
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("at most 900000") })]);
  });
});

describe("a click that comes before the handler waits for it", () => {
  it("is kept for it: a click can overtake the answer to the request that sent its button", async () => {
    const { start, clock, handler, rest, errors } = bench();
    const sending = Promise.withResolvers<void>();
    rest.before = () => sending.promise;
    const done = start(async (ctx) => {
      await ctx.reply("Sure?");
      const click = await waitForComponent(ctx, "sure", { timeoutMs: 60_000 });
      await click?.update("Done");
    });
    await clock.advance(0);
    const clicked = handler.handle(button("sure"));
    await clock.advance(500);
    sending.resolve();
    await Promise.all([done, clicked]);
    expect(errors).toEqual([]);
    expect(rest.callbacks.at(-1)).toEqual({ type: 7, data: { content: "Done" } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("is nobody's after a second, and at once when no handler is at work", async () => {
    const { rest, clock } = bench();
    const unhandled: string[] = [];
    const handler = new InteractionHandler({ rest, clock, onUnhandled: (ctx) => unhandled.push(ctx.id) });
    await handler.handle(button("sure"));
    expect(unhandled).toHaveLength(1);
    const pause = Promise.withResolvers<void>();
    handler.registerSlashCommand({ name: "busy", description: "Busy", execute: () => pause.promise });
    const busy = handler.handle(slashCommand("busy"));
    const clicked = handler.handle(button("sure"));
    await clock.advance(999);
    expect(unhandled).toHaveLength(1);
    await clock.advance(1);
    await clicked;
    expect(unhandled).toHaveLength(2);
    pause.resolve();
    await busy;
  });
});

describe("collecting components", () => {
  it("gets each click until there are enough", async () => {
    const { start, clock, handler } = bench();
    const seen: string[] = [];
    const done = start(async (ctx) => {
      for await (const click of collectComponents(ctx, "vote:{n}", { timeoutMs: 60_000, from: "anyone", max: 3 })) {
        seen.push(`${click.user.id}:${click.params.n}`);
      }
    });
    await clock.advance(0);
    await handler.handle(button("vote:1"));
    await handler.handle(from("8", button("vote:2")));
    await handler.handle(from("9", button("vote:3")));
    await done;
    await handler.handle(button("vote:4"));
    expect(seen).toEqual(["7:1", "8:2", "9:3"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("takes clicks from the call on, also before the loop has begun", async () => {
    const { start, clock, handler, rest } = bench();
    const seen: string[] = [];
    const sending = Promise.withResolvers<void>();
    rest.before = () => sending.promise;
    const done = start(async (ctx) => {
      const clicks = collectComponents(ctx, "vote:{n}", { timeoutMs: 60_000, max: 2 });
      await ctx.reply("Vote");
      for await (const click of clicks) seen.push(click.params.n);
    });
    await clock.advance(0);
    await handler.handle(button("vote:1"));
    await handler.handle(button("vote:2"));
    sending.resolve();
    await done;
    expect(seen).toEqual(["1", "2"]);
  });

  it("ends with the time, and holds nothing when the loop is left", async () => {
    const { start, clock, handler } = bench();
    const seen: string[] = [];
    const done = start(async (ctx) => {
      for await (const click of collectComponents(ctx, "vote:{n}", { timeoutMs: 5000 })) seen.push(click.params.n);
      for await (const click of collectComponents(ctx, "vote:{n}", { timeoutMs: 5000 })) {
        seen.push(click.params.n);
        break;
      }
    });
    await clock.advance(0);
    await handler.handle(button("vote:1"));
    await clock.advance(5000);
    await handler.handle(button("vote:2"));
    await done;
    expect(seen).toEqual(["1", "2"]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("waiting for a modal", () => {
  it("gets what was filled in, with its types", async () => {
    const { start, clock, handler, rest, errors } = bench();
    const done = start(async (ctx) => {
      await ctx.showModal({ custom_id: "name:1", title: "Name", components: [{ type: 10, content: "Hello" }] });
      const form = await waitForModal(ctx, { customId: "name:{id}", fields: { name: "text" } }, { timeoutMs: 60_000 });
      expectTypeOf(form?.fields.name).toEqualTypeOf<string | undefined>();
      await form?.reply(`Hello ${form.fields.name} (${form.params.id})`);
    });
    await clock.advance(0);
    await handler.handle(
      modal("name:1", [{ type: 18, id: 1, component: { type: 4, custom_id: "name", value: "Alice" } }]),
    );
    await done;
    expect(errors).toEqual([]);
    expect(rest.callbacks.at(-1)).toEqual({ type: 4, data: { content: "Hello Alice (1)" } });
  });
});
