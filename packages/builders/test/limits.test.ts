import { ValidationError } from "@zignal/errors";
import type { APIEmbed } from "@zignal/types";
import { describe, expect, it } from "vitest";
import {
  ActionRowBuilder,
  AutoModerationRuleBuilder,
  ButtonBuilder,
  ChannelBuilder,
  CheckboxGroupBuilder,
  ContainerBuilder,
  EmbedBuilder,
  FileUploadBuilder,
  ForumPostBuilder,
  MediaGalleryBuilder,
  MessageBuilder,
  messageFrom,
  ModalBuilder,
  PollBuilder,
  RadioGroupBuilder,
  RoleBuilder,
  ScheduledEventBuilder,
  SectionBuilder,
  SlashCommandBuilder,
  StringSelectBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  ThreadBuilder,
  UserCommandBuilder,
  UserSelectBuilder,
  WebhookBuilder,
  WebhookMessageBuilder,
} from "../src/index.ts";

interface Buildable {
  build(options?: { validate?: boolean }): unknown;
}

function faultsOf(builder: Buildable): string[] {
  try {
    builder.build();
  } catch (error) {
    if (error instanceof ValidationError) return error.issues.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

const id = "80351110224678912";
const letters = "abcdefghijk".split("");
const button = (customId: string): ButtonBuilder => new ButtonBuilder().customId(customId).label("x");
const buttons = (count: number, prefix: string): ButtonBuilder[] =>
  Array.from({ length: count }, (_, index) => button(`${prefix}${index}`));

/** Every limit with the last that fits and the first that does not. */
const limits: [what: string, fits: Buildable, breaks: Buildable, fault: string | RegExp][] = [
  [
    "content of 2000 characters",
    new MessageBuilder().content("x".repeat(2000)),
    new MessageBuilder().content("x".repeat(2001)),
    "content must be at most 2000 characters (was 2001)",
  ],
  [
    "characters counted as code points",
    new MessageBuilder().content("😀".repeat(2000)),
    new MessageBuilder().content("😀".repeat(2001)),
    "content must be at most 2000 characters (was 2001)",
  ],
  [
    "an embed's title of 256",
    new EmbedBuilder().title("x".repeat(256)),
    new EmbedBuilder().title("x".repeat(257)),
    "title must be at most 256 characters (was 257)",
  ],
  [
    "white space around it not counted",
    new EmbedBuilder().title(` ${"x".repeat(256)} `),
    new EmbedBuilder().title(` ${"x".repeat(257)} `),
    "title must be at most 256 characters (was 257)",
  ],
  [
    "25 fields",
    new EmbedBuilder().addFields(...Array.from({ length: 25 }, () => ({ name: "n", value: "v" }))),
    new EmbedBuilder().addFields(...Array.from({ length: 26 }, () => ({ name: "n", value: "v" }))),
    "fields must have at most 25 items (was 26)",
  ],
  [
    "10 embeds",
    new MessageBuilder().addEmbeds(...Array.from({ length: 10 }, () => ({ title: "x" }))),
    new MessageBuilder().addEmbeds(...Array.from({ length: 11 }, () => ({ title: "x" }))),
    "embeds must have at most 10 items (was 11)",
  ],
  [
    "6000 characters over all embeds",
    new MessageBuilder().addEmbeds({ description: "x".repeat(4000) }, { description: "x".repeat(2000) }),
    new MessageBuilder().addEmbeds({ description: "x".repeat(4000) }, { title: "y", description: "x".repeat(2000) }),
    /^embeds must have at most 6000 characters .* together \(was 6001\)$/,
  ],
  [
    "an embed that shows something",
    new EmbedBuilder().setImage("https://example.com/a.png"),
    new EmbedBuilder().colorRgb(1, 2, 3),
    /^embed is empty: give it a title/,
  ],
  [
    "colours of 0 to 255 a part",
    new EmbedBuilder().title("x").colorRgb(255, 255, 255),
    new EmbedBuilder().title("x").colorRgb(256, 0, 0),
    "color must be a whole number of 0 to 16777215 (was NaN)",
  ],
  [
    "pictures from the web or sent along",
    new EmbedBuilder().setImage("attachment://a.png"),
    new EmbedBuilder().setImage("file:///etc/passwd"),
    /^image\.url must be a URL that starts with https:\/\/ or http:\/\/ or attachment:\/\//,
  ],
  [
    "a message that says something",
    new MessageBuilder().addSticker(id),
    new MessageBuilder().content("  "),
    /^message is empty: give it content/,
  ],
  [
    "three stickers",
    new MessageBuilder().addSticker("1").addSticker("2").addSticker("3"),
    new MessageBuilder().addSticker("1").addSticker("2").addSticker("3").addSticker("4"),
    "sticker_ids must have at most 3 items (was 4)",
  ],
  [
    "ten files",
    Array.from({ length: 10 }).reduce<MessageBuilder>((message) => message.addFile("a.txt", ""), new MessageBuilder()),
    Array.from({ length: 11 }).reduce<MessageBuilder>((message) => message.addFile("a.txt", ""), new MessageBuilder()),
    "files must have at most 10 items (was 11)",
  ],
  [
    "alternative text of 1024",
    new MessageBuilder().addFile("a.png", "", { description: "x".repeat(1024) }),
    new MessageBuilder().addFile("a.png", "", { description: "x".repeat(1025) }),
    "files[0].description must be at most 1024 characters (was 1025)",
  ],
  [
    "a nonce of 25 characters",
    new MessageBuilder().content("x").nonce("x".repeat(25)),
    new MessageBuilder().content("x").nonce("x".repeat(26)),
    /^nonce must be a whole number, or text of at most 25 characters/,
  ],
  [
    "ids as text, not numbers that lost digits",
    new MessageBuilder().content("x").reply(id),
    new MessageBuilder().content("x").reply("8.03e16"),
    'message_reference.message_id must be an id: a decimal string, not a number (was "8.03e16")',
  ],
  [
    "five action rows",
    Array.from({ length: 5 }).reduce<MessageBuilder>((m, _, i) => m.addRow(button(`${i}`)), new MessageBuilder()),
    Array.from({ length: 6 }).reduce<MessageBuilder>((m, _, i) => m.addRow(button(`${i}`)), new MessageBuilder()),
    "components must be at most 5 action rows (was 6)",
  ],
  [
    "five buttons a row",
    new ActionRowBuilder(...buttons(5, "a")),
    new ActionRowBuilder(...buttons(6, "a")),
    "components must have at most 5 items (was 6)",
  ],
  [
    "a select menu alone in its row",
    new ActionRowBuilder(new UserSelectBuilder().customId("u")),
    new ActionRowBuilder(new UserSelectBuilder().customId("u"), button("b")),
    "components must be up to five buttons, or one select menu by itself",
  ],
  [
    "custom ids of 100 characters",
    button("x".repeat(100)),
    button("x".repeat(101)),
    "custom_id must be at most 100 characters (was 101)",
  ],
  [
    "custom ids once in a message",
    new MessageBuilder().addRow(button("a"), button("b")),
    new MessageBuilder().addRow(button("a"), button("a")),
    'components[0].components[1].custom_id must be unique ("a" is there twice)',
  ],
  [
    "a link button with a URL and no custom id",
    new ButtonBuilder().url("https://example.com").label("x"),
    new ButtonBuilder().url("https://example.com").label("x").customId("c"),
    "custom_id must be left out of a link button",
  ],
  [
    "a premium button with nothing else",
    new ButtonBuilder().skuId(id),
    new ButtonBuilder().skuId(id).label("x"),
    "label must be left out of a premium button",
  ],
  [
    "a button with a label or an emoji",
    new ButtonBuilder().customId("a").emoji("🎉"),
    new ButtonBuilder().customId("a"),
    "button must have a label or an emoji",
  ],
  [
    "25 options a menu",
    new StringSelectBuilder()
      .customId("s")
      .addOptions(...Array.from({ length: 25 }, (_, index) => ({ label: "x", value: String(index) }))),
    new StringSelectBuilder()
      .customId("s")
      .addOptions(...Array.from({ length: 26 }, (_, index) => ({ label: "x", value: String(index) }))),
    "options must have at most 25 items (was 26)",
  ],
  [
    "values once in a menu",
    new StringSelectBuilder().customId("s").addOption("a", "1").addOption("b", "2"),
    new StringSelectBuilder().customId("s").addOption("a", "1").addOption("b", "1"),
    "options[1].value must be unique among the options",
  ],
  [
    "the least below the most",
    new UserSelectBuilder().customId("u").minValues(2).maxValues(2),
    new UserSelectBuilder().customId("u").minValues(3).maxValues(2),
    "min_values must not be above max_values (3 > 2)",
  ],
  [
    "as many defaults as can be chosen",
    new UserSelectBuilder().customId("u").maxValues(2).defaultUsers("1", "2"),
    new UserSelectBuilder().customId("u").defaultUsers("1", "2"),
    "default_values must be 1 to 1, as min_values and max_values say (was 2)",
  ],
  [
    "no content beside components V2",
    new MessageBuilder().addText("hello"),
    new MessageBuilder().addText("hello").content("hello"),
    "content must be left out of a message with components V2: use a text display or a container",
  ],
  [
    "4000 characters in all text displays",
    new MessageBuilder().addText("x".repeat(2000)).addComponent(new ContainerBuilder().addText("x".repeat(2000))),
    new MessageBuilder().addText("x".repeat(2000)).addComponent(new ContainerBuilder().addText("x".repeat(2001))),
    "components must have at most 4000 characters in all text displays together (was 4001)",
  ],
  [
    "40 components, nested ones included",
    new MessageBuilder().addComponent(
      new ContainerBuilder(...Array.from({ length: 39 }, () => new TextDisplayBuilder("x"))),
    ),
    new MessageBuilder().addComponent(
      new ContainerBuilder(...Array.from({ length: 40 }, () => new TextDisplayBuilder("x"))),
    ),
    "components must be at most 40 components, nested ones included (was 41)",
  ],
  [
    "a section with something beside it",
    new SectionBuilder().addText("x").accessory(button("b")),
    new SectionBuilder().addText("x"),
    "accessory is required",
  ],
  [
    "three texts a section",
    new SectionBuilder().addText("1", "2", "3").accessory(button("b")),
    new SectionBuilder().addText("1", "2", "3", "4").accessory(button("b")),
    "components must have at most 3 items (was 4)",
  ],
  [
    "ten pictures a gallery",
    Array.from({ length: 10 }).reduce<MediaGalleryBuilder>((g) => g.addItem("https://a/b"), new MediaGalleryBuilder()),
    new MediaGalleryBuilder(),
    "items must have at least 1 item (was 0)",
  ],
  [
    "a poll of ten answers",
    new PollBuilder().question("?").addAnswers(...letters.slice(0, 10)),
    new PollBuilder().question("?").addAnswers(...letters),
    "answers must have at most 10 items (was 11)",
  ],
  [
    "answers of 55 characters",
    new PollBuilder().question("x".repeat(300)).addAnswer("x".repeat(55)),
    new PollBuilder().question("x".repeat(300)).addAnswer("x".repeat(56)),
    "answers[0].poll_media.text must be at most 55 characters (was 56)",
  ],
  [
    "a poll of 32 days",
    new PollBuilder().question("?").addAnswer("a").durationHours(768),
    new PollBuilder().question("?").addAnswer("a").durationHours(769),
    "duration must be a whole number of 1 to 768 (was 769)",
  ],
  [
    "users allowed by list or all, not both",
    new MessageBuilder().content("x").allowedMentions({ users: [id], roles: true }),
    {
      build: (options) => messageFrom({ content: "x", allowed_mentions: { parse: ["users"], users: [id] } }, options),
    },
    'allowed_mentions.users must be empty when parse has "users" already: Discord refuses both together',
  ],
  [
    "a voice message of nothing but its audio",
    new MessageBuilder().voiceMessage("…", { durationSeconds: 1, waveform: new Uint8Array(4) }),
    new MessageBuilder().voiceMessage("…", { durationSeconds: 1, waveform: new Uint8Array(4) }).content("hello"),
    "content must be left out of a voice message",
  ],
  [
    "a modal of five components",
    Array.from({ length: 5 }).reduce<ModalBuilder>((m) => m.addText("x"), new ModalBuilder().customId("m").title("M")),
    Array.from({ length: 6 }).reduce<ModalBuilder>((m) => m.addText("x"), new ModalBuilder().customId("m").title("M")),
    "components must have at most 5 items (was 6)",
  ],
  [
    "a modal's title of 45",
    new ModalBuilder().customId("m").title("x".repeat(45)).addText("x"),
    new ModalBuilder().customId("m").title("x".repeat(46)).addText("x"),
    "title must be at most 45 characters (was 46)",
  ],
  [
    "no disabled menus in modals",
    new ModalBuilder().customId("m").title("M").addLabel("L", new UserSelectBuilder().customId("u")),
    new ModalBuilder().customId("m").title("M").addLabel("L", new UserSelectBuilder().customId("u").disabled()),
    "components[0].component.disabled must be left out: a modal has no disabled components",
  ],
  [
    "nothing to choose only where it is not required",
    new ModalBuilder()
      .customId("m")
      .title("M")
      .addLabel("L", new FileUploadBuilder().customId("f").minValues(0).required(false)),
    new ModalBuilder().customId("m").title("M").addLabel("L", new FileUploadBuilder().customId("f").minValues(0)),
    "components[0].component.min_values must be at least 1 unless required is false",
  ],
  [
    "two radio buttons at least",
    new RadioGroupBuilder().customId("r").addOption("a", "1").addOption("b", "2"),
    new RadioGroupBuilder().customId("r").addOption("a", "1"),
    "options must have at least 2 items (was 1)",
  ],
  [
    "as many boxes as there are",
    new CheckboxGroupBuilder().customId("c").addOption("a", "1").addOption("b", "2").minValues(2),
    new CheckboxGroupBuilder().customId("c").addOption("a", "1").addOption("b", "2").minValues(3),
    "min_values must not be above max_values (3 > 2)",
  ],
  [
    "text inputs of 4000",
    new TextInputBuilder().customId("t").maxLength(4000),
    new TextInputBuilder().customId("t").maxLength(4001),
    "max_length must be a whole number of 1 to 4000 (was 4001)",
  ],
  [
    "command names in lower case, in any script",
    new SlashCommandBuilder().name("größe").description("x"),
    new SlashCommandBuilder().name("Größe").description("x"),
    'name must be 1 to 32 lower-case letters, digits, - or _, without spaces (was "Größe")',
  ],
  [
    "menu commands in mixed case, with spaces",
    new UserCommandBuilder().name("Who Is This"),
    new UserCommandBuilder().name("x".repeat(33)),
    "name must be at most 32 characters (was 33)",
  ],
  [
    "required options before the others",
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .addOption("string", "a", "A", { required: true })
      .addOption("string", "b", "B"),
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .addOption("string", "a", "A")
      .addOption("string", "b", "B", { required: true }),
    "options[1].required must not follow an optional option: put required options first",
  ],
  [
    "subcommands apart from other options",
    new SlashCommandBuilder().name("x").description("x").addSubcommand("a", "A"),
    new SlashCommandBuilder().name("x").description("x").addSubcommand("a", "A").addOption("user", "b", "B"),
    "options must be either subcommands and groups, or other options, not both",
  ],
  [
    "choices or autocomplete",
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .addOption("string", "a", "A", { choices: ["b"] }),
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .addOption("string", "a", "A", { choices: ["b"], autocomplete: true }),
    "options[0].autocomplete must not be set on an option with choices",
  ],
  [
    "8000 characters a command, each text in its longest language",
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .addOption("string", "a", "A", { choices: Array.from({ length: 25 }, (_, i) => `${i}`.padEnd(100, "x")) }),
    letters.slice(0, 4).reduce(
      (command, name) =>
        command.addOption("string", name, "x".repeat(100), {
          choices: Array.from({ length: 10 }, (_, i) => `${i}`.padEnd(100, "x")),
          descriptionLocalizations: { de: "y" },
        }),
      new SlashCommandBuilder().name("x").description("x"),
    ),
    /^command must have at most 8000 characters in all names, descriptions and values \(was 8\d{3}\)$/,
  ],
  [
    "locales that Discord has",
    new SlashCommandBuilder().name("x").description("x").nameLocalizations({ de: "y" }),
    new SlashCommandBuilder()
      .name("x")
      .description("x")
      .nameLocalizations(JSON.parse('{"tlh":"y"}') as Record<string, string>),
    /^name_localizations\.tlh must be a locale of Discord, such as de or pt-BR/,
  ],
  [
    "a long topic for forums only",
    new ChannelBuilder().name("x").type("forum").topic("x".repeat(4096)),
    new ChannelBuilder().name("x").type("text").topic("x".repeat(1025)),
    "topic must be at most 1024 characters unless it is a forum or media channel (was 1025)",
  ],
  [
    "types of channel that there are",
    new ChannelBuilder().name("x").type("voice").setUserLimit(99),
    new ChannelBuilder().name("x").type(JSON.parse('"telepathy"') as "text"),
    /^type must be a type of guild channel/,
  ],
  [
    "slowmode of six hours",
    new ChannelBuilder().name("x").setRateLimitPerUser(21_600),
    new ChannelBuilder().name("x").setRateLimitPerUser(21_601),
    "rate_limit_per_user must be a whole number of 0 to 21600 (was 21601)",
  ],
  [
    "a role's name of 100",
    new RoleBuilder().name("x".repeat(100)),
    new RoleBuilder().name("x".repeat(101)),
    "name must be at most 100 characters (was 101)",
  ],
  [
    "an icon or an emoji",
    new RoleBuilder().setIcon("data:image/png;base64,AAAA"),
    new RoleBuilder().setIcon("data:image/png;base64,AAAA").setUnicodeEmoji("🎉"),
    "unicode_emoji must be left out of a role with an icon",
  ],
  [
    "threads that archive when Discord can",
    new ThreadBuilder().name("x").setAutoArchiveDuration(60),
    new ThreadBuilder().name("x").setAutoArchiveDuration(JSON.parse("61") as 60),
    "auto_archive_duration must be 60, 1440, 4320 or 10080 minutes (was 61)",
  ],
  [
    "a post with a message",
    new ForumPostBuilder().name("x").message("first"),
    new ForumPostBuilder().name("x").message(""),
    /^message is empty/,
  ],
  [
    "webhook names without clyde",
    new WebhookBuilder().name("Captain Hook"),
    new WebhookBuilder().name("Bonnie and Clyde"),
    'name must not contain "Clyde"',
  ],
  [
    "webhook senders of 80 characters",
    new WebhookMessageBuilder().content("x").username("x".repeat(80)),
    new WebhookMessageBuilder().content("x").username("x".repeat(81)),
    "username must be at most 80 characters (was 81)",
  ],
  [
    "an event outside Discord with an end",
    new ScheduledEventBuilder()
      .name("x")
      .at("here")
      .startsAt(new Date(1e12))
      .endsAt(new Date(1e12 + 1)),
    new ScheduledEventBuilder().name("x").at("here").startsAt(new Date(1e12)),
    "scheduled_end_time is required for an event outside Discord",
  ],
  [
    "an event that ends after it starts",
    new ScheduledEventBuilder().name("x").inVoiceChannel(id).startsAt(new Date(1e12)),
    new ScheduledEventBuilder().name("x").inVoiceChannel(id).startsAt(new Date(1e12)).endsAt(new Date(1e11)),
    "scheduled_end_time must be after the start",
  ],
  [
    "timeouts for keywords and mention spam",
    new AutoModerationRuleBuilder().name("x").onMentionSpam(5).timeout(60),
    new AutoModerationRuleBuilder().name("x").onSpam().timeout(60),
    /^actions\[0\] must be no timeout/,
  ],
  [
    "keywords of 60 characters",
    new AutoModerationRuleBuilder()
      .name("x")
      .onKeywords({ keywords: ["x".repeat(60)] })
      .blockMessage(),
    new AutoModerationRuleBuilder()
      .name("x")
      .onKeywords({ keywords: ["x".repeat(61)] })
      .blockMessage(),
    "trigger_metadata.keyword_filter[0] must be at most 60 characters (was 61)",
  ],
];

describe("a limit of Discord", () => {
  it.each(limits)("%s", (_what, fits, breaks, fault) => {
    expect(faultsOf(fits)).toEqual([]);
    const faults = faultsOf(breaks);
    expect(faults).toHaveLength(1);
    if (typeof fault === "string") expect(faults).toEqual([fault]);
    else expect(faults[0]).toMatch(fault);
    expect(() => breaks.build({ validate: false })).not.toThrow();
  });
});

describe("validation", () => {
  it("reports all faults together, each with its path", () => {
    const embed: APIEmbed = {
      title: "x".repeat(300),
      fields: [
        { name: "a", value: "b" },
        { name: "c", value: "d" },
        { name: "e", value: "f" },
        { name: "", value: "x".repeat(1025) },
      ],
    };
    const message = new MessageBuilder()
      .content("x".repeat(2001))
      .addEmbed(embed)
      .addRow(new ButtonBuilder().label("x".repeat(81)).url("gopher://x"))
      .reply("nobody");
    expect(faultsOf(message)).toEqual([
      "content must be at most 2000 characters (was 2001)",
      "embeds[0].title must be at most 256 characters (was 300)",
      "embeds[0].fields[3].name must not be empty, nor white space only",
      "embeds[0].fields[3].value must be at most 1024 characters (was 1025)",
      'message_reference.message_id must be an id: a decimal string, not a number (was "nobody")',
      "components[0].components[0].label must be at most 80 characters (was 81)",
      'components[0].components[0].url must be a URL that starts with https:// or http:// or discord://, of at most 512 characters (was "gopher://x")',
    ]);
  });

  it("names what is missing, and what is of a wrong kind", () => {
    const json = JSON.parse(
      '{"embeds":[{"title":5,"footer":{}}],"components":[{"type":1,"components":[{"type":99}]}],"tts":"yes"}',
    ) as object;
    expect(faultsOf({ build: () => messageFrom(json) })).toEqual([
      'tts must be true or false (was "yes")',
      "embeds[0].title must be text (was 5)",
      "embeds[0].footer.text is required",
      "components[0].components[0].type must be a button (2) or a select menu (3, 5 to 8) (was 99)",
    ]);
  });

  it("names a waveform that is too long, however long", () => {
    const message = new MessageBuilder().voiceMessage("x", { durationSeconds: 1, waveform: new Uint8Array(200_000) });
    expect(() => message.build()).toThrow("attachments[0].waveform must be at most 400 characters");
  });

  it("says how to go on", () => {
    expect(() => new EmbedBuilder().build()).toThrow(
      expect.objectContaining({ code: "ValidationError", recovery: expect.stringContaining("validate: false") }),
    );
  });

  it.each([
    ["nothing", undefined, "message must be an object (was undefined)"],
    ["null", null, "message must be an object (was null)"],
    ["a number", 5, "message must be an object (was 5)"],
    ["an embed for the list of them", { embeds: { title: "x" } }, "embeds must be a list (was an object)"],
    [
      "a row for the list of them",
      { content: "x", components: { type: 1 } },
      "components must be a list (was an object)",
    ],
    ["a file for the list of them", { content: "x", files: { name: "x" } }, "files must be a list (was an object)"],
  ])("names what plain JavaScript gave it: %s", (_, input, fault) => {
    const faults = (() => {
      try {
        messageFrom(input as never);
      } catch (error) {
        return error instanceof ValidationError ? error.issues.map(({ path, message }) => `${path} ${message}`) : error;
      }
      return undefined;
    })();
    expect(faults).toContain(fault);
  });
});
