import { describe, expect, it } from "vitest";
import {
  ButtonBuilder,
  defineComponent,
  defineModal,
  defineSlashCommand,
  ErrorHandler,
  MessageBuilder,
  option,
  silentLogger,
  TextInputBuilder,
} from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

const rename = defineModal({
  customId: "rename",
  fields: { name: "text" },
  execute: (ctx) => ctx.reply(`Renamed to ${ctx.fields.name}`),
});

const open = defineComponent({
  customId: "open:{what}",
  execute: (ctx) =>
    ctx.showModal(
      rename
        .builder()
        .title(`Rename ${ctx.params.what}`)
        .addLabel("Name", new TextInputBuilder().customId("name").style("short")),
    ),
});

const paint = defineSlashCommand({
  name: "paint",
  description: "Paints",
  options: {
    color: option.string({
      description: "In which colour",
      required: true,
      autocomplete: (ctx) => ["red", "green"].filter((color) => color.startsWith(ctx.focused.value)),
    }),
  },
  execute: (ctx) =>
    ctx.reply(
      new MessageBuilder().content(`Painted ${ctx.options.color}`).addRow(
        new ButtonBuilder()
          .customId(open.customId({ what: "wall" }))
          .label("Rename")
          .style("primary"),
      ),
    ),
});

async function startPainter(errorHandler = new ErrorHandler()): Promise<Bot> {
  const bot = await startBot({ errorHandler, logger: silentLogger });
  const { interactions } = bot.client;
  interactions.registerSlashCommand(paint);
  interactions.registerComponentHandler(open);
  interactions.registerModalHandler(rename);
  await interactions.syncCommands();
  return bot;
}

describe("interactions through the client", () => {
  it("run commands, offer choices, open modals and take them, without being told the application's id", async () => {
    await using bot = await startPainter();
    const alice = bot.sandbox.user("alice");
    const choices = await alice.autocomplete("paint", "color", "gr", { channel: "general" });
    expect(choices.map(({ name }) => name)).toEqual(["green"]);
    const { message } = await alice.runCommand("paint", { color: "green" }, { channel: "general" });
    expect(message.content).toBe("Painted green");
    const { modal } = await alice.clickButton(message, "Rename");
    expect(modal.title).toBe("Rename wall");
    const answer = await alice.submitModal(modal, { name: "Fred" });
    expect(answer.message.content).toBe("Renamed to Fred");
  });

  it("reach the listeners of interactionCreate beside the registered handler, with the same context", async () => {
    await using bot = await startPainter();
    const alice = bot.sandbox.user("alice");
    const heard = bot.client.waitFor("interactionCreate", { withContext: true });
    const { message } = await alice.runCommand("paint", { color: "red" }, { channel: "general" });
    expect(message.content).toBe("Painted red");
    const [interaction, { raw, shardId }] = await heard;
    expect([interaction.user.username, interaction.guildId, shardId]).toEqual(["alice", bot.sandbox.guildId, 0]);
    expect(interaction.interaction).toBe(raw);
    // One context, one answer: the listener sees that the handler has answered.
    expect(interaction.answered).toBe(true);
    await interaction.followUp("And again");
  });

  it("can be answered by a listener alone", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    client.on("interactionCreate", async (interaction) => {
      if (interaction.interaction.type === 2) await interaction.reply(`Hello ${interaction.user.username}`);
    });
    await client.rest.applications.createApplicationCommand(sandbox.applicationId, {
      name: "hello",
      description: "Says hello",
      type: 1,
    });
    const { message } = await sandbox.user("bob").runCommand("hello", {}, { channel: "general" });
    expect(message.content).toBe("Hello bob");
  });

  it("that fail reach the ErrorHandler with who, where and what, and the user is told", async () => {
    const errorHandler = new ErrorHandler();
    await using bot = await startPainter(errorHandler);
    const { client, sandbox } = bot;
    client.interactions.registerComponentHandler({
      customId: "fail",
      execute: () => {
        throw new Error("no paint left");
      },
    });
    const channel = await client.getChannel(sandbox.channels["general"] ?? "");
    const button = new ButtonBuilder().customId("fail").label("Fail").style("danger");
    const { raw } = await channel.send(new MessageBuilder().content("Press").addRow(button));
    const alice = sandbox.user("alice");
    const { message } = await alice.clickButton(raw, "Fail");
    expect(message.content).toMatch(/Something went wrong/);
    expect(errorHandler.history.map(({ error, context }) => [error.message, context.guildId, context.userId])).toEqual([
      ["no paint left", sandbox.guildId, alice.id],
    ]);
  });

  it("of a kind that nobody knows yet do not stop the shard, and are not lost unseen", async () => {
    const errorHandler = new ErrorHandler();
    await using bot = await startBot({ errorHandler, logger: silentLogger });
    const { client, sandbox } = bot;
    sandbox.world.context.publish(
      "INTERACTION_CREATE",
      { id: "1", type: 99, token: "t", application_id: sandbox.applicationId, version: 1 },
      { kind: "user", userId: sandbox.botId },
    );
    const next = client.waitFor("messageCreate");
    await sandbox.user("alice").sendMessage("general", "still there?");
    expect((await next).content).toBe("still there?");
    expect(client.gateway.getStats().ready).toBe(1);
    expect(errorHandler.history.map(({ context }) => context.extra["interaction"])).toEqual(["interaction of type 99"]);
  });
});
