import type { webcrypto } from "node:crypto";
import { ButtonBuilder, MessageBuilder, TextInputBuilder, UserSelectBuilder } from "@zignal/builders";
import { createSandbox } from "@zignal/sandbox";
import type { Sandbox } from "@zignal/sandbox";
import type { APIInteraction } from "@zignal/types";
import { describe, expect, it } from "vitest";
import {
  createInteractionServer,
  defineComponent,
  defineModal,
  defineSlashCommand,
  defineSubcommand,
  defineUserCommand,
  InteractionHandler,
  option,
  waitForComponent,
} from "../src/index.ts";
import { fetchRest, listen } from "./sandbox-connection.ts";

const drinks = ["espresso", "tea", "hot chocolate"];

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
            const click = await waitForComponent(ctx, "sure", { timeoutMs: 10_000 });
            await click?.update({ content: "Closed", components: [] });
          },
        }),
        slow: defineSubcommand({
          description: "Is slow",
          async execute(ctx) {
            await ctx.defer();
            await ctx.reply("At last");
          },
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
  seen.push(slow.message.content);
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
  "At last",
  true,
  "Something went wrong. Please try again later.",
  "Cheers, bob",
];

type Deliver = (interaction: APIInteraction) => Promise<void>;

/** Runs the bot in a sandbox; interactions reach it by what `connect` makes. */
async function run(
  connect: (handler: InteractionHandler, sandbox: Sandbox) => Promise<Deliver>,
): Promise<{ seen: unknown[]; errors: unknown[] }> {
  await using sandbox = await createSandbox();
  const { handler, errors } = createBot(sandbox);
  await handler.syncCommands({ guildId: sandbox.guildId });
  expect((await handler.syncCommands({ guildId: sandbox.guildId })).written).toBe(0);
  const deliver = await connect(handler, sandbox);
  const failures: unknown[] = [];
  const close = await listen(sandbox, (interaction) => {
    deliver(interaction).catch((error: unknown) => failures.push(error));
  });
  const seen = await conversation(sandbox);
  await close();
  handler.close();
  expect(failures).toEqual([]);
  return { seen, errors };
}

/** Discord's side of HTTP: signs each interaction, posts it, and takes the answer as the callback. */
async function overHttp(handler: InteractionHandler, sandbox: Sandbox): Promise<Deliver> {
  const generated = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in generated)) throw new Error("Ed25519 has pairs of keys");
  const keys: webcrypto.CryptoKeyPair = generated;
  const publicKey = Buffer.from(await crypto.subtle.exportKey("raw", keys.publicKey)).toString("hex");
  const serve = createInteractionServer(handler, { publicKey });
  return async (interaction) => {
    const body = JSON.stringify(interaction);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = await crypto.subtle.sign("Ed25519", keys.privateKey, new TextEncoder().encode(timestamp + body));
    const response = await serve(
      new Request("https://bot.example/", {
        method: "POST",
        headers: {
          "x-signature-ed25519": Buffer.from(signature).toString("hex"),
          "x-signature-timestamp": timestamp,
        },
        body,
      }),
    );
    expect(response.status).toBe(200);
    await fetch(`${sandbox.restUrl}/interactions/${interaction.id}/${interaction.token}/callback`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: await response.text(),
    });
  };
}

describe("a bot on a local Discord", () => {
  it("has its conversation over the gateway", async () => {
    const { seen, errors } = await run(async (handler) => (interaction) => handler.handle(interaction));
    expect(seen).toEqual(transcript);
    expect(errors).toEqual([expect.objectContaining({ message: "the pipe burst" })]);
  });

  it("has the same conversation over signed HTTP", async () => {
    const { seen, errors } = await run(overHttp);
    expect(seen).toEqual(transcript);
    expect(errors).toEqual([expect.objectContaining({ message: "the pipe burst" })]);
  });
});
