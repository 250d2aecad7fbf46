import { FakeClock } from "@zignal/errors/testing";
import type { APIInteraction } from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defineButton, defineModal, defineStringSelect, InteractionHandler } from "../src/index.ts";
import type { SlashCommandContext, StringSelectInteraction } from "../src/index.ts";
import { button, modal, select, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

const sure = defineButton("sure/:what");

interface Bench {
  rest: RecordingRest;
  clock: FakeClock;
  handler: InteractionHandler;
  errors: unknown[];
  /** Starts a command; `ended` is filled when its handler has ended. */
  start: (execute: (ctx: SlashCommandContext) => unknown) => Promise<Started>;
}

interface Started {
  id: string;
  results: unknown[];
  done: Promise<void>;
}

function bench(): Bench {
  const rest = new RecordingRest();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest, clock, onError: (error) => errors.push(error) });
  let count = 0;
  return {
    rest,
    clock,
    handler,
    errors,
    async start(execute) {
      const name = `start${count++}`;
      const results: unknown[] = [];
      handler.registerSlashCommand({
        name,
        description: "Starts",
        execute: async (ctx) => void results.push(await execute(ctx)),
      });
      const interaction = slashCommand(name);
      const done = handler.handle(interaction);
      await clock.advance(0);
      return { id: interaction.id, results, done };
    },
  };
}

/** A click on a message that an interaction made. */
function clickOn(message: { id: string; madeBy?: string }, customId: string): APIInteraction {
  const { id, madeBy } = message;
  return Object.assign(button(customId), {
    message: { id, channel_id: "600", ...(madeBy !== undefined && { interaction_metadata: { id: madeBy } }) },
  });
}

const timeoutMs = 60_000;

function filter(): boolean {
  throw new Error("bad filter");
}

async function askAndWait(ctx: SlashCommandContext): Promise<unknown> {
  await ctx.reply("Sure?");
  return (await ctx.waitFor(sure, { timeoutMs }))?.params.what;
}

describe("ctx.waitFor", () => {
  it("gets the next click on a button, typed by its definition, which no handler has to be registered for", async () => {
    const { start, handler, rest, errors } = bench();
    const { done } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      const click = await ctx.waitFor(sure, { timeoutMs, filter: ({ params }) => params.what !== "no" });
      expectTypeOf(click?.params).toEqualTypeOf<{ readonly what: string } | undefined>();
      await click?.update(`You said ${click.params.what}`);
    });
    const others = [button("sure/no"), button("other/yes"), select("sure/yes", 3, ["a select menu"])];
    // Nobody wants them: they are kept for a moment, in case that somebody will.
    for (const other of others) void handler.handle(other);
    await handler.handle(button("sure/yes"));
    await done;
    expect(errors).toEqual([]);
    expect(rest.callbacks.at(-1)).toEqual({ type: 7, data: { content: "You said yes" } });
  });

  it("gets a choice, and a modal with its fields", async () => {
    const { start, handler, errors } = bench();
    const pick = defineStringSelect("pick");
    const form = defineModal({ customId: "form/:id", fields: { name: "text" }, execute: () => undefined });
    const { done, results } = await start(async (ctx) => {
      const chosen = await ctx.waitFor(pick, { timeoutMs });
      expectTypeOf(chosen?.interaction).toEqualTypeOf<StringSelectInteraction | undefined>();
      await chosen?.showModal(form.builder({ id: 1 }).title("Form").addText("Hello"));
      const sent = await ctx.waitFor(form, { timeoutMs });
      expectTypeOf(sent?.fields.name).toEqualTypeOf<string | undefined>();
      const again = await ctx.waitFor({ customId: "form/:id", fields: { name: "text" } }, { timeoutMs });
      expectTypeOf(again?.params.id).toEqualTypeOf<string | undefined>();
      return [chosen?.values, sent?.params.id, sent?.fields.name, again?.fields.name];
    });
    await handler.handle(select("pick", 3, ["tea"]));
    const field = { type: 18, component: { type: 4, custom_id: "name", value: "Al" } };
    await handler.handle(modal("form/1", [field]));
    await handler.handle(modal("form/2", [field]));
    await done;
    expect([errors, results]).toEqual([[], [[["tea"], "1", "Al", "Al"]]]);
  });

  it("says what can be waited for, when it is nothing of that", async () => {
    const { start, errors } = bench();
    const nothing: unknown[] = [undefined, null, 5, /sure/g, {}];
    for (const target of nothing) {
      const { done } = await start((ctx) => ctx.waitFor(target as string, { timeoutMs }));
      await done;
    }
    expect(errors).toHaveLength(nothing.length);
    for (const error of errors) expect(String(error)).toContain("target must be a custom id, a component or a modal");
  });

  it("collects clicks until there are enough", async () => {
    const { start, handler } = bench();
    const { done, results } = await start(async (ctx) => {
      const seen: string[] = [];
      for await (const click of ctx.collect(sure, { timeoutMs, max: 2 })) seen.push(click.params.what);
      return seen;
    });
    for (const what of ["a", "b", "c"]) void handler.handle(button(`sure/${what}`));
    await done;
    expect(results).toEqual([["a", "b"]]);
  });
});

describe("a filter that throws", () => {
  it("fails the waiting, and the click goes to its registered handler", async () => {
    const { start, handler, errors } = bench();
    const handled: string[] = [];
    handler.registerComponentHandler(defineButton("sure/:what", (ctx) => void handled.push(ctx.params.what)));
    const one = await start((ctx) => ctx.waitFor(sure, { timeoutMs, filter }));
    const all = await start(async (ctx) => {
      for await (const click of ctx.collect(sure, { timeoutMs, filter })) void click;
    });
    await handler.handle(button("sure/yes"));
    await Promise.all([one.done, all.done]);
    expect(handled).toEqual(["yes"]);
    expect(errors.map(String)).toEqual(["Error: bad filter", "Error: bad filter"]);
  });
});

describe("waiting with middleware", () => {
  it("gets a context with what those for all handlers add, also from one that is extended itself", async () => {
    const { start, handler, errors } = bench();
    handler.use((_ctx, next) => next({ user: "of the shop", mark: 1 }));
    const { done, results } = await start(async (ctx) => {
      const click = await ctx.waitFor(sure, { timeoutMs });
      return [Reflect.get(ctx, "mark"), Reflect.get(Object(click), "mark"), click?.interaction.type, click?.params];
    });
    await handler.handle(button("sure/yes"));
    await done;
    expect(errors).toEqual([]);
    expect(results).toEqual([[1, 1, 3, { what: "yes" }]]);
  });
});

describe("waiting without naming a message", () => {
  it("with two calls of one command each gets the clicks on its own answer", async () => {
    const { start, handler } = bench();
    const first = await start(askAndWait);
    const second = await start(askAndWait);
    await handler.handle(clickOn({ id: "72", madeBy: second.id }, "sure/second"));
    await handler.handle(clickOn({ id: "71", madeBy: first.id }, "sure/first"));
    await Promise.all([first.done, second.done]);
    expect([first.results, second.results]).toEqual([["first"], ["second"]]);
  });

  it("pitfall 26: ends when the answer is deleted, whose id the gateway told", async () => {
    const { start, handler, clock } = bench();
    const { id, done, results } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      return ctx.waitFor(sure, { timeoutMs });
    });
    handler.observe({ t: "MESSAGE_CREATE", d: { id: "71", interaction_metadata: { id } } });
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "70" } });
    await clock.advance(0);
    expect(results).toEqual([]);
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "71" } });
    await done;
    expect(results).toEqual([undefined]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends at once when the answer was deleted before it began", async () => {
    const { start, handler } = bench();
    const slow = Promise.withResolvers<void>();
    const { id, done, results } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      await slow.promise;
      return ctx.waitFor(sure, { timeoutMs });
    });
    handler.observe({ t: "MESSAGE_CREATE", d: { id: "71", interaction_metadata: { id } } });
    handler.observe({ t: "MESSAGE_DELETE_BULK", d: { ids: ["70", "71"] } });
    slow.resolve();
    await done;
    expect(results).toEqual([undefined]);
  });

  it("goes on while one of its messages is there, and ends with the last", async () => {
    const { start, handler, clock } = bench();
    const { id, done, results } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      await ctx.followUp("Really?");
      return ctx.waitFor(sure, { timeoutMs });
    });
    handler.observe({ t: "MESSAGE_CREATE", d: { id: "71", interaction_metadata: { id } } });
    handler.observe({
      t: "MESSAGE_CREATE",
      d: { id: "follow-up", interaction_metadata: { id, original_response_message_id: "71" } },
    });
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "71" } });
    await clock.advance(0);
    expect(results).toEqual([]);
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "follow-up" } });
    await done;
    expect(results).toEqual([undefined]);
  });

  it("ends when the bot itself takes the answer back, also without a gateway", async () => {
    const { start } = bench();
    const { done, results } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      const waiting = ctx.waitFor(sure, { timeoutMs });
      await ctx.deleteReply();
      return waiting;
    });
    await done;
    expect(results).toEqual([undefined]);
  });

  it("ends with the message that a click has changed", async () => {
    const { handler, clock } = bench();
    const results: unknown[] = [];
    handler.registerComponentHandler(
      defineButton("menu", async (ctx) => {
        await ctx.update("Sure?");
        results.push(await ctx.waitFor(sure, { timeoutMs }));
      }),
    );
    const done = handler.handle(clickOn({ id: "71", madeBy: "1" }, "menu"));
    await clock.advance(0);
    handler.observe({ t: "MESSAGE_DELETE", d: { id: "71" } });
    await done;
    expect(results).toEqual([undefined]);
  });

  it("ends when the channel of its thread is deleted", async () => {
    const { handler, clock } = bench();
    const results: unknown[] = [];
    handler.registerSlashCommand({
      name: "x",
      description: "x",
      execute: async (ctx) => void results.push(await ctx.waitFor(sure, { timeoutMs })),
    });
    const inThread = Object.assign(slashCommand("x"), { channel: { id: "600", type: 11, parent_id: "650" } });
    const done = handler.handle(inThread);
    await clock.advance(0);
    handler.observe({ t: "CHANNEL_DELETE", d: { id: "650" } });
    await done;
    expect(results).toEqual([undefined]);
  });

  it("needs no events but while somebody waits or a handler is at work", async () => {
    const { start, handler } = bench();
    const names = ["MESSAGE_CREATE", "MESSAGE_DELETE", "GUILD_DELETE", "TYPING_START"];
    expect(names.map((name) => handler.wants(name))).toEqual([false, false, false, false]);
    const { done } = await start((ctx) => ctx.waitFor(sure, { timeoutMs }));
    expect(names.map((name) => handler.wants(name))).toEqual([true, true, true, false]);
    handler.close();
    await done;
    expect(names.some((name) => handler.wants(name))).toBe(false);
  });
});

describe("what ends early", () => {
  it("is what a handler begins to wait for after the closing; interactions that come later can wait again", async () => {
    const { handler, clock, start } = bench();
    const pause = Promise.withResolvers<void>();
    const early = await start(async (ctx) => {
      await ctx.reply("Sure?");
      await pause.promise;
      return [await ctx.waitFor("sure", { timeoutMs: 60_000 }), clock.pendingTimers];
    });
    handler.close();
    pause.resolve();
    await early.done;
    expect(early.results).toEqual([[undefined, 0]]);
    const later = await start(async (ctx) => {
      await ctx.reply("Sure?");
      return (await ctx.waitFor("sure", { timeoutMs: 60_000 }))?.customId;
    });
    await handler.handle(button("sure"));
    await later.done;
    expect(later.results).toEqual(["sure"]);
  });

  it.each([
    ["before the first is asked for", false],
    ["while one is waited for", true],
  ])("is a collection that is returned %s", async (_, asks) => {
    const { clock, start } = bench();
    const { results, done } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      const clicks = ctx.collect("sure", { timeoutMs: 60_000 });
      const next = asks ? clicks.next() : undefined;
      await clicks.return();
      return [await next, clock.pendingTimers, await clicks.next()];
    });
    await done;
    const over = { done: true, value: undefined };
    expect(results).toEqual([[asks ? over : undefined, 0, over]]);
  });

  it("gives each of those who ask at once another click", async () => {
    const { handler, start } = bench();
    const { results, done } = await start(async (ctx) => {
      await ctx.reply("Sure?");
      const clicks = ctx.collect("sure/:what", { timeoutMs: 60_000, max: 2 });
      const all = await Promise.all([clicks.next(), clicks.next(), clicks.next()]);
      return all.map(({ value }) => value?.params.what);
    });
    await handler.handle(button("sure/1"));
    await handler.handle(button("sure/2"));
    await done;
    expect(results).toEqual([["1", "2", undefined]]);
  });

  it.each([0, -1, Number.NaN, 1.5])("refuses to collect %d", async (max) => {
    const { errors, start } = bench();
    const { done } = await start((ctx) => ctx.collect("sure", { timeoutMs: 60_000, max }));
    await done;
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("max must be a whole number") }),
    ]);
  });
});
