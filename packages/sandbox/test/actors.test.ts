import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../src/index.ts";
import { useSandbox } from "./sandbox-fixture.ts";
import { TestBot } from "./test-bot.ts";

const { start, connect } = useSandbox();

const everyOption = [
  { type: 3, name: "text", description: "Text", required: true, min_length: 2, max_length: 5 },
  {
    type: 3,
    name: "size",
    description: "Size",
    choices: [
      { name: "Small", value: "s" },
      { name: "Large", value: "l" },
    ],
  },
  { type: 4, name: "count", description: "Count", min_value: 1, max_value: 9 },
  { type: 10, name: "ratio", description: "Ratio" },
  { type: 5, name: "really", description: "Really" },
  { type: 6, name: "user", description: "User" },
  { type: 7, name: "where", description: "Where", channel_types: [0] },
  { type: 8, name: "role", description: "Role" },
  { type: 9, name: "whom", description: "Whom" },
  { type: 11, name: "file", description: "File" },
];

const nested = {
  name: "config",
  description: "Config",
  options: [
    {
      type: 2,
      name: "log",
      description: "Log",
      options: [
        {
          type: 1,
          name: "level",
          description: "Level",
          options: [{ type: 4, name: "value", description: "Value", required: true }],
        },
      ],
    },
    { type: 1, name: "show", description: "Show" },
  ],
};

async function withBot(): Promise<{ sandbox: Sandbox; bot: TestBot }> {
  const sandbox = await start();
  return { sandbox, bot: await TestBot.connect(sandbox, connect()) };
}

/** What of an interaction's data the tests look at one by one. */
interface SentData {
  components?: unknown;
  resolved?: Record<string, object>;
}

/** Replies with the interaction's data. */
const echo = (interaction: { data: object }): object => ({
  type: 4,
  data: { content: JSON.stringify(interaction.data) },
});

describe("a command that a user runs", () => {
  it("carries each kind of option, by name where it has one, and what the ids stand for", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "all", description: "All", options: everyOption }]);
    let data: SentData = {};
    bot.onInteraction((interaction) => {
      data = interaction.data;
      return { type: 4, data: { content: "done" } };
    });
    await sandbox.user("alice").runCommand("/all", {
      text: "abc",
      size: "Large",
      count: 3,
      ratio: 0.5,
      really: false,
      user: "@bob",
      where: "#general",
      role: "Moderator",
      whom: "carol",
      file: { name: "a.txt", data: "hello" },
    });
    const { users, roles, channels } = sandbox;
    expect(data).toMatchObject({
      name: "all",
      type: 1,
      options: [
        { name: "text", type: 3, value: "abc" },
        { name: "size", type: 3, value: "l" },
        { name: "count", type: 4, value: 3 },
        { name: "ratio", type: 10, value: 0.5 },
        { name: "really", type: 5, value: false },
        { name: "user", type: 6, value: users["bob"] },
        { name: "where", type: 7, value: channels["general"] },
        { name: "role", type: 8, value: roles["Moderator"] },
        { name: "whom", type: 9, value: users["carol"] },
        { name: "file", type: 11 },
      ],
      resolved: {
        users: { [users["bob"] ?? ""]: { username: "bob" }, [users["carol"] ?? ""]: { username: "carol" } },
        members: { [users["bob"] ?? ""]: { roles: [roles["Moderator"]] } },
        channels: { [channels["general"] ?? ""]: { name: "general" } },
        roles: { [roles["Moderator"] ?? ""]: { name: "Moderator" } },
      },
    });
    expect(Object.values(data.resolved?.["attachments"] ?? {})).toMatchObject([{ filename: "a.txt", size: 5 }]);
  });

  it.each([
    ["too short a text", { text: "a" }, "options.text must have at least 2 characters"],
    ["too long a text", { text: "abcdef" }, "options.text must have at most 5 characters"],
    ["a number for text", { text: 12 }, "options.text must be a string (was 12)"],
    [
      "a choice that is not on offer",
      { text: "abc", size: "xl" },
      'options.size must be one of Small ("s"), Large ("l") (was "xl")',
    ],
    ["a number out of range", { text: "abc", count: 10 }, "options.count must be at most 9 (was 10)"],
    ["a fraction for an integer", { text: "abc", count: 1.5 }, "options.count must be a whole number"],
    ["text for a number", { text: "abc", ratio: "1" }, 'options.ratio must be a number (was "1")'],
    ["text for a boolean", { text: "abc", really: "true" }, "options.really must be true or false"],
    [
      "a user who does not exist",
      { text: "abc", user: "dave" },
      'options.user must be the name or id of a user (was "dave")',
    ],
    ["a role that does not exist", { text: "abc", role: "King" }, "options.role must be the name or id of a role"],
    ["a channel of another type", { text: "abc", where: "Voice Lounge" }, "options.where must be a channel of type 0"],
    ["a name for a file", { text: "abc", file: "a.txt" }, "options.file must be a file: { name, data }"],
  ])("is refused for %s", async (_what, values, message) => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "all", description: "All", options: everyOption }]);
    await expect(sandbox.user("alice").runCommand("all", values)).rejects.toThrow(message);
  });

  it("names all that is wrong at once", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "all", description: "All", options: everyOption }]);
    const run = sandbox.user("alice").runCommand("all", { count: 0, what: 1 });
    await expect(run).rejects.toThrow(
      /options\.what does not exist.*options\.text is required \(Text\).*options\.count must be at least 1/,
    );
  });

  it("goes into subcommands and groups", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([nested]);
    bot.onInteraction(echo);
    const alice = sandbox.user("alice");
    const { message } = await alice.runCommand("config log level", { value: 3 });
    expect(JSON.parse(message.content).options).toEqual([
      { name: "log", type: 2, options: [{ name: "level", type: 1, options: [{ name: "value", type: 4, value: 3 }] }] },
    ]);
    const shown = await alice.runCommand("config", {}, { subcommand: ["show"] });
    expect(JSON.parse(shown.message.content).options).toEqual([{ name: "show", type: 1, options: [] }]);
    await expect(alice.runCommand("config log")).rejects.toThrow(
      "subcommand is required for /config log: one of level",
    );
    await expect(alice.runCommand("config hide")).rejects.toThrow(
      'subcommand "hide" does not exist in /config (known: log, show)',
    );
  });

  it("is not found by who lacks its permissions, nor where the bot is not", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "ban", description: "Bans", default_member_permissions: "4" }]);
    bot.onInteraction(() => ({ type: 4, data: { content: "banned" } }));
    await expect(sandbox.user("carol").runCommand("ban")).rejects.toThrow('command "ban" does not exist here');
    expect((await sandbox.user("alice").runCommand("ban")).message.content).toBe("banned");
    sandbox.world.removeMember(sandbox.guildId, sandbox.botId);
    await expect(sandbox.user("alice").runCommand("ban")).rejects.toThrow("no such command is registered");
  });

  it("waits for a deferred answer, and says so when it never comes", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "slow", description: "Slow" }]);
    let token = "";
    bot.onInteraction((interaction) => {
      ({ token } = interaction);
      return { type: 5 };
    });
    const alice = sandbox.user("alice");
    const thinking = sandbox.waitForEvent("MESSAGE_CREATE");
    const slow = alice.runCommand("slow", {}, { channel: "bot-playground" });
    await thinking;
    await expect
      .poll(() =>
        bot.editOriginal(token, { content: "at last" }).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect((await slow).message).toMatchObject({ content: "at last", channel_id: sandbox.channels["bot-playground"] });
    await expect(alice.runCommand("slow", {}, { timeoutMs: 20 })).rejects.toMatchObject({
      name: "TimeoutError",
      message: "/slow gave no answer within 20 ms",
      recovery: expect.stringContaining("deferred"),
    });
  });

  it("tells when the answer is of another kind than asked for", async () => {
    const { sandbox, bot } = await withBot();
    await bot.setCommands([{ name: "hi", description: "Hi" }]);
    bot.onInteraction(echo);
    const result = await sandbox.user("alice").runCommand("hi");
    expect(() => result.modal).toThrow("/hi opened no modal, but brought message");
  });
});

async function opened(modalComponents: object[]): Promise<{
  sandbox: Sandbox;
  submitted: () => SentData;
  open: () => ReturnType<ReturnType<Sandbox["user"]>["runCommand"]>;
}> {
  const { sandbox, bot } = await withBot();
  await bot.setCommands([{ name: "form", description: "Form" }]);
  let data: SentData = {};
  bot.onInteraction((interaction) => {
    if (interaction.type === 2)
      return { type: 9, data: { custom_id: "m", title: "Form", components: modalComponents } };
    ({ data } = interaction);
    return { type: 4, data: { content: "thanks" } };
  });
  return { sandbox, submitted: () => data, open: () => sandbox.user("alice").runCommand("form") };
}

describe("a modal", () => {
  const components = [
    { type: 10, content: "Please" },
    { type: 18, label: "Name", component: { type: 4, custom_id: "name", style: 1, value: "pre-filled" } },
    {
      type: 18,
      label: "Fruit",
      component: { type: 3, custom_id: "fruit", options: [{ label: "Apple", value: "a" }], required: false },
    },
    { type: 18, label: "Whom", component: { type: 5, custom_id: "whom", max_values: 2 } },
    { type: 18, label: "Files", component: { type: 19, custom_id: "files", max_values: 2 } },
  ];
  const choices = [
    {
      type: 18,
      label: "Class",
      component: {
        type: 21,
        custom_id: "class",
        options: [
          { label: "Rogue", value: "r" },
          { label: "Bard", value: "b" },
        ],
      },
    },
    {
      type: 18,
      label: "Days",
      component: {
        type: 22,
        custom_id: "days",
        options: [
          { label: "Mo", value: "1" },
          { label: "Tu", value: "2", default: true },
        ],
      },
    },
    { type: 18, label: "Agree", component: { type: 23, custom_id: "agree" } },
  ];

  it("is submitted with texts, choices, entities and files; what is left out stays as it was", async () => {
    const { sandbox, submitted, open } = await opened(components);
    const { modal } = await open();
    const files = [{ name: "a.png", data: new Uint8Array([1, 2, 3]) }];
    await sandbox.user("alice").submitModal(modal, { Whom: ["bob", "carol"], files });
    expect(submitted()).toMatchObject({
      custom_id: "m",
      components: [
        { type: 10, id: 1 },
        { type: 18, id: 2, component: { type: 4, id: 3, custom_id: "name", value: "pre-filled" } },
        { type: 18, component: { type: 3, custom_id: "fruit", values: [] } },
        { type: 18, component: { type: 5, custom_id: "whom", values: [sandbox.users["bob"], sandbox.users["carol"]] } },
        { type: 18, component: { type: 19, custom_id: "files" } },
      ],
      resolved: { users: { [sandbox.users["bob"] ?? ""]: { username: "bob" } } },
    });
    expect(Object.values(submitted().resolved?.["attachments"] ?? {})).toMatchObject([{ filename: "a.png", size: 3 }]);
  });

  it("is submitted with radio groups, checkbox groups and checkboxes", async () => {
    const { sandbox, submitted, open } = await opened(choices);
    const { modal } = await open();
    await sandbox.user("alice").submitModal(modal, { class: "Bard", agree: true });
    expect(submitted().components).toMatchObject([
      { component: { type: 21, value: "b" } },
      { component: { type: 22, values: ["2"] } },
      { component: { type: 23, value: true } },
    ]);
  });

  it("is refused with what is wrong in each field", async () => {
    const { sandbox, open } = await opened(components);
    const { modal } = await open();
    const submit = sandbox.user("alice").submitModal(modal, { name: "", fruit: "Kiwi", whom: "nobody", colour: "red" });
    await expect(submit).rejects.toThrow(/colour is no field of the modal \(known: name, fruit, whom, files\)/);
    await expect(submit).rejects.toThrow(/name is required/);
    await expect(submit).rejects.toThrow(/values of "fruit"\[0\] must be one of a \(was "Kiwi"\)/);
    await expect(submit).rejects.toThrow(/files must have 1 to 2 values \(had 0\)/);
  });
});

describe("a user", () => {
  it("may only do what its permissions allow", async () => {
    const sandbox = await start();
    const { id } = sandbox.world.channels.create(sandbox.guildId, {
      name: "announcements",
      permission_overwrites: [{ id: sandbox.guildId, type: 0, allow: "0", deny: "2048" }],
    });
    await expect(sandbox.user("bob").sendMessage(id, "hi")).rejects.toThrow("Missing Permissions");
    const sent = await sandbox.user("alice").sendMessage("#announcements", "hi");
    await expect(sandbox.user("carol").delete(sent)).rejects.toThrow("Missing Permissions");
    await expect(sandbox.user("bob").edit(sent, "mine now")).rejects.toThrow(
      "message is not by bob, who can not edit it",
    );
    await sandbox.user("bob").delete(sent);
    expect(() => sandbox.user("alice").read(sent)).toThrow("Unknown Message");
  });

  it("is told which channels there are when it names another", async () => {
    const sandbox = await start();
    await expect(sandbox.user("bob").sendMessage("genral", "hi")).rejects.toThrow(
      'channel "genral" does not exist for bob (known: Text Channels, general, bot-playground, Voice Lounge)',
    );
    expect(() => sandbox.user("dave")).toThrow('user "dave" does not exist (known: alice, bob, carol, Zignal Bot)');
  });

  it("can not send more than 2000 characters, nor nothing", async () => {
    const sandbox = await start();
    const alice = sandbox.user("alice");
    await expect(alice.sendMessage("general", "x".repeat(2001))).rejects.toThrow(
      "content must be at most 2000 characters (was 2001)",
    );
    await expect(alice.sendMessage("general", "")).rejects.toThrow("Cannot send an empty message");
  });

  it("waits for a message by text, expression, author and channel, and also finds what has come already", async () => {
    const sandbox = await start();
    const [alice, bob] = [sandbox.user("alice"), sandbox.user("bob")];
    const waiting = alice.waitForMessage({ from: "bob", channel: "bot-playground", content: /^deploy \d+$/ });
    const first = await bob.sendMessage("bot-playground", "deploy now");
    await bob.sendMessage("general", "deploy 1");
    const wanted = await bob.sendMessage("bot-playground", "deploy 2");
    expect((await waiting).id).toBe(wanted.id);
    expect((await alice.waitForMessage("deploy", { after: first })).id).toBe(wanted.id);
    expect((await alice.expectReply(first, ({ author }) => author.username === "bob")).id).toBe(wanted.id);
  });

  it("gives up waiting after the time it was given", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const waiting = sandbox.user("alice").waitForMessage("never", { timeoutMs: 100 });
    waiting.catch(() => undefined);
    await clock.advance(100);
    await expect(waiting).rejects.toThrow("a message for alice gave no answer within 100 ms");
    expect(clock.pendingTimers).toBe(0);
  });

  it("joins voice, moves and leaves", async () => {
    const sandbox = await start();
    const states: unknown[] = [];
    sandbox.observe(({ t, d }) => {
      if (t === "VOICE_STATE_UPDATE" && "channel_id" in d) states.push(d.channel_id);
    });
    await sandbox.user("bob").joinVoice("Voice Lounge", { selfMute: true });
    await sandbox.user("bob").leaveVoice();
    expect(states).toEqual([sandbox.channels["Voice Lounge"], null]);
  });
});
