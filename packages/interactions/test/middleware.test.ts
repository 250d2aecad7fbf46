import { describe, expect, expectTypeOf, it } from "vitest";
import {
  defineButton,
  defineComponent,
  defineMessageCommand,
  defineMiddleware,
  defineModal,
  defineSlashCommand,
  defineStringSelect,
  defineSubcommand,
  defineUserCommand,
  InteractionHandler,
  option,
} from "../src/index.ts";
import type { InteractionContext } from "../src/index.ts";
import { button, messageCommand, modal, select, slashCommand, userCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

interface DbUser {
  id: string;
  coins: number;
}

const withUser = defineMiddleware<{ user: DbUser }>(async (ctx, next) => {
  await next({ user: { id: ctx.user.id, coins: 5 } });
});
const withShop = defineMiddleware<{ shop: string }>((_ctx, next) => next({ shop: "bakery" }));
const withBill = defineMiddleware<{ bill: string }, { shop: string }>((ctx, next) =>
  next({ bill: `${ctx.shop} for ${ctx.user.username}` }),
);
const silent = defineMiddleware((_ctx, next) => next());

interface Bench {
  rest: RecordingRest;
  handler: InteractionHandler;
  errors: unknown[];
  seen: unknown[];
}

function bench(): Bench {
  const rest = new RecordingRest();
  const errors: unknown[] = [];
  return { rest, errors, seen: [], handler: new InteractionHandler({ rest, onError: (error) => errors.push(error) }) };
}

describe("middleware of a definition types the context with what it adds", () => {
  it("for slash commands and their options", async () => {
    const { handler, errors, seen } = bench();
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "buy",
        description: "Buys",
        options: { item: option.string({ description: "What", required: true }) },
        middleware: [withUser, withShop, withBill, silent],
        execute(ctx) {
          expectTypeOf(ctx.user).toEqualTypeOf<DbUser>();
          expectTypeOf(ctx.shop).toEqualTypeOf<string>();
          expectTypeOf(ctx.bill).toEqualTypeOf<string>();
          expectTypeOf(ctx.options.item).toEqualTypeOf<string>();
          // @ts-expect-error nobody adds it
          void ctx.missing;
          // @ts-expect-error the user is that of the database
          void ctx.user.username;
          seen.push(ctx.user, ctx.shop, ctx.bill, ctx.options.item);
          return ctx.reply("Bought");
        },
      }),
    );
    await handler.handle(slashCommand("buy", [{ name: "item", type: 3, value: "bread" }]));
    expect(errors).toEqual([]);
    expect(seen).toEqual([{ id: "7", coins: 5 }, "bakery", "bakery for alice", "bread"]);
  });

  it("for subcommands, user and message commands, components and modals", async () => {
    const { handler, errors, seen } = bench();
    const middleware = [withUser, withShop] as const;
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "shop",
        description: "Shop",
        subcommands: {
          open: defineSubcommand({
            description: "Opens",
            middleware,
            execute(ctx) {
              expectTypeOf(ctx.user.coins).toEqualTypeOf<number>();
              seen.push([ctx.shop]);
            },
          }),
        },
      }),
    );
    handler.registerCommand(
      defineUserCommand({
        name: "Pay",
        middleware,
        execute(ctx) {
          expectTypeOf(ctx.user).toEqualTypeOf<DbUser>();
          seen.push([ctx.user.coins, ctx.target.username]);
        },
      }),
    );
    handler.registerCommand(
      defineMessageCommand({
        name: "Quote",
        middleware: [withShop],
        execute(ctx) {
          expectTypeOf(ctx.user.username).toEqualTypeOf<string>();
          seen.push([ctx.shop, ctx.target.id, ctx.user.username]);
        },
      }),
    );
    handler.registerComponentHandler(
      defineComponent({
        customId: "buy:{item}",
        middleware,
        execute(ctx) {
          expectTypeOf(ctx.user.coins).toEqualTypeOf<number>();
          expectTypeOf(ctx.params.item).toEqualTypeOf<string>();
          seen.push([ctx.params.item, ctx.user.coins]);
        },
      }),
    );
    handler.registerComponentHandler({
      customId: "pick/:list",
      middleware: [withShop],
      execute(ctx) {
        expectTypeOf(ctx.shop).toEqualTypeOf<string>();
        seen.push([ctx.params.list, ctx.values, ctx.shop]);
      },
    });
    handler.registerModalHandler(
      defineModal({
        customId: "order/:id",
        fields: { note: "text" },
        middleware: [withShop],
        execute(ctx) {
          expectTypeOf(ctx.fields.note).toEqualTypeOf<string>();
          seen.push([ctx.params.id, ctx.fields.note, ctx.shop]);
        },
      }),
    );
    const alice = { id: "7", username: "alice" };
    await handler.handle(slashCommand("shop", [{ name: "open", type: 1 }]));
    await handler.handle(userCommand("Pay", "7", { users: { "7": alice } }));
    await handler.handle(messageCommand("Quote", "70", { messages: { "70": { id: "70" } } }));
    await handler.handle(button("buy:bread"));
    await handler.handle(select("pick/rolls", 3, ["a"]));
    await handler.handle(modal("order/9", [{ type: 18, component: { type: 4, custom_id: "note", value: "soon" } }]));
    expect(errors).toEqual([]);
    expect(seen).toEqual([
      ["bakery"],
      [5, "alice"],
      ["bakery", "70", "alice"],
      ["bread", 5],
      ["rolls", ["a"], "bakery"],
      ["9", "soon", "bakery"],
    ]);
  });

  it("for plain objects, which a handler takes as well", async () => {
    const { handler, errors, seen } = bench();
    handler.registerSlashCommand({
      name: "plain",
      description: "Plain",
      middleware: [withShop],
      execute(ctx) {
        expectTypeOf(ctx.shop).toEqualTypeOf<string>();
        seen.push(ctx.shop);
      },
    });
    await handler.handle(slashCommand("plain"));
    expect([errors, seen]).toEqual([[], ["bakery"]]);
  });

  it("refuses what would not be there", () => {
    const { handler } = bench();
    defineUserCommand({
      name: "x",
      // @ts-expect-error withBill needs the shop, which nobody adds before it
      middleware: [withBill, withShop],
      execute: () => undefined,
    });
    // @ts-expect-error next() has to be given what was promised
    defineMiddleware<{ shop: string }>((_ctx, next) => next());
    // @ts-expect-error a number is no shop
    defineMiddleware<{ shop: string }>((_ctx, next) => next({ shop: 1 }));
    // @ts-expect-error runs for every handler, where nothing adds the shop
    handler.use(withBill);
    const inUnknownOrder = [withShop];
    defineButton("x", {
      middleware: inUnknownOrder,
      // @ts-expect-error a list that is no tuple may be empty
      execute: (ctx) => void ctx.shop,
    });
    expect(defineMiddleware<{ shop?: string }>((_ctx, next) => next())).toBeTypeOf("function");
  });

  it("leaves methods and the kinds' own properties on the context, whatever was added", async () => {
    const { handler, rest, errors } = bench();
    const replacing = defineMiddleware<{ locale: number; values: string }>((_ctx, next) =>
      next({ locale: 1, values: "mine" }),
    );
    handler.registerComponentHandler(
      defineStringSelect("pick", {
        middleware: [replacing, silent],
        execute(ctx) {
          expectTypeOf(ctx.values).toEqualTypeOf<string>();
          expect([ctx.locale, ctx.values, ctx.customId, ctx.users]).toEqual([1, "mine", "pick", []]);
          return ctx.update(ctx.localize({ de: "Danke", "en-US": "Thanks" }));
        },
      }),
    );
    await handler.handle(select("pick", 3, ["a"]));
    expect(errors).toEqual([]);
    expect(rest.callbacks).toEqual([{ type: 7, data: { content: "Danke" } }]);
  });
});

describe("the order of middleware", () => {
  it("is: that of all, guards, the definition's in its order, the handler, and back", async () => {
    const { handler, seen } = bench();
    const step = (name: string): ((ctx: InteractionContext, next: () => Promise<void>) => Promise<void>) => {
      return async (_ctx, next) => {
        seen.push(`${name} in`);
        await next();
        seen.push(`${name} out`);
      };
    };
    handler.use(step("all"));
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        guards: [() => void seen.push("guard")],
        middleware: [step("first"), step("second")],
        execute: () => void seen.push("handler"),
      }),
    );
    await handler.handle(slashCommand("x"));
    expect(seen).toEqual(["all in", "guard", "first in", "second in", "handler", "second out", "first out", "all out"]);
  });

  it("one that answers and does not go on keeps the handler from running", async () => {
    const { handler, rest, seen, errors } = bench();
    const members = defineMiddleware<{ level: number }>(async (ctx, next) => {
      if (ctx.user.id === "7") await ctx.reply({ content: "Members only", ephemeral: true });
      else await next({ level: 1 });
    });
    handler.registerSlashCommand(
      defineSlashCommand({ name: "x", description: "x", middleware: [members], execute: () => void seen.push("ran") }),
    );
    await handler.handle(slashCommand("x"));
    expect([seen, errors]).toEqual([[], []]);
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "Members only", flags: 64 } }]);
  });

  it("a guard that refuses keeps the definition's middleware from running", async () => {
    const { handler, seen } = bench();
    const loads = defineMiddleware((_ctx, next) => {
      seen.push("loaded");
      return next();
    });
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        guards: [() => "No"],
        middleware: [loads],
        execute: () => undefined,
      }),
    );
    await handler.handle(slashCommand("x"));
    expect(seen).toEqual([]);
  });

  it("one that runs for all and is listed as well runs once, and its addition is there", async () => {
    const { handler, seen } = bench();
    let loads = 0;
    const counted = defineMiddleware<{ loads: number }>((_ctx, next) => next({ loads: ++loads }));
    handler.use(counted);
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        middleware: [counted],
        execute: (ctx) => void seen.push(ctx.loads),
      }),
    );
    await handler.handle(slashCommand("x"));
    expect([seen, loads]).toEqual([[1], 1]);
  });

  it("two interactions at a time do not see each other's additions", async () => {
    const { handler, seen } = bench();
    const gate = Promise.withResolvers<void>();
    const slow = defineMiddleware<{ mark: string }>(async (ctx, next) => {
      if (ctx.id === first.id) await gate.promise;
      await next({ mark: ctx.id });
    });
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        middleware: [slow],
        execute: (ctx) => void seen.push([ctx.id, ctx.mark]),
      }),
    );
    const first = slashCommand("x");
    const second = slashCommand("x");
    const running = [handler.handle(first), handler.handle(second)];
    gate.resolve();
    await Promise.all(running);
    expect(seen).toEqual([
      [second.id, second.id],
      [first.id, first.id],
    ]);
  });
});

describe("errors with middleware", () => {
  it("of a middleware, before or after the handler, come to onError, and the user is told once", async () => {
    for (const before of [true, false]) {
      const { handler, rest, errors } = bench();
      const failing = defineMiddleware(async (_ctx, next) => {
        if (before) throw new Error("no database");
        await next();
        throw new Error("no database");
      });
      handler.registerSlashCommand(
        defineSlashCommand({
          name: "x",
          description: "x",
          middleware: [failing],
          execute: (ctx) => ctx.reply("Fine"),
        }),
      );
      await handler.handle(slashCommand("x"));
      expect(errors).toEqual([expect.objectContaining({ message: "no database" })]);
      expect(rest.callbacks).toHaveLength(1);
      expect(JSON.stringify(rest.callbacks)).not.toContain("database");
    }
  });

  it("of the handler can be caught by a middleware, and then are no failure", async () => {
    const { handler, rest, errors } = bench();
    const catching = defineMiddleware(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        await ctx.reply(`Caught: ${String(error)}`);
      }
    });
    const failing = defineButton("x", {
      middleware: [catching],
      execute() {
        throw new Error("broken");
      },
    });
    handler.registerComponentHandler(failing);
    await handler.handle(button("x"));
    expect(errors).toEqual([]);
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "Caught: Error: broken" } }]);
  });

  it("of the handler are not lost when a middleware does not wait for it", async () => {
    const { handler, errors } = bench();
    const forgetful = defineMiddleware((_ctx, next) => void next());
    handler.registerComponentHandler({
      customId: "x",
      middleware: [forgetful],
      async execute() {
        await Promise.resolve();
        throw new Error("broken");
      },
    });
    await handler.handle(button("x"));
    expect(errors).toEqual([expect.objectContaining({ message: "broken" })]);
  });

  it("next() twice is one, and the handler runs once", async () => {
    const { handler, errors, seen } = bench();
    const twice = defineMiddleware(async (_ctx, next) => {
      await next();
      await next();
    });
    handler.registerComponentHandler({ customId: "x", middleware: [twice], execute: () => void seen.push("ran") });
    await handler.handle(button("x"));
    expect(seen).toEqual(["ran"]);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("next() was called twice") })]);
  });

  it("what the context stands on can not be replaced", async () => {
    const { handler, errors } = bench();
    const hostile = defineMiddleware<{ interaction: null }>((_ctx, next) => next({ interaction: null }));
    handler.registerComponentHandler({ customId: "x", middleware: [hostile], execute: () => undefined });
    await handler.handle(button("x"));
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("interaction is what") })]);
  });
});
