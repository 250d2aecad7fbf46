import type { APIInteraction } from "@zignal/types";
import { describe, expect, it } from "vitest";
import { defineButton, defineSlashCommand, entitlement, InteractionHandler } from "../src/index.ts";
import type { InteractionContext, InteractionResponseBody } from "../src/index.ts";
import { callbackType } from "../src/interaction-type.ts";
import { autocomplete, button, modal, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

interface Bench {
  rest: RecordingRest;
  handler: InteractionHandler;
  errors: unknown[];
}

function bench(): Bench {
  const rest = new RecordingRest();
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest, errorMessage: false, onError: (error) => errors.push(error) });
  return { rest, handler, errors };
}

const sku = "1200000000000000001";

function entitled(interaction: APIInteraction, more: object = {}): APIInteraction {
  const entitlements = [{ id: "1", sku_id: sku, deleted: false, starts_at: null, ends_at: null, ...more }];
  return Object.assign(interaction, { entitlements });
}

/** What Discord asks is in no documentation yet. */
function asked(): APIInteraction {
  return Object.assign(slashCommand("x"), { type: 6, data: { sku_id: sku } });
}

describe("every type of callback", () => {
  const responses: InteractionResponseBody[] = [
    { type: 4, data: { content: "Hi" } },
    { type: 5, data: { flags: 64 } },
    { type: 6 },
    { type: 7, data: { content: "Hi" } },
    { type: 8, data: { choices: [{ name: "a", value: "a" }] } },
    { type: 9, data: { custom_id: "form", title: "Form", components: [] } },
    { type: 10 },
    { type: 12 },
    { type: 13, data: { eligible: true } },
  ];

  it("of Discord's documentation and specification is there", () => {
    // PONG (1) is the answer of the HTTP server to a ping.
    expect(Object.values(callbackType).toSorted((a, b) => a - b)).toEqual([1, ...responses.map(({ type }) => type)]);
  });

  it.each(responses)("$type is sent as it is, once", async (response) => {
    const { rest, handler } = bench();
    const interaction = button("x");
    const ctx = handler.contextFor(interaction);
    await ctx.respondWith(response);
    await expect(ctx.respondWith({ type: 9, data: { custom_id: "y", title: "y", components: [] } })).rejects.toThrow(
      "after the interaction was answered",
    );
    expect(rest.callbacks).toEqual([response]);
  });
});

describe("premium", () => {
  it("is required with a premium button for each SKU, privately", async () => {
    const { rest, handler } = bench();
    handler.registerComponentHandler(defineButton("gold", (ctx) => ctx.requirePremium({ skuIds: [sku, "2"] })));
    await handler.handle(button("gold"));
    expect(rest.callbacks).toEqual([
      {
        type: 4,
        data: {
          content: "This is part of the premium offer.",
          components: [
            {
              type: 1,
              components: [
                { type: 2, style: 6, sku_id: sku },
                { type: 2, style: 6, sku_id: "2" },
              ],
            },
          ],
          flags: 64,
        },
      },
    ]);
  });

  it("without SKUs is Discord's own offer, and nothing can come before it", async () => {
    const { rest, handler, errors } = bench();
    handler.registerSlashCommand({ name: "x", description: "x", execute: (ctx) => ctx.requirePremium() });
    handler.registerSlashCommand({
      name: "late",
      description: "x",
      async execute(ctx) {
        await ctx.defer();
        await ctx.requirePremium();
      },
    });
    await handler.handle(slashCommand("x"));
    await handler.handle(slashCommand("late"));
    expect(rest.callbacks).toEqual([{ type: 10 }, { type: 5 }]);
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("requirePremium() came after") }),
    ]);
  });

  it("guards a command: who has bought the SKU is let through, the others are shown what to buy", async () => {
    const { rest, handler } = bench();
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        guards: [entitlement([sku], { content: "Gold only" })],
        execute: (ctx) => ctx.reply("Welcome"),
      }),
    );
    const other = { sku_id: "9" };
    const past = { ends_at: "2020-01-01T00:00:00Z" };
    const future = { starts_at: "2999-01-01T00:00:00Z" };
    const refused = [
      slashCommand("x"),
      ...[other, past, future, { deleted: true }, { consumed: true }].map((more) => entitled(slashCommand("x"), more)),
    ];
    for (const interaction of refused) await handler.handle(interaction);
    expect(rest.callbacks).toHaveLength(6);
    for (const callback of rest.callbacks) {
      expect(callback).toMatchObject({ type: 4, data: { content: "Gold only", flags: 64, components: [{}] } });
    }
    await handler.handle(entitled(slashCommand("x"), { ends_at: "2999-01-01T00:00:00Z" }));
    expect(rest.callbacks.at(-1)).toEqual({ type: 4, data: { content: "Welcome" } });
  });

  it("needs one to five SKUs, which is said before anybody is asked", () => {
    expect(() => entitlement([])).toThrow("components");
    expect(() => entitlement(["1", "2", "3", "4", "5", "6"])).toThrow("at most 5");
  });
});

describe("the eligibility for a purchase of the Social Layer", () => {
  it("is answered by the handler registered for it", async () => {
    const { rest, handler } = bench();
    const unregister = handler.registerPurchaseEligibilityHandler((ctx) => ctx.allow());
    expect(() => handler.registerPurchaseEligibilityHandler(() => undefined)).toThrow("must be the only one");
    await handler.handle(asked());
    unregister();
    handler.registerPurchaseEligibilityHandler((ctx) => ctx.refuse({ reason: "owned", description: "You have it" }));
    await handler.handle(asked());
    expect(rest.callbacks).toEqual([
      { type: 13, data: { eligible: true } },
      {
        type: 13,
        data: { eligible: false, ineligible_reason: 1, ineligible_reason_description: "You have it" },
      },
    ]);
  });

  it("is unhandled without one, and gets no message when it fails", async () => {
    const rest = new RecordingRest();
    const unhandled: InteractionContext[] = [];
    const handler = new InteractionHandler({ rest, autoDefer: true, onUnhandled: (ctx) => unhandled.push(ctx) });
    await handler.handle(asked());
    expect(unhandled).toHaveLength(1);
    handler.registerPurchaseEligibilityHandler(() => {
      throw new Error("broken");
    });
    await handler.handle(asked());
    expect(rest.calls).toEqual([]);
  });
});

describe("what a kind of interaction can not be told", () => {
  it("is not offered: modals open no modals, autocomplete launches nothing", () => {
    const { handler } = bench();
    expect(handler.contextFor(modal("x", []))).not.toHaveProperty("showModal");
    expect(handler.contextFor(autocomplete("x", []))).not.toHaveProperty("launchActivity");
    expect(handler.contextFor(button("x"))).toHaveProperty("showModal");
  });
});
