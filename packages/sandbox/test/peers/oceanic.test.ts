import { once } from "node:events";
import {
  ApplicationCommandOptionTypes,
  ApplicationCommandTypes,
  ButtonStyles,
  Client,
  ComponentTypes,
  InteractionTypes,
  MessageFlags,
  TextInputStyles,
} from "oceanic.js";
import type { AnyInteractionGateway, Message } from "oceanic.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox } from "../../src/index.ts";
import type { Actor, Sandbox } from "../../src/index.ts";

let sandbox: Sandbox;
let client: Client;
let alice: Actor;
let general: string;

/** oceanic.js as it comes, told only where the API is. */
async function login(gateway: object = {}): Promise<Client> {
  const fresh = new Client({
    auth: `Bot ${sandbox.token}`,
    rest: { baseURL: sandbox.restUrl },
    gateway: {
      intents: ["ALL"],
      ...gateway,
    },
  });
  fresh.on("error", () => undefined);
  const ready = once(fresh, "ready");
  await fresh.connect();
  await ready;
  return fresh;
}

/** Answers the next interaction. */
function answer(handle: (interaction: AnyInteractionGateway) => Promise<unknown>): Promise<unknown> {
  return once(client, "interactionCreate").then(async ([interaction]) => handle(interaction as AnyInteractionGateway));
}

async function nextMessage(content: string): Promise<Message> {
  return new Promise((resolve) => {
    const listener = (message: Message): void => {
      if (message.content !== content) return;
      client.off("messageCreate", listener);
      resolve(message);
    };
    client.on("messageCreate", listener);
  });
}

/** The next resume. (`once` would reject: oceanic.js also reports each cut as an error.) */
async function resume(): Promise<void> {
  return new Promise((resolve) => {
    client.once("shardResume", () => resolve());
  });
}

beforeAll(async () => {
  sandbox = await createSandbox({ maxConcurrency: 16, limits: { gateway: { identifyIntervalMs: 0 } } });
  alice = sandbox.user("alice");
  general = sandbox.channels["general"] ?? "";
  client = await login();
});

afterAll(async () => {
  client.disconnect(false);
  await sandbox.close();
});

describe("oceanic.js", () => {
  it("logs in and knows the guild, its channels and its members", () => {
    const guild = client.guilds.get(sandbox.guildId);
    expect(client.user.id).toBe(sandbox.botId);
    expect(guild?.name).toBe("Zignal Lab");
    expect(guild?.channels.map(({ name }) => name)).toContain("bot-playground");
    expect(guild?.members.map(({ user }) => user.username).toSorted()).toEqual(["Zignal Bot", "alice", "bob", "carol"]);
  });

  it("sends a message with an embed and a file, which a user can read", async () => {
    const sent = await client.rest.channels.createMessage(general, {
      content: "Here it is",
      embeds: [{ title: "Report", color: 0x5865f2, fields: [{ name: "a", value: "b", inline: true }] }],
      files: [{ name: "report.txt", contents: Buffer.from("hello world") }],
    });
    expect(sent.attachments.first()).toMatchObject({ filename: "report.txt", size: 11 });
    const seen = alice.read({ id: sent.id, channel_id: general });
    expect(seen).toMatchObject({ content: "Here it is", embeds: [{ title: "Report", color: 0x5865f2 }] });
    const download = await fetch(sent.attachments.first()?.url ?? "");
    expect(await download.text()).toBe("hello world");
  });

  it("hears a user's message, and replies to it", async () => {
    const heard = nextMessage("hi bot");
    const sent = await alice.sendMessage("general", { content: "hi bot", files: [{ name: "a.txt", data: "text" }] });
    const message = await heard;
    expect(message.author.username).toBe("alice");
    expect(message.attachments.first()?.filename).toBe("a.txt");
    await client.rest.channels.createMessage(general, {
      content: "hi alice",
      messageReference: { messageID: message.id },
    });
    const reply = await alice.expectReply(sent);
    expect(reply).toMatchObject({ content: "hi alice", referenced_message: { id: sent.id } });
  });

  it("edits and deletes", async () => {
    const sent = await client.rest.channels.createMessage(general, { content: "first" });
    await sent.edit({ content: "second" });
    expect(alice.read({ id: sent.id, channel_id: general })).toMatchObject({ content: "second" });
    const gone = once(client, "messageDelete");
    await sent.delete();
    expect(((await gone)[0] as Message).id).toBe(sent.id);
  });

  it("reacts, and hears reactions come and go", async () => {
    const sent = await alice.sendMessage("general", "react to me");
    await client.rest.channels.createReaction(general, sent.id, "👍");
    expect(alice.read(sent).reactions).toMatchObject([{ emoji: { name: "👍" }, count: 1, me: false }]);
    const added = once(client, "messageReactionAdd");
    await alice.react(sent, "🎉");
    expect(await added).toMatchObject([{ id: sent.id }, { id: alice.id }, { emoji: { name: "🎉" } }]);
    const removed = once(client, "messageReactionRemove");
    await alice.unreact(sent, "🎉");
    expect(await removed).toMatchObject([{ id: sent.id }, { id: alice.id }, { emoji: { name: "🎉" } }]);
  });

  it("registers commands, which users run with options and autocomplete", async () => {
    await client.application.bulkEditGlobalCommands([
      {
        type: ApplicationCommandTypes.CHAT_INPUT,
        name: "roll",
        description: "Rolls dice",
        options: [
          { type: ApplicationCommandOptionTypes.INTEGER, name: "sides", description: "How many sides", required: true },
          { type: ApplicationCommandOptionTypes.STRING, name: "color", description: "Which color", autocomplete: true },
          { type: ApplicationCommandOptionTypes.CHANNEL, name: "in", description: "Where" },
        ],
      },
      {
        type: ApplicationCommandTypes.CHAT_INPUT,
        name: "settings",
        description: "Settings",
        options: [{ type: ApplicationCommandOptionTypes.SUB_COMMAND, name: "show", description: "Shows them" }],
      },
      { type: ApplicationCommandTypes.USER, name: "Greet" },
      { type: ApplicationCommandTypes.MESSAGE, name: "Quote" },
    ]);

    const completing = answer(async (interaction) => {
      if (interaction.type !== InteractionTypes.APPLICATION_COMMAND_AUTOCOMPLETE) throw new Error("no autocomplete");
      expect(interaction.data.options.getFocused()).toMatchObject({ name: "color", value: "re" });
      await interaction.result([{ name: "Red", value: "ff0000" }]);
    });
    expect(await alice.autocomplete("roll", "color", "re")).toEqual([{ name: "Red", value: "ff0000" }]);
    await completing;

    const rolling = answer(async (interaction) => {
      if (!interaction.isCommandInteraction()) throw new Error("no command");
      const { options } = interaction.data;
      await interaction.createMessage({
        content: `${options.getInteger("sides")} ${options.getString("color")} ${options.getChannel("in")?.name}`,
      });
    });
    const result = await alice.runCommand("roll", { sides: 6, color: "blue", in: "bot-playground" });
    await rolling;
    expect(result.message.content).toBe("6 blue bot-playground");

    const showing = answer(async (interaction) => {
      if (!interaction.isCommandInteraction()) throw new Error("no command");
      await interaction.defer(MessageFlags.EPHEMERAL);
      await interaction.editOriginal({ content: `shown ${interaction.data.options.getSubCommand(true).join(" ")}` });
      await interaction.createFollowup({ content: "and more" });
    });
    const shown = await alice.runCommand("settings", {}, { subcommand: "show" });
    await showing;
    expect(shown).toMatchObject({ kind: "message", ephemeral: true });
    expect(shown.message.content).toBe("shown show");
  });

  it("answers commands of users and messages", async () => {
    const greeting = answer(async (interaction) => {
      if (!interaction.isCommandInteraction()) throw new Error("no command");
      const target = interaction.data.target;
      await interaction.createMessage({
        content: `hello ${target && "username" in target ? target.username : "?"}`,
      });
    });
    expect((await alice.runUserCommand("Greet", "bob")).message.content).toBe("hello bob");
    await greeting;
    const sent = await alice.sendMessage("general", "wise words");
    const quoting = answer(async (interaction) => {
      if (!interaction.isCommandInteraction()) throw new Error("no command");
      const target = interaction.data.target;
      await interaction.createMessage({
        content: `"${target && "content" in target ? target.content : "?"}"`,
      });
    });
    expect((await alice.runMessageCommand("Quote", sent)).message.content).toBe('"wise words"');
    await quoting;
  });

  it("answers buttons, select menus and modals", async () => {
    const sent = await client.rest.channels.createMessage(general, {
      content: "choose",
      components: [
        {
          type: ComponentTypes.ACTION_ROW,
          components: [
            { type: ComponentTypes.BUTTON, customID: "yes", label: "Yes", style: ButtonStyles.SUCCESS },
            { type: ComponentTypes.BUTTON, customID: "form", label: "Form", style: ButtonStyles.PRIMARY },
          ],
        },
        {
          type: ComponentTypes.ACTION_ROW,
          components: [
            {
              type: ComponentTypes.STRING_SELECT,
              customID: "fruit",
              options: [
                { label: "Apple", value: "a" },
                { label: "Pear", value: "p" },
              ],
            },
          ],
        },
        { type: ComponentTypes.ACTION_ROW, components: [{ type: ComponentTypes.ROLE_SELECT, customID: "role" }] },
      ],
    });
    const shown = alice.read({ id: sent.id, channel_id: general });

    const pressing = answer(
      async (interaction) => interaction.isComponentInteraction() && interaction.editParent({ content: "pressed" }),
    );
    expect((await alice.clickButton(shown, "Yes")).message).toMatchObject({ id: sent.id, content: "pressed" });
    await pressing;

    const picking = answer(async (interaction) => {
      if (!interaction.isComponentInteraction()) throw new Error("no component");
      const { data } = interaction;
      if (!("values" in data)) throw new Error("no menu");
      await interaction.createMessage({ content: data.values.getStrings().join("+") });
    });
    expect((await alice.select(shown, "fruit", "Pear")).message.content).toBe("p");
    await picking;

    const choosing = answer(async (interaction) => {
      if (!interaction.isComponentInteraction()) throw new Error("no component");
      const { data } = interaction;
      if (!("values" in data)) throw new Error("no menu");
      await interaction.createMessage({
        content: data.values
          .getRoles()
          .map(({ name }) => name)
          .join(),
      });
    });
    expect((await alice.select(shown, "role", "Moderator")).message.content).toBe("Moderator");
    await choosing;

    const opening = answer(async (interaction) => {
      if (!interaction.isComponentInteraction()) throw new Error("no button");
      await interaction.createModal({
        customID: "signup",
        title: "Sign up",
        components: [
          {
            type: ComponentTypes.ACTION_ROW,
            components: [
              { type: ComponentTypes.TEXT_INPUT, customID: "name", label: "Your name", style: TextInputStyles.SHORT },
            ],
          },
        ],
      });
    });
    const opened = await alice.clickButton(shown, "form");
    await opening;
    const submitting = answer(async (interaction) => {
      if (!interaction.isModalSubmitInteraction()) throw new Error("no modal");
      await interaction.createMessage({ content: `welcome ${interaction.data.components.getTextInput("name")}` });
    });
    expect((await alice.submitModal(opened.modal, { name: "Ally" })).message.content).toBe("welcome Ally");
    await submitting;
  });

  it("fetches members over the gateway", async () => {
    const found = await client.guilds.get(sandbox.guildId)?.fetchMembers({ query: "car", limit: 1 });
    expect(found?.map(({ user }) => user.username)).toEqual(["carol"]);
  });

  it("waits out a 429 and sends the message once", async () => {
    sandbox.faults.rateLimitNext({ retryAfterMs: 50, match: { method: "POST" } });
    await client.rest.channels.createMessage(general, { content: "limited" });
    expect(sandbox.faults.pending).toBe(0);
    const sent = sandbox.world.messages.list(general).filter(({ content }) => content === "limited");
    expect(sent).toHaveLength(1);
  });

  it("reconnects on op 7 and resumes after a cut, and loses nothing", async () => {
    const heard: string[] = [];
    const listener = ({ content }: Message): void => void heard.push(content);
    client.on("messageCreate", listener);
    const before = sandbox.stats().gateway;
    const expected: string[] = [];
    const say = async (content: string): Promise<void> => {
      expected.push(content);
      await alice.sendMessage("general", content);
    };
    await say("before");
    for (const cause of [
      () => sandbox.faults.reconnect(),
      () => sandbox.faults.cutGateway(),
      () => sandbox.faults.cutGateway({ code: 4000 }),
    ]) {
      const resumed = resume();
      cause();
      await say(`during ${expected.length}`);
      await resumed;
      await say(`after ${expected.length}`);
    }
    await expect.poll(() => heard).toEqual(expected);
    client.off("messageCreate", listener);
    const after = sandbox.stats().gateway;
    expect(after.resumes - before.resumes).toBe(3);
    expect(after.identifies).toBe(before.identifies);
  });

  it.each(["zlib-stream", "zstd-stream"] as const)("speaks %s", async (compress) => {
    const compressed = await login({ compress });
    const heard = once(compressed, "messageCreate");
    await alice.sendMessage("general", `through ${compress}`);
    expect(((await heard)[0] as Message).content).toBe(`through ${compress}`);
    compressed.disconnect(false);
  });

  it("runs two shards, the guild on its own", async () => {
    const sharded = await login({ maxShards: 2, shardIDs: [0, 1] });
    const own = Number((BigInt(sandbox.guildId) >> 22n) % 2n);
    expect(sharded.guilds.get(sandbox.guildId)?.shard.id).toBe(own);
    sharded.disconnect(false);
  });
});
