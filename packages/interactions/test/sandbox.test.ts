import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ButtonBuilder, MessageBuilder, TextInputBuilder, UserSelectBuilder } from "@zignal/builders";
import { createSandbox } from "@zignal/sandbox";
import type { Sandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import {
  createInteractionServer,
  defineButton,
  defineComponent,
  defineModal,
  defineSlashCommand,
  defineSubcommand,
  defineUserCommand,
  defineMiddleware,
  InteractionHandler,
  nodeListener,
  option,
} from "../src/index.ts";
import { fetchRest, listen } from "./sandbox-connection.ts";

const drinks = ["espresso", "tea", "hot chocolate"];

const withTab = defineMiddleware<{ tab: string }>((ctx, next) => next({ tab: `on the tab of ${ctx.user.username}` }));

const vote = defineButton("vote/:poll/:choice", {
  signWith: "a secret of the bar",
  execute: (ctx) => ctx.update({ content: `Voted ${ctx.params.choice}`, components: [] }),
});

/** A bot with something of everything. */
function createBot(sandbox: Sandbox): { handler: InteractionHandler; errors: unknown[] } {
  const errors: unknown[] = [];
  const handler = new InteractionHandler({ rest: fetchRest(sandbox), onError: (error) => errors.push(error) });
  const form = defineModal({
    customId: "wish:{drink}",
    fields: { wish: "text" },
    execute: (ctx) => ctx.update({ content: `One ${ctx.params.drink}, ${ctx.fields.wish}`, components: [] }),
  });
  const wish = defineComponent({
    customId: "wish:{drink}",
    execute: (ctx) =>
      ctx.showModal(
        form.builder(ctx.params).title("A wish").addLabel("Which?", new TextInputBuilder().customId("wish")),
      ),
  });
  const treat = defineComponent({
    customId: "treat",
    execute: (ctx) => ctx.reply({ content: `A treat for ${ctx.users.map(({ username }) => username).join()}` }),
  });
  handler.registerComponentHandler(wish);
  handler.registerComponentHandler(treat);
  handler.registerComponentHandler(vote);
  handler.registerModalHandler(form);
  handler.registerSlashCommand(
    defineSlashCommand({
      name: "bar",
      description: "The bar",
      subcommands: {
        order: defineSubcommand({
          description: "Orders",
          options: {
            drink: option.string({
              description: "Which",
              required: true,
              autocomplete: (ctx) => drinks.filter((drink) => drink.startsWith(ctx.focused.value)),
            }),
            guest: option.user({ description: "For whom" }),
          },
          async execute(ctx) {
            const { drink, guest } = ctx.options;
            await ctx.reply(
              new MessageBuilder()
                .content(`One ${drink} for ${guest?.username ?? "you"}`)
                .addRow(new ButtonBuilder().customId(wish.customId({ drink })).label("Wish"))
                .addRow(new UserSelectBuilder().customId(treat.customId())),
            );
          },
        }),
        close: defineSubcommand({
          description: "Closes",
          async execute(ctx) {
            await ctx.reply({
              content: "Sure?",
              ephemeral: true,
              components: [{ type: 1, components: [new ButtonBuilder().customId("sure").label("Yes")] }],
            });
            const click = await ctx.waitFor("sure", { timeoutMs: 10_000 });
            await click?.update({ content: "Closed", components: [] });
          },
        }),
        slow: defineSubcommand({
          description: "Is slow",
          middleware: [withTab],
          async execute(ctx) {
            await ctx.defer();
            await ctx.reply(`At last: ${ctx.tab}`);
          },
        }),
        vote: defineSubcommand({
          description: "Votes",
          execute: (ctx) =>
            ctx.reply(
              new MessageBuilder()
                .content("Tea?")
                .addRow(vote.builder({ poll: ctx.guildId ?? "", choice: "a/b" }).label("Vote")),
            ),
        }),
        broken: defineSubcommand({
          description: "Is broken",
          execute() {
            throw new Error("the pipe burst");
          },
        }),
      },
    }),
  );
  handler.registerCommand(
    defineUserCommand({ name: "Cheer", execute: (ctx) => ctx.reply(`Cheers, ${ctx.target.username}`) }),
  );
  return { handler, errors };
}

/** What a user sees of the bot, step by step. */
async function conversation(sandbox: Sandbox): Promise<unknown[]> {
  const alice = sandbox.user("alice");
  const seen: unknown[] = [await alice.autocomplete("bar order", "drink", "t")];
  const ordered = await alice.runCommand("bar order", { drink: "tea", guest: "bob" });
  seen.push(ordered.message.content);
  const { modal } = await alice.clickButton(ordered.message, "Wish");
  const filled = await alice.submitModal(modal, { wish: "very hot" });
  const treated = await alice.runCommand("bar order", { drink: "espresso" });
  const treat = await alice.select(treated.message, "treat", "bob");
  seen.push(modal.title, filled.kind, filled.message.content, treat.kind, treat.message.content);
  const closing = await alice.runCommand("bar close");
  const closed = await alice.clickButton(closing.message, "Yes");
  seen.push(closing.ephemeral, closed.kind, closed.message.content);
  const slow = await alice.runCommand("bar slow");
  const asked = await alice.runCommand("bar vote");
  const voted = await alice.clickButton(asked.message, "Vote");
  seen.push(slow.message.content, voted.kind, voted.message.content);
  const broken = await alice.runCommand("bar broken");
  seen.push(broken.ephemeral, broken.message.content);
  const cheered = await alice.runUserCommand("Cheer", "bob");
  seen.push(cheered.message.content);
  return seen;
}

const transcript = [
  [{ name: "tea", value: "tea" }],
  "One tea for bob",
  "A wish",
  "update",
  "One tea, very hot",
  "message",
  "A treat for bob",
  true,
  "update",
  "Closed",
  "At last: on the tab of alice",
  "update",
  "Voted a/b",
  true,
  "Something went wrong. Please try again later.",
  "Cheers, bob",
];

/** How interactions reach the bot. @returns Ends it. */
type Connect = (handler: InteractionHandler, sandbox: Sandbox) => Promise<() => Promise<void>>;

/** Runs the bot in a sandbox. */
async function run(connect: Connect): Promise<{ seen: unknown[]; errors: unknown[] }> {
  await using sandbox = await createSandbox();
  const { handler, errors } = createBot(sandbox);
  await handler.syncCommands({ guildId: sandbox.guildId });
  expect((await handler.syncCommands({ guildId: sandbox.guildId })).written).toBe(0);
  const close = await connect(handler, sandbox);
  const seen = await conversation(sandbox);
  await close();
  handler.close();
  return { seen, errors };
}

const overGateway: Connect = (handler, sandbox) => listen(sandbox, (interaction) => void handler.handle(interaction));

/** The sandbox signs each interaction, posts it, and takes the answer for the callback. */
const overHttp: Connect = async (handler, sandbox) => {
  const serve = createInteractionServer(handler, { publicKey: sandbox.publicKey });
  const server = createServer(nodeListener(serve)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const told = await fetch(`${sandbox.restUrl}/applications/@me`, {
    method: "PATCH",
    headers: { authorization: `Bot ${sandbox.token}`, "content-type": "application/json" },
    body: JSON.stringify({ interactions_endpoint_url: `http://127.0.0.1:${port}/interactions` }),
  });
  expect(await told.json()).toMatchObject({ verify_key: sandbox.publicKey });
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
};

describe("a bot on a local Discord", () => {
  it("has its conversation over the gateway", async () => {
    const { seen, errors } = await run(overGateway);
    expect(seen).toEqual(transcript);
    expect(errors).toEqual([expect.objectContaining({ message: "the pipe burst" })]);
  });

  it("has the same conversation over signed HTTP", async () => {
    const { seen, errors } = await run(overHttp);
    expect(seen).toEqual(transcript);
    expect(errors).toEqual([expect.objectContaining({ message: "the pipe burst" })]);
  });
});
