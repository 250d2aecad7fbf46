import { describe, expect, expectTypeOf, it } from "vitest";
import {
  defineButton,
  defineChannelSelect,
  defineComponent,
  defineMentionableSelect,
  defineRoleSelect,
  defineStringSelect,
  defineUserSelect,
  InteractionHandler,
} from "../src/index.ts";
import type { ComponentContext, ParamsOf, StringSelectInteraction } from "../src/index.ts";
import { button, select } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

function bench(): { handler: InteractionHandler; rest: RecordingRest; unhandled: string[]; errors: unknown[] } {
  const rest = new RecordingRest();
  const unhandled: string[] = [];
  const errors: unknown[] = [];
  const handler = new InteractionHandler({
    rest,
    onUnhandled: (ctx) => unhandled.push(ctx.id),
    onError: (error) => errors.push(error),
  });
  return { handler, rest, unhandled, errors };
}

describe("the parameters of a custom id, by their types", () => {
  it("are those behind slashes and those in braces, as at run time", () => {
    expectTypeOf<ParamsOf<"vote/:pollId/:choice">>().toEqualTypeOf<{
      readonly pollId: string;
      readonly choice: string;
    }>();
    expectTypeOf<keyof ParamsOf<"a/:b-{c}/:d_1">>().toEqualTypeOf<"b" | "c" | "d_1">();
    // No parameters, so that none is asked for.
    expect(defineButton("confirm:delete").customId()).toBe("confirm:delete");
    expect(defineButton("a/:/{}/{a b}/:1").customId()).toBe("a/:/{}/{a b}/:1");
    expect(defineButton("a/:b-{c}/:d_1").customId({ b: 1, c: true, d_1: 3n })).toBe("a/1-true/3");
  });
});

describe("defineButton", () => {
  it("carries typed state in its custom id", async () => {
    const { handler, rest, errors } = bench();
    const vote = defineButton("vote/:pollId/:choice", (ctx) => {
      expectTypeOf(ctx.params).toEqualTypeOf<{ readonly pollId: string; readonly choice: string }>();
      // @ts-expect-error there is no such parameter
      void ctx.params.poll;
      return ctx.update(`${ctx.params.pollId}: ${ctx.params.choice}`);
    });
    handler.registerComponentHandler(vote);
    // @ts-expect-error the choice is missing
    expect(() => vote.customId({ pollId: 1 })).toThrow("params.choice");
    await handler.handle(button(vote.customId({ pollId: "175928847299117063", choice: "yes/no" })));
    expect(errors).toEqual([]);
    expect(rest.callbacks).toEqual([{ type: 7, data: { content: "175928847299117063: yes/no" } }]);
  });

  it("makes builders with its custom id", () => {
    const vote = defineButton("vote/:pollId", { execute: () => undefined });
    expect(vote.builder({ pollId: 7 }).label("Vote").build()).toEqual({
      type: 2,
      style: 1,
      custom_id: "vote/7",
      label: "Vote",
    });
    expect(defineStringSelect("pick").builder().addOption("A", "a").build()).toMatchObject({ custom_id: "pick" });
  });

  it("signs its custom ids when asked, and then another's are not found", async () => {
    const { handler, unhandled } = bench();
    const seen: string[] = [];
    const pay = defineButton("pay/:amount", {
      signWith: "a secret of the bot",
      execute: (ctx) => void seen.push(ctx.params.amount),
    });
    handler.registerComponentHandler(pay);
    const customId = pay.customId({ amount: 5 });
    expect(customId).toMatch(/^pay\/5[\w-]{12}$/);
    await handler.handle(button(customId));
    await handler.handle(button(customId.replace("5", "9")));
    await handler.handle(button("pay/9"));
    expect(seen).toEqual(["5"]);
    expect(unhandled).toHaveLength(2);
  });

  it("is found by the table: exact ones first, then those with more text, in whatever order they came", async () => {
    const { handler } = bench();
    const seen: string[] = [];
    handler.registerComponentHandler(defineButton("poll/:id", (ctx) => void seen.push(`poll ${ctx.params.id}`)));
    handler.registerComponentHandler(defineButton("poll/:id/close", (ctx) => void seen.push(`close ${ctx.params.id}`)));
    handler.registerComponentHandler(defineButton("poll/new", () => void seen.push("new")));
    handler.registerComponentHandler(
      defineComponent({ customId: "poll{rest}", execute: () => void seen.push("rest") }),
    );
    for (const id of ["poll/7", "poll/7/close", "poll/new", "poll/7/open"]) await handler.handle(button(id));
    expect(seen).toEqual(["poll 7", "close 7", "new", "rest"]);
  });

  it("does not get a select menu's choice, nor a menu a click", async () => {
    const { handler, unhandled } = bench();
    const seen: string[] = [];
    handler.registerComponentHandler(defineButton("a/:x", () => void seen.push("button")));
    handler.registerComponentHandler(defineStringSelect("b/:x", () => void seen.push("select")));
    await handler.handle(select("a/1", 3, []));
    await handler.handle(button("b/1"));
    await handler.handle(button("a/1"));
    await handler.handle(select("b/1", 3, []));
    expect(seen).toEqual(["button", "select"]);
    expect(unhandled).toHaveLength(2);
  });
});

describe("the select menus", () => {
  it("each have what was chosen, resolved", async () => {
    const { handler, errors } = bench();
    const seen: unknown[] = [];
    handler.registerComponentHandler(
      defineStringSelect("text/:list", (ctx) => {
        expectTypeOf(ctx).toEqualTypeOf<ComponentContext<{ readonly list: string }, StringSelectInteraction>>();
        expectTypeOf(ctx.interaction.data.values).toEqualTypeOf<string[]>();
        seen.push(ctx.params.list, ctx.values);
      }),
    );
    handler.registerComponentHandler(
      defineUserSelect("user", (ctx) => void seen.push(ctx.users[0]?.username, ctx.interaction.data.resolved.users)),
    );
    handler.registerComponentHandler(defineRoleSelect("role", (ctx) => void seen.push(ctx.roles[0]?.name)));
    handler.registerComponentHandler(
      defineMentionableSelect("both", (ctx) => void seen.push(ctx.mentionables.map(({ kind }) => kind))),
    );
    handler.registerComponentHandler(defineChannelSelect("channel", (ctx) => void seen.push(ctx.channels[0]?.name)));
    const users = { "1": { id: "1", username: "bob" } };
    const roles = { "2": { id: "2", name: "Baker" } };
    await handler.handle(select("text/drinks", 3, ["tea"]));
    await handler.handle(select("user", 5, ["1"], { users }));
    await handler.handle(select("role", 6, ["2"], { roles }));
    await handler.handle(select("both", 7, ["2", "1"], { users, roles }));
    await handler.handle(select("channel", 8, ["3"], { channels: { "3": { id: "3", name: "bar" } } }));
    expect(errors).toEqual([]);
    expect(seen).toEqual(["drinks", ["tea"], "bob", users, "Baker", ["role", "user"], "bar"]);
  });
});
