import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  Partials,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from "discord.js";
import type { GuildMember, Interaction, Message, TextChannel } from "discord.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox } from "../../src/index.ts";
import type { Actor, Sandbox } from "../../src/index.ts";

let sandbox: Sandbox;
let client: Client<true>;
let alice: Actor;
let channel: TextChannel;

/** discord.js as it comes, told only where the API is. */
async function login(options: { shards?: number[]; shardCount?: number } = {}): Promise<Client<true>> {
  const fresh = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMembers,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.GuildPresences,
      GatewayIntentBits.GuildVoiceStates,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.MessageContent,
    ],
    partials: [Partials.Channel],
    rest: { api: sandbox.restUrl.replace("/v10", "") },
    ...options,
  });
  const ready = next(fresh, Events.ClientReady);
  await fresh.login(sandbox.token);
  const [readyClient] = await ready;
  return readyClient as Client<true>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever the event carries
async function next(emitter: Client, event: string, fits: (...values: any[]) => boolean = () => true): Promise<any[]> {
  return new Promise((resolve) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- whatever the event carries
    const listener = (...values: any[]): void => {
      if (!fits(...values)) return;
      emitter.off(event, listener);
      resolve(values);
    };
    emitter.on(event, listener);
  });
}

/** Answers the next interaction. */
function answer(handle: (interaction: Interaction) => Promise<unknown>): Promise<unknown> {
  return next(client, Events.InteractionCreate).then(async ([interaction]) => handle(interaction as Interaction));
}

beforeAll(async () => {
  sandbox = await createSandbox({ maxConcurrency: 16, limits: { gateway: { identifyIntervalMs: 0 } } });
  alice = sandbox.user("alice");
  client = await login();
  channel = (await client.channels.fetch(sandbox.channels["general"] ?? "")) as TextChannel;
});

afterAll(async () => {
  await client.destroy();
  await sandbox.close();
});

describe("discord.js", () => {
  it("logs in and knows the guild, its channels, roles and members", () => {
    const guild = client.guilds.cache.get(sandbox.guildId);
    expect(client.user.id).toBe(sandbox.botId);
    expect(guild?.name).toBe("Zignal Lab");
    expect(guild?.channels.cache.map(({ name }) => name)).toContain("bot-playground");
    expect(guild?.roles.cache.map(({ name }) => name)).toContain("Moderator");
    expect(guild?.members.cache.map(({ user }) => user.username).toSorted()).toEqual([
      "Zignal Bot",
      "alice",
      "bob",
      "carol",
    ]);
  });

  it("sends a message with an embed and a file, which a user can read", async () => {
    const embed = new EmbedBuilder()
      .setTitle("Report")
      .setColor(0x5865f2)
      .addFields({ name: "a", value: "b", inline: true });
    const file = new AttachmentBuilder(Buffer.from("hello world"), { name: "report.txt", description: "all of it" });
    const sent = await channel.send({ content: "Here it is", embeds: [embed], files: [file] });
    expect(sent.embeds[0]?.title).toBe("Report");
    expect(sent.attachments.first()).toMatchObject({ name: "report.txt", size: 11, description: "all of it" });
    const seen = await alice.waitForMessage("Here it is", { after: { id: "0", channel_id: channel.id } });
    expect(seen.embeds[0]).toMatchObject({
      title: "Report",
      color: 0x5865f2,
      fields: [{ name: "a", value: "b", inline: true }],
    });
    const download = await fetch(sent.attachments.first()?.url ?? "");
    expect(await download.text()).toBe("hello world");
  });

  it("hears a user's message with its upload, and replies to it", async () => {
    const heard = next(client, Events.MessageCreate, (message: Message) => message.content === "hi bot");
    const sent = await alice.sendMessage("general", { content: "hi bot", files: [{ name: "a.txt", data: "text" }] });
    const [message] = (await heard) as [Message];
    expect(message.author.username).toBe("alice");
    expect(message.attachments.first()?.name).toBe("a.txt");
    await message.reply("hi alice");
    const reply = await alice.expectReply(sent);
    expect(reply).toMatchObject({
      content: "hi alice",
      message_reference: { message_id: sent.id },
      referenced_message: { id: sent.id },
    });
  });

  it("edits, fetches, pins and deletes", async () => {
    const message = await channel.send("first");
    await message.edit("second");
    expect(alice.read({ id: message.id, channel_id: channel.id })).toMatchObject({ content: "second" });
    const fetched = await channel.messages.fetch({ message: message.id, force: true });
    expect(fetched.content).toBe("second");
    expect(fetched.editedTimestamp).not.toBeNull();
    const gone = next(client, Events.MessageDelete, ({ id }: Message) => id === message.id);
    await message.delete();
    await gone;
    expect(() => alice.read({ id: message.id, channel_id: channel.id })).toThrow(/Unknown Message/);
  });

  it("reacts, and hears reactions come and go", async () => {
    const sent = await alice.sendMessage("general", "react to me");
    const message = await channel.messages.fetch(sent.id);
    await message.react("👍");
    expect(alice.read(sent).reactions).toMatchObject([{ emoji: { name: "👍" }, count: 1, me: false }]);
    const added = next(
      client,
      Events.MessageReactionAdd,
      (_reaction, user) => user.username === undefined || user.id === alice.id,
    );
    await alice.react(sent, "👍");
    const [reaction] = await added;
    expect(reaction.count).toBe(2);
    const removed = next(client, Events.MessageReactionRemove);
    await alice.unreact(sent, "👍");
    expect((await removed)[1].id).toBe(alice.id);
  });

  it("has direct messages", async () => {
    const heard = next(client, Events.MessageCreate, (message: Message) => message.content === "psst");
    const sent = await alice.sendMessage("@Zignal Bot", "psst");
    const [message] = (await heard) as [Message];
    expect(message.inGuild()).toBe(false);
    await message.reply("yes?");
    expect((await alice.expectReply(sent)).content).toBe("yes?");
  });

  it("registers commands, which users run with options and autocomplete", async () => {
    const roll = new SlashCommandBuilder()
      .setName("roll")
      .setDescription("Rolls dice")
      .addIntegerOption((option) =>
        option.setName("sides").setDescription("How many sides").setRequired(true).setMinValue(2),
      )
      .addStringOption((option) => option.setName("color").setDescription("Which color").setAutocomplete(true))
      .addUserOption((option) => option.setName("for").setDescription("For whom"));
    const settings = new SlashCommandBuilder()
      .setName("settings")
      .setDescription("Settings")
      .addSubcommand((command) => command.setName("show").setDescription("Shows them"));
    await client.application.commands.set([roll, settings]);

    const completing = answer(async (interaction) => {
      if (!interaction.isAutocomplete()) throw new Error("no autocomplete");
      expect(interaction.options.getFocused(true)).toMatchObject({ name: "color", value: "re" });
      await interaction.respond([{ name: "Red", value: "ff0000" }]);
    });
    expect(await alice.autocomplete("roll", "color", "re")).toEqual([{ name: "Red", value: "ff0000" }]);
    await completing;

    const rolling = answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) throw new Error("no command");
      const { options } = interaction;
      await interaction.reply(
        `${options.getInteger("sides", true)} ${options.getString("color")} ${options.getUser("for")?.username}`,
      );
    });
    const result = await alice.runCommand("roll", { sides: 6, color: "ff0000", for: "bob" });
    await rolling;
    expect(result.message.content).toBe("6 ff0000 bob");
    expect(result.ephemeral).toBe(false);

    const showing = answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) throw new Error("no command");
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`shown ${interaction.options.getSubcommand()}`);
      await interaction.followUp({ content: "and more", flags: MessageFlags.Ephemeral });
    });
    const shown = await alice.runCommand("settings show");
    await showing;
    expect(shown).toMatchObject({ kind: "message", ephemeral: true });
    expect(shown.message.content).toBe("shown show");
  });

  it("tells what is wrong with options before anything is sent", async () => {
    await expect(alice.runCommand("roll", {})).rejects.toThrow(/options\.sides is required \(How many sides\)/);
    await expect(alice.runCommand("roll", { sides: 1, colour: "red" })).rejects.toThrow(
      /options\.colour does not exist.*options\.sides must be at least 2 \(was 1\)/,
    );
    await expect(alice.runCommand("settings")).rejects.toThrow(/subcommand is required for \/settings: one of show/);
    await expect(alice.runCommand("rol")).rejects.toThrow(/"rol" does not exist here \(known: roll, settings\)/);
  });

  it("answers buttons, select menus and modals", async () => {
    const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId("yes").setLabel("Yes").setStyle(ButtonStyle.Success),
      new ButtonBuilder().setCustomId("form").setLabel("Form").setStyle(ButtonStyle.Primary),
      new ButtonBuilder().setCustomId("no").setLabel("No").setStyle(ButtonStyle.Danger).setDisabled(true),
    );
    const menu = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
      new StringSelectMenuBuilder()
        .setCustomId("fruit")
        .setMaxValues(2)
        .addOptions({ label: "Apple", value: "a" }, { label: "Pear", value: "p" }),
    );
    const users = new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(
      new UserSelectMenuBuilder().setCustomId("who"),
    );
    const message = await channel.send({ content: "choose", components: [buttons, menu, users] });
    const shown = alice.read({ id: message.id, channel_id: channel.id });

    await expect(alice.clickButton(shown, "No")).rejects.toThrow(/button "No" is disabled/);
    await expect(alice.clickButton(shown, "Maybe")).rejects.toThrow(
      /"Maybe" is not in the message \(known: Yes \(yes\), Form \(form\), No \(no\)\)/,
    );

    const pressing = answer(
      async (interaction) => interaction.isButton() && interaction.update({ content: "pressed" }),
    );
    const pressed = await alice.clickButton(shown, "Yes");
    await pressing;
    expect(pressed).toMatchObject({ kind: "update" });
    expect(pressed.message).toMatchObject({ id: message.id, content: "pressed" });

    const picking = answer(
      async (interaction) => interaction.isStringSelectMenu() && interaction.reply(interaction.values.join("+")),
    );
    const picked = await alice.select(shown, "fruit", ["Apple", "p"]);
    await picking;
    expect(picked.message.content).toBe("a+p");

    const choosing = answer(
      async (interaction) =>
        interaction.isUserSelectMenu() && interaction.reply(interaction.users.first()?.username ?? "nobody"),
    );
    const chosen = await alice.select(shown, "who", "bob");
    await choosing;
    expect(chosen.message.content).toBe("bob");

    const opening = answer(async (interaction) => {
      if (!interaction.isButton()) throw new Error("no button");
      const name = new TextInputBuilder().setCustomId("name").setStyle(TextInputStyle.Short).setMinLength(2);
      const modal = new ModalBuilder().setCustomId("signup").setTitle("Sign up");
      await interaction.showModal(
        modal.addLabelComponents(new LabelBuilder().setLabel("Your name").setTextInputComponent(name)),
      );
    });
    const opened = await alice.clickButton(shown, "form");
    await opening;
    expect(opened.modal.title).toBe("Sign up");
    await expect(alice.submitModal(opened.modal, { name: "x" })).rejects.toThrow(
      /name must have at least 2 characters/,
    );
    const submitting = answer(
      async (interaction) =>
        interaction.isModalSubmit() && interaction.reply(`welcome ${interaction.fields.getTextInputValue("name")}`),
    );
    const submitted = await alice.submitModal(opened.modal, { "Your name": "Ally" });
    await submitting;
    expect(submitted.message.content).toBe("welcome Ally");
  });

  it("says so when the bot does not answer", async () => {
    await expect(alice.runCommand("settings show")).rejects.toThrow("/settings show gave no answer within 3000 ms");
  });

  it("fetches members over the gateway", async () => {
    const guild = await client.guilds.fetch(sandbox.guildId);
    const found = await guild.members.fetch({ query: "car", limit: 1 });
    expect(found.map(({ user }: GuildMember) => user.username)).toEqual(["carol"]);
  });

  it("manages roles and nicknames", async () => {
    const guild = await client.guilds.fetch(sandbox.guildId);
    const carol = await guild.members.fetch(sandbox.users["carol"] ?? "");
    await carol.setNickname("Caz");
    await carol.roles.remove(sandbox.roles["Members"] ?? "");
    expect(sandbox.world.members.get(sandbox.guildId, carol.id)).toMatchObject({ nick: "Caz", roles: [] });
  });

  it("waits out a 429 and repeats after a 502, sending each message once", async () => {
    sandbox.faults.rateLimitNext({ retryAfterMs: 50, match: { method: "POST" } });
    await channel.send("limited");
    sandbox.faults.failNext(502, { match: { method: "GET" } });
    await channel.messages.fetch({ limit: 1, cache: false });
    expect(sandbox.faults.pending).toBe(0);
    const sent = sandbox.world.messages.list(channel.id).filter(({ content }) => content === "limited");
    expect(sent).toHaveLength(1);
  });

  it("reconnects on op 7 and resumes after a cut, and loses nothing", async () => {
    const heard: string[] = [];
    const listener = ({ content }: Message): void => void heard.push(content);
    client.on(Events.MessageCreate, listener);
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
      const resumed = next(client, Events.ShardResume);
      cause();
      await say(`during ${expected.length}`);
      await resumed;
      await say(`after ${expected.length}`);
    }
    await expect.poll(() => heard).toEqual(expected);
    client.off(Events.MessageCreate, listener);
    const after = sandbox.stats().gateway;
    expect(after.resumes - before.resumes).toBe(3);
    expect(after.identifies).toBe(before.identifies);
  });

  it("identifies again after its session was invalidated", async () => {
    const before = sandbox.stats().gateway.identifies;
    const ready = next(client, Events.ShardReady);
    sandbox.faults.invalidateSession();
    await ready;
    expect(sandbox.stats().gateway.identifies).toBe(before + 1);
  });

  it("runs two shards, each guild on its own", async () => {
    const sharded = await login({ shards: [0, 1], shardCount: 2 });
    const own = Number((BigInt(sandbox.guildId) >> 22n) % 2n);
    expect(sharded.guilds.cache.get(sandbox.guildId)?.shardId).toBe(own);
    await sharded.destroy();
  });
});
