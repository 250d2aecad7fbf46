import type { ModalInput } from "@zignal/builders";
import { HttpError, silentLogger } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import type { APIInteraction } from "@zignal/types";
import { describe, expect, it } from "vitest";
import { InteractionError, InteractionHandler } from "../src/index.ts";
import type { InteractionContext, InteractionHandlerOptions, SlashCommandContext } from "../src/index.ts";
import { autocomplete, button, modal, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

function failure(discordCode: number, status = 400): HttpError {
  return new HttpError(`Discord says ${discordCode}`, { method: "POST", route: "/callback", status, discordCode });
}

const form: ModalInput = { custom_id: "m", title: "M", components: [{ type: 10, content: "Read this" }] };

interface Bench {
  rest: RecordingRest;
  clock: FakeClock;
  errors: unknown[];
  handler: InteractionHandler;
  run: (execute: (ctx: SlashCommandContext) => unknown) => Promise<void>;
}

function bench(options: Partial<InteractionHandlerOptions> = {}): Bench {
  const rest = new RecordingRest();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest, clock, onError: (error) => errors.push(error), ...options });
  const run = async (execute: (ctx: SlashCommandContext) => unknown): Promise<void> => {
    const unregister = handler.registerSlashCommand({ name: "test", description: "A test", execute });
    await handler.handle(slashCommand("test"));
    unregister();
  };
  return { rest, clock, errors, handler, run };
}

describe("the one answer", () => {
  it("replies, edits, follows up and deletes by the calls that Discord has for each", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.reply({ content: "one", ephemeral: true });
      await ctx.editReply("two");
      const { id } = await ctx.followUp("three");
      await ctx.editFollowUp(id, "four");
      await ctx.deleteFollowUp(id);
      await ctx.fetchReply();
      await ctx.deleteReply();
    });
    const app = ["900", "interaction-token"];
    expect(rest.calls).toEqual([
      [
        "createInteractionResponse",
        expect.any(String),
        "interaction-token",
        { type: 4, data: { content: "one", flags: 64 } },
      ],
      ["updateOriginalWebhookMessage", ...app, { content: "two" }],
      ["executeWebhook", ...app, { content: "three" }, { query: { wait: true } }],
      ["updateWebhookMessage", ...app, "follow-up", { content: "four" }],
      ["deleteWebhookMessage", ...app, "follow-up"],
      ["getOriginalWebhookMessage", ...app],
      ["deleteOriginalWebhookMessage", ...app],
    ]);
  });

  it("edits the deferred answer when the handler replies", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer({ ephemeral: true });
      await ctx.reply({ content: "done", ephemeral: true });
    });
    expect(rest.callbacks).toEqual([{ type: 5, data: { flags: 64 } }]);
    expect(rest.calls.at(-1)).toEqual([
      "updateOriginalWebhookMessage",
      "900",
      "interaction-token",
      { content: "done" },
    ]);
  });

  it("does not make public what is meant for one user, when the deferral was public", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      await ctx.reply({ content: "secret", ephemeral: true });
    });
    expect(rest.methods).toEqual(["createInteractionResponse", "deleteOriginalWebhookMessage", "executeWebhook"]);
    expect(rest.calls.at(-1)?.[3]).toEqual({ content: "secret", flags: 64 });
  });

  it("sends one answer when a handler calls reply twice without waiting", async () => {
    const { rest, run, errors } = bench();
    await run((ctx) => Promise.all([ctx.reply("one"), ctx.reply("two")]));
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "one" } }]);
    expect(errors).toEqual([expect.objectContaining({ reason: "alreadyAnswered" })]);
  });

  it("sends followUp after the reply that is still on its way", async () => {
    const { rest, run, errors } = bench();
    await run((ctx) => Promise.all([ctx.reply("one"), ctx.followUp("two")]));
    expect(rest.methods).toEqual(["createInteractionResponse", "executeWebhook"]);
    expect(errors).toEqual([]);
  });

  it.each<[string, (ctx: SlashCommandContext) => Promise<unknown>, string, RegExp]>([
    ["followUp before an answer", (ctx) => ctx.followUp("x"), "notAnswered", /followUp\(\) needs an answer first/],
    ["editReply before an answer", (ctx) => ctx.editReply("x"), "notAnswered", /call reply\(\) or defer\(\)/],
    ["deleteReply before an answer", (ctx) => ctx.deleteReply(), "notAnswered", /deleteReply/],
    [
      "reply after reply",
      async (ctx) => [await ctx.reply("x"), await ctx.reply("y")],
      "alreadyAnswered",
      /use followUp/,
    ],
    ["defer after reply", async (ctx) => [await ctx.reply("x"), await ctx.defer()], "alreadyAnswered", /first answer/],
    ["defer after defer", async (ctx) => [await ctx.defer(), await ctx.defer()], "alreadyAnswered", /first answer/],
    [
      "showModal after defer",
      async (ctx) => {
        await ctx.defer();
        await ctx.showModal(form);
      },
      "alreadyAnswered",
      /showModal\(\).*first answer/,
    ],
  ])("names the misuse: %s", async (_name, execute, reason, message) => {
    const { run, errors } = bench({ errorMessage: false });
    await run(execute);
    expect(errors).toEqual([expect.any(InteractionError)]);
    expect(errors).toEqual([expect.objectContaining({ reason, message: expect.stringMatching(message) })]);
  });

  it("refuses to update the message of a modal that a command opened", async () => {
    const { handler, errors } = bench();
    handler.registerModalHandler({ customId: "form", execute: (ctx) => ctx.update("x") });
    await handler.handle(modal("form", []));
    expect(errors).toEqual([expect.objectContaining({ reason: "notPossible" })]);
  });

  it("sends nothing of a message that breaks a limit, and leaves the interaction open for another", async () => {
    const { rest, run, errors } = bench();
    await run(async (ctx) => {
      await expect(ctx.reply("x".repeat(2001))).rejects.toThrow("content must be at most 2000 characters (was 2001)");
      await ctx.reply("shorter");
    });
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "shorter" } }]);
    expect(errors).toEqual([]);
  });
});

describe("the one answer after a deferral", () => {
  it("is one, whoever speaks at the same time", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      const results = await Promise.allSettled([ctx.reply("one"), ctx.reply("two")]);
      expect(results).toEqual([
        { status: "fulfilled", value: undefined },
        { status: "rejected", reason: expect.objectContaining({ reason: "alreadyAnswered" }) },
      ]);
    });
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage"]);
  });

  it.each([
    ["reply", (ctx: SlashCommandContext) => ctx.reply("result")],
    ["editReply", (ctx: SlashCommandContext) => ctx.editReply("result")],
  ])("is not undone by the apology of a handler that throws while its %s is on its way", async (_, answer) => {
    const { rest, run, errors } = bench();
    rest.before = () => Promise.resolve();
    await run(async (ctx) => {
      await ctx.defer();
      void answer(ctx);
      throw new Error("late");
    });
    expect(rest.calls.map(([method, , , body]) => [method, body])).toEqual([
      ["createInteractionResponse", { type: 5 }],
      ["updateOriginalWebhookMessage", { content: "result" }],
    ]);
    expect(errors).toEqual([new Error("late")]);
  });

  it("can be given by another call when the one before it failed", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      let failures = 1;
      rest.before = () => {
        if (failures-- > 0) throw failure(0, 500);
      };
      const results = await Promise.allSettled([ctx.reply("one"), ctx.reply("two")]);
      expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    });
  });
});

describe("a follow-up right after a deferral", () => {
  it("is the answer, which Discord would make of it in any case", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      await ctx.followUp("one");
      await expect(ctx.reply("two")).rejects.toMatchObject({ reason: "alreadyAnswered" });
      await ctx.followUp("three");
    });
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage", "executeWebhook"]);
  });

  it("stays private where the deferral was public, of which Discord would show it to all", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      await ctx.followUp({ content: "for you", ephemeral: true });
      await ctx.editReply("still for you");
    });
    expect(rest.methods).toEqual([
      "createInteractionResponse",
      "deleteOriginalWebhookMessage",
      "executeWebhook",
      "updateWebhookMessage",
    ]);
    expect(rest.calls[2]?.[3]).toEqual({ content: "for you", flags: 64 });
  });

  it("makes one answer of two at once", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      await Promise.all([ctx.followUp("one"), ctx.followUp("two")]);
    });
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage", "executeWebhook"]);
  });
});

describe("the reply after a deferral by itself, where it is another message than Discord's original", () => {
  it.each([
    ["a private reply to a command", slashCommand("slow"), { content: "one", ephemeral: true }],
    ["a reply to a button", button("slow"), { content: "one" }],
  ])("%s is what is edited, fetched and deleted", async (_, interaction, message) => {
    const { rest, clock, handler, errors } = bench({ autoDefer: true });
    const pause = Promise.withResolvers<void>();
    const execute = async (ctx: InteractionContext): Promise<void> => {
      await pause.promise;
      await ctx.reply(message);
      await ctx.editReply("two");
      await ctx.fetchReply();
      await ctx.deleteReply();
    };
    handler.registerSlashCommand({ name: "slow", description: "Slow", execute });
    handler.registerComponentHandler({ customId: "slow", execute });
    const handled = handler.handle(interaction);
    await clock.advance(2000);
    pause.resolve();
    await handled;
    expect(errors).toEqual([]);
    expect(rest.calls.slice(-3)).toEqual([
      ["updateWebhookMessage", "900", "interaction-token", "follow-up", { content: "two" }],
      ["getWebhookMessage", "900", "interaction-token", "follow-up"],
      ["deleteWebhookMessage", "900", "interaction-token", "follow-up"],
    ]);
  });

  it("is the message of the button where the handler itself deferred its update", async () => {
    const { rest, handler } = bench();
    handler.registerComponentHandler({
      customId: "b",
      async execute(ctx) {
        await ctx.deferUpdate();
        await ctx.reply("one");
        await ctx.editReply("of the button's message");
      },
    });
    await handler.handle(button("b"));
    expect(rest.methods).toEqual(["createInteractionResponse", "executeWebhook", "updateOriginalWebhookMessage"]);
  });
});

describe("choices of autocomplete", () => {
  it("are refused with every fault when Discord would show none of them, and the user sees an empty list", async () => {
    const { rest, handler, errors } = bench();
    handler.registerAutocompleteHandler({
      commandName: "x",
      optionName: "q",
      execute: () => ["fine", "", "x".repeat(101), { name: "\u{1F389}".repeat(100), value: 5 }],
    });
    await handler.handle(autocomplete("x", [{ name: "q", type: 3, value: "", focused: true }]));
    expect(errors).toEqual([
      expect.objectContaining({
        issues: [
          { path: "choices[1].name", message: "must be 1 to 100 characters (was 0)" },
          { path: "choices[1].value", message: "must be 1 to 100 characters (was 0)" },
          { path: "choices[2].name", message: "must be 1 to 100 characters (was 101)" },
          { path: "choices[2].value", message: "must be 1 to 100 characters (was 101)" },
        ],
      }),
    ]);
    expect(rest.callbacks).toEqual([{ type: 8, data: { choices: [] } }]);
  });
});

describe("pitfall 25: the flag is set when the call has succeeded, and by every kind of answer", () => {
  it("lets a reply be tried again after its callback failed", async () => {
    const { rest, run, errors } = bench();
    let failures = 1;
    rest.before = () => {
      if (failures-- > 0) throw failure(0, 500);
    };
    await run(async (ctx) => {
      await expect(ctx.reply("one")).rejects.toThrow("Discord says 0");
      expect(ctx.responseState).toEqual({ status: "open" });
      await ctx.reply("two");
      expect(ctx.responseState).toEqual({ status: "answered", with: "message" });
    });
    expect(rest.callbacks).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it("stays deferred when the edit of the deferred answer failed", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      await ctx.defer();
      rest.before = () => {
        throw failure(0, 503);
      };
      await expect(ctx.reply("one")).rejects.toThrow("Discord says 0");
      rest.before = () => undefined;
      await ctx.reply("two");
    });
    expect(rest.calls.at(-1)?.[3]).toEqual({ content: "two" });
  });

  it("knows of the answer when Discord says 40060, so that it can be edited", async () => {
    const { rest, run } = bench();
    await run(async (ctx) => {
      rest.before = () => {
        throw failure(40_060);
      };
      await expect(ctx.reply("one")).rejects.toMatchObject({ reason: "alreadyAnswered" });
      rest.before = () => undefined;
      await ctx.editReply("two");
    });
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage"]);
  });

  it("takes a deferral by itself for done when Discord says 40060, so that the reply still reaches the user", async () => {
    const { rest, clock, handler, errors } = bench();
    const pause = Promise.withResolvers<void>();
    rest.before = (method) => {
      if (method === "createInteractionResponse") throw failure(40_060);
    };
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      autoDefer: true,
      async execute(ctx) {
        await pause.promise;
        await ctx.reply("late");
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(2000);
    pause.resolve();
    await handled;
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage"]);
    expect(errors).toEqual([]);
  });

  it("tries a private reply to a public deferral again, though the deferral is gone since the first attempt", async () => {
    const { rest, run, errors } = bench();
    let isGone = false;
    let failures = 1;
    rest.before = (method) => {
      if (method === "deleteOriginalWebhookMessage") {
        if (isGone) throw failure(10_008, 404);
        isGone = true;
      }
      if (method === "executeWebhook" && failures-- > 0) throw failure(0, 500);
    };
    await run(async (ctx) => {
      await ctx.defer();
      await expect(ctx.reply({ content: "for you", ephemeral: true })).rejects.toThrow("Discord says 0");
      await ctx.reply({ content: "for you", ephemeral: true });
    });
    expect(rest.methods.filter((method) => method === "executeWebhook")).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it("says what to do when Discord says 10062", async () => {
    const { rest, run, errors } = bench();
    rest.before = () => {
      throw failure(10_062, 404);
    };
    await run((ctx) => ctx.reply("late"));
    expect(errors).toEqual([expect.objectContaining({ reason: "expired", cause: expect.any(HttpError) })]);
    expect(rest.calls).toHaveLength(1);
  });
});

describe("the three seconds", () => {
  it("defers a slow handler by itself, and its reply edits", async () => {
    const { rest, clock, handler, errors } = bench();
    const pause = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      autoDefer: true,
      async execute(ctx) {
        await pause.promise;
        await ctx.reply("done");
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(1999);
    expect(rest.calls).toEqual([]);
    await clock.advance(1);
    expect(rest.callbacks).toEqual([{ type: 5 }]);
    pause.resolve();
    await handled;
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage"]);
    expect(errors).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("does not defer a handler that has answered, and keeps no timer after it", async () => {
    const { rest, clock, run } = bench({ autoDefer: true });
    await run((ctx) => ctx.reply("quick"));
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(5000);
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "quick" } }]);
  });

  it("sends the handler's reply after the deferral that is on its way", async () => {
    const { rest, clock, handler } = bench();
    const release = Promise.withResolvers<void>();
    const wait = Promise.withResolvers<void>();
    rest.before = (method) => (method === "createInteractionResponse" ? release.promise : undefined);
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      autoDefer: { ephemeral: true, afterMs: 500 },
      async execute(ctx) {
        await wait.promise;
        await ctx.reply("done");
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(500);
    wait.resolve();
    await clock.advance(1);
    expect(rest.methods).toEqual(["createInteractionResponse"]);
    release.resolve();
    await handled;
    expect(rest.callbacks).toEqual([{ type: 5, data: { flags: 64 } }]);
    expect(rest.methods.at(-1)).toBe("updateOriginalWebhookMessage");
  });

  it("takes the handler's own late defer as done", async () => {
    const { rest, clock, handler, errors } = bench({ autoDefer: true });
    const wait = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      async execute(ctx) {
        await wait.promise;
        await ctx.defer();
        await ctx.reply("done");
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(2000);
    wait.resolve();
    await handled;
    expect(rest.methods).toEqual(["createInteractionResponse", "updateOriginalWebhookMessage"]);
    expect(errors).toEqual([]);
  });

  it("explains why a modal can not come after a deferral by itself", async () => {
    const { clock, handler, errors } = bench({ autoDefer: true, errorMessage: false });
    const wait = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      async execute(ctx) {
        await wait.promise;
        await ctx.showModal(form);
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(2000);
    wait.resolve();
    await handled;
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("autoDefer to false") })]);
  });

  it("acknowledges a slow component without a sign, so that it may update or reply later", async () => {
    const { rest, clock, handler } = bench({ autoDefer: true });
    const run = async (interaction: APIInteraction): Promise<void> => {
      const handled = handler.handle(interaction);
      await clock.advance(2000);
      await clock.advance(1000);
      await handled;
    };
    const pause = async (): Promise<void> =>
      new Promise((resolve) => {
        clock.setTimeout(resolve, 3000);
      });
    handler.registerComponentHandler({
      customId: "a",
      async execute(ctx) {
        await pause();
        await ctx.update("changed");
      },
    });
    handler.registerComponentHandler({
      customId: "b",
      async execute(ctx) {
        await pause();
        await ctx.reply("new");
      },
    });
    await run(button("a"));
    await run(button("b"));
    expect(rest.callbacks).toEqual([{ type: 6 }, { type: 6 }]);
    expect(rest.methods).toEqual([
      "createInteractionResponse",
      "updateOriginalWebhookMessage",
      "createInteractionResponse",
      "executeWebhook",
    ]);
  });

  it("goes on when the deferral failed, and the reply is then the first answer", async () => {
    const { rest, clock, handler, errors } = bench({ autoDefer: true });
    const wait = Promise.withResolvers<void>();
    let failures = 1;
    rest.before = () => {
      if (failures-- > 0) throw failure(0, 500);
    };
    handler.registerSlashCommand({
      name: "slow",
      description: "Slow",
      async execute(ctx) {
        await wait.promise;
        await ctx.reply("done");
      },
    });
    const handled = handler.handle(slashCommand("slow"));
    await clock.advance(2000);
    wait.resolve();
    await handled;
    expect(rest.callbacks).toEqual([{ type: 5 }, { type: 4, data: { content: "done" } }]);
    expect(errors).toEqual([]);
  });

  it("refuses a deferral that would come too late", () => {
    expect(() => bench({ autoDefer: { afterMs: 3000 } })).toThrow("autoDefer.afterMs must be 0 to 2999 milliseconds");
  });
});

describe("pitfall 10: a callback waits behind nothing", () => {
  it("answers an interaction while the callback of another, with an upload, is on its way", async () => {
    const { rest, handler } = bench();
    const upload = Promise.withResolvers<void>();
    handler.registerSlashCommand({
      name: "upload",
      description: "Uploads",
      execute: (ctx) => ctx.reply({ files: [{ name: "big.bin", data: "…" }] }),
    });
    handler.registerSlashCommand({ name: "quick", description: "Quick", execute: (ctx) => ctx.reply("quick") });
    let first = true;
    rest.before = () => {
      const wait = first ? upload.promise : undefined;
      first = false;
      return wait;
    };
    const uploading = handler.handle(slashCommand("upload"));
    await handler.handle(slashCommand("quick"));
    expect(rest.callbacks).toHaveLength(2);
    upload.resolve();
    await uploading;
  });
});

describe("a handler that fails", () => {
  const boom = new Error("the database's password is hunter2");

  it("tells onError where, and the user nothing of the inside", async () => {
    const contexts: unknown[] = [];
    const { rest, run } = bench({ onError: (error, context, ctx) => contexts.push([error, context, ctx.id]) });
    await run(() => {
      throw boom;
    });
    expect(contexts).toEqual([
      [boom, expect.objectContaining({ guildId: "500", channelId: "600", userId: "7" }), expect.any(String)],
    ]);
    expect(rest.callbacks).toEqual([
      { type: 4, data: { content: "Something went wrong. Please try again later.", flags: 64 } },
    ]);
  });

  it("ends the spinner of a deferred answer, privately", async () => {
    const { rest, run } = bench({ errorMessage: (error) => `Sorry: ${error === boom ? "boom" : "?"}` });
    await run(async (ctx) => {
      await ctx.defer();
      throw boom;
    });
    expect(rest.methods.slice(1)).toEqual(["deleteOriginalWebhookMessage", "executeWebhook"]);
    expect(rest.calls.at(-1)?.[3]).toEqual({ content: "Sorry: boom", flags: 64 });
  });

  it("says nothing more when there is an answer", async () => {
    const { rest, run, errors } = bench();
    await run(async (ctx) => {
      await ctx.reply("fine");
      throw boom;
    });
    expect(rest.calls).toHaveLength(1);
    expect(errors).toEqual([boom]);
  });

  it("proposes nothing when autocomplete fails", async () => {
    const { rest, handler, errors } = bench();
    handler.registerAutocompleteHandler({
      commandName: "x",
      optionName: "o",
      execute: () => {
        throw boom;
      },
    });
    await handler.handle(autocomplete("x", [{ name: "o", type: 3, value: "", focused: true }]));
    expect(rest.callbacks).toEqual([{ type: 8, data: { choices: [] } }]);
    expect(errors).toEqual([boom]);
  });

  it("survives an onError that throws, and a user who can not be told", async () => {
    const rest = new RecordingRest();
    rest.before = () => {
      throw failure(0, 500);
    };
    const handler = new InteractionHandler({
      rest,
      onError: () => {
        throw new Error("worse");
      },
    });
    handler.registerSlashCommand({
      name: "x",
      description: "x",
      execute: () => {
        throw boom;
      },
    });
    await expect(handler.handle(slashCommand("x"))).resolves.toBeUndefined();
  });
});

describe("contextFor", () => {
  it("gives code of one's own the same context as the handler, so that there is one answer", async () => {
    const { rest, handler, errors } = bench({ errorMessage: false });
    handler.registerSlashCommand({ name: "x", description: "x", execute: (ctx) => ctx.reply("handler") });
    const interaction = slashCommand("x");
    await handler.contextFor(interaction).reply("listener");
    await handler.handle(interaction);
    expect(rest.callbacks).toEqual([{ type: 4, data: { content: "listener" } }]);
    expect(errors).toEqual([expect.objectContaining({ reason: "alreadyAnswered" })]);
  });

  it("tells of interactions that nobody handles", async () => {
    const unhandled: string[] = [];
    const { handler, rest } = bench({ onUnhandled: (ctx) => unhandled.push(ctx.user.username) });
    await handler.handle(slashCommand("unknown"));
    await handler.handle(button("unknown"));
    expect(unhandled).toEqual(["alice", "alice"]);
    expect(rest.calls).toEqual([]);
  });
});

describe("a fallback for errors", () => {
  it("hears of a failure when neither onError nor a logger was given, and with the place that threw", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    const heard: unknown[] = [];
    handler.setFallbackOnError((error, context) => heard.push([error, context.file]));
    const boom = new Error("boom");
    handler.registerSlashCommand({
      name: "x",
      description: "x",
      execute: () => {
        throw boom;
      },
    });
    await handler.handle(slashCommand("x"));
    expect(heard).toEqual([[boom, expect.stringContaining("answers.test")]]);
  });
});

describe("what is remembered of an interaction", () => {
  it("is nowhere to be seen on it", async () => {
    const handler = new InteractionHandler({ rest: new RecordingRest() });
    const interaction = slashCommand("x");
    const before = structuredClone(interaction);
    await handler.handle(interaction);
    expect(Reflect.ownKeys(interaction)).toEqual(Reflect.ownKeys(before));
    expect(JSON.stringify(interaction)).toBe(JSON.stringify(before));
    expect(structuredClone(interaction)).toEqual(before);
  });

  it("is one context for a handler, also of an object that takes nothing, and each handler's own", () => {
    const first = new InteractionHandler({ rest: new RecordingRest() });
    const second = new InteractionHandler({ rest: new RecordingRest() });
    for (const interaction of [slashCommand("x"), Object.freeze(slashCommand("x"))]) {
      const context = first.contextFor(interaction);
      expect(first.contextFor(interaction)).toBe(context);
      const other = second.contextFor(interaction);
      expect(other).not.toBe(context);
      expect(second.contextFor(interaction)).toBe(other);
    }
  });
});

describe("what no documentation knows", () => {
  it("fields of a modal without values are empty", async () => {
    const { handler, errors } = bench();
    const seen: unknown[] = [];
    handler.registerModalHandler({
      customId: "m",
      fields: { choice: "select", one: "radio", proof: "files" },
      execute: (ctx) => void seen.push(ctx.fields),
    });
    await handler.handle(
      modal("m", [
        { type: 18, id: 1, component: { type: 3, id: 2, custom_id: "choice", values: null } },
        { type: 18, id: 3, component: { type: 21, id: 4, custom_id: "one", value: null } },
        { type: 18, id: 5, component: { type: 19, id: 6, custom_id: "proof" } },
        { type: 10, id: 7 },
      ]),
    );
    expect([seen, errors]).toEqual([[{ choice: [], one: undefined, proof: [] }], []]);
  });

  it.each([
    ["an interaction of a new type", { type: 99, data: {} }],
    ["a command without data", { type: 2 }],
    ["a modal without components", { type: 5, data: { custom_id: "m" } }],
  ])("%s goes to onError, and handle does not reject", async (_, more) => {
    const { handler, rest, errors } = bench();
    await expect(handler.handle(strange(more))).resolves.toBeUndefined();
    expect(errors).toEqual([expect.any(Error)]);
    expect(rest.calls).toEqual([]);
  });
});

describe("what the options call", () => {
  it("may be asynchronous: what it rejects with is logged, and handle does not reject", async () => {
    const logged: unknown[] = [];
    const error = (fields: string | object): void => void logged.push(fields);
    const { handler, rest, run } = bench({
      logger: { ...silentLogger, error },
      async onError() {
        throw await Promise.resolve(new Error("the tracker is down"));
      },
    });
    await run(() => {
      throw new Error("boom");
    });
    expect(logged).toEqual([{ interaction: "/test", err: new Error("the tracker is down") }]);
    expect(rest.callbacks).toHaveLength(1);
    expect(handler.commandPayloads()).toEqual([]);
  });

  it("is waited for where no handler is registered, and its rejection goes to onError", async () => {
    const { handler, errors } = bench({
      async onUnhandled(ctx) {
        await ctx.reply("What?");
        throw new Error("unhandled and broken");
      },
    });
    await handler.handle(slashCommand("nobody"));
    expect(errors).toEqual([new Error("unhandled and broken")]);
  });

  it("is refused at registration where it would defer too late", () => {
    const { handler } = bench();
    expect(() =>
      handler.registerSlashCommand({
        name: "x",
        description: "x",
        autoDefer: { afterMs: 3000 },
        execute: () => undefined,
      }),
    ).toThrow("autoDefer.afterMs must be 0 to 2999 milliseconds");
  });
});

/** What no type allows. */
function strange(more: object): APIInteraction {
  const interaction: unknown = { id: "1", application_id: "900", token: "t", version: 1, ...more };
  return interaction as APIInteraction;
}
