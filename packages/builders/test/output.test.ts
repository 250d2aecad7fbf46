import { describe, expect, it } from "vitest";
import {
  ActionRowBuilder,
  AutoModerationRuleBuilder,
  ButtonBuilder,
  ChannelBuilder,
  ChannelSelectBuilder,
  CheckboxBuilder,
  CheckboxGroupBuilder,
  ContainerBuilder,
  EmbedBuilder,
  EntryPointCommandBuilder,
  FileBuilder,
  FileUploadBuilder,
  ForumPostBuilder,
  MediaGalleryBuilder,
  MentionableSelectBuilder,
  MessageBuilder,
  MessageCommandBuilder,
  messageFrom,
  ModalBuilder,
  PollBuilder,
  RadioGroupBuilder,
  RoleBuilder,
  RoleSelectBuilder,
  ScheduledEventBuilder,
  SectionBuilder,
  SeparatorBuilder,
  SlashCommandBuilder,
  StringSelectBuilder,
  TextInputBuilder,
  ThumbnailBuilder,
  UserSelectBuilder,
  WebhookMessageBuilder,
} from "../src/index.ts";
import { faultsBySpec, hasSpec } from "./openapi-check.ts";

function mentioning(content: string): unknown {
  return new MessageBuilder().content(content).addMention("7").build();
}

describe("what is built", () => {
  it("does not change when the builder does, nor does the builder when it is changed", () => {
    const embed = new EmbedBuilder().title("one").addField("a", "b").setFooter("foot");
    const message = new MessageBuilder().content("one").addEmbed(embed).addSticker("1").reply("2");
    const first = message.build();
    const copy = structuredClone(first);
    message.content("two").addEmbed({ title: "x" }).addSticker("3").reply("4");
    embed.title("two").addField("c", "d").setFooter("other");
    expect(first).toEqual(copy);
    const again = message.build();
    again.embeds?.pop();
    Object.assign(again.embeds?.[0]?.fields?.[0] ?? {}, { name: "changed" });
    expect(message.build().embeds).toEqual([
      {
        title: "two",
        fields: [expect.objectContaining({ name: "a" }), expect.objectContaining({ name: "c" })],
        footer: { text: "other" },
      },
      { title: "x" },
    ]);
  });

  it("does not change when plain JSON that was given does", () => {
    const embed = { title: "one", fields: [{ name: "a", value: "b" }] };
    const message = new MessageBuilder().addEmbed(embed).build();
    embed.title = "two";
    embed.fields.length = 0;
    expect(message).toEqual({ embeds: [{ title: "one", fields: [{ name: "a", value: "b" }] }] });
  });

  it("starts from the embed of a message, without changing it", () => {
    const received = { title: "Old", fields: [{ name: "a", value: "b" }] };
    const embed = new EmbedBuilder(received).title("New").addField("c", "d").build();
    expect(embed.fields).toHaveLength(2);
    expect(received).toEqual({ title: "Old", fields: [{ name: "a", value: "b" }] });
  });

  it("holds files as they were given, streams and bytes too", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const { files, attachments } = new MessageBuilder()
      .addFile("b.bin", bytes)
      .addFile("a.bin", bytes, { spoiler: true, description: "bytes" })
      .build();
    expect(files).toEqual([
      { name: "b.bin", data: bytes },
      { name: "a.bin", data: bytes, description: "bytes" },
    ]);
    expect(attachments).toEqual([
      { id: 0, filename: "b.bin" },
      { id: 1, filename: "a.bin", description: "bytes", is_spoiler: true },
    ]);
    expect(files?.[0]?.data).toBe(bytes);
  });

  it("lists what is kept together with what is new in an edit, as Discord drops what is not on the list", () => {
    const edit = new MessageBuilder()
      .keepAttachments("100")
      .editAttachment("200", { description: "A cat", spoiler: false })
      .addFile("new.txt", "new", { description: "New" })
      .build({ edit: true });
    expect(edit.attachments).toEqual([
      { id: "100" },
      { id: "200", description: "A cat", is_spoiler: false },
      { id: 0, filename: "new.txt", description: "New" },
    ]);
    expect(new MessageBuilder().addFile("a.txt", "a").build()).not.toHaveProperty("attachments");
    const files = Array.from({ length: 9 }, (_, index) => `${index}.txt`);
    const full = new MessageBuilder().keepAttachments("1", "2");
    for (const name of files) full.addFile(name, "x");
    expect(() => full.build({ edit: true })).toThrow("attachments must have at most 10 items");
  });
});

describe("a message", () => {
  it("accepts plain JSON, text, and builders within JSON alike", () => {
    expect(messageFrom("hello")).toEqual({ content: "hello" });
    expect(messageFrom(new MessageBuilder().content("hello"))).toEqual({ content: "hello" });
    expect(
      messageFrom({
        content: "hello",
        ephemeral: true,
        embeds: [new EmbedBuilder().title("x"), { title: "y" }],
        components: [new ActionRowBuilder(new ButtonBuilder().customId("a").label("A"))],
      }),
    ).toEqual({
      content: "hello",
      flags: 64,
      embeds: [{ title: "x" }, { title: "y" }],
      components: [{ type: 1, components: [{ type: 2, style: 1, custom_id: "a", label: "A" }] }],
    });
  });

  it("accepts builders wherever JSON has an object, however deep", () => {
    const body = messageFrom({
      components: [
        {
          type: 17,
          components: [
            { type: 1, components: [new ButtonBuilder().customId("a").label("A")] },
            { type: 9, components: [{ type: 10, content: "x" }], accessory: new ThumbnailBuilder("https://a/b.png") },
          ],
        },
      ],
    });
    expect(body.components).toEqual([
      {
        type: 17,
        components: [
          { type: 1, components: [{ type: 2, style: 1, custom_id: "a", label: "A" }] },
          {
            type: 9,
            components: [{ type: 10, content: "x" }],
            accessory: { type: 11, media: { url: "https://a/b.png" } },
          },
        ],
      },
    ]);
  });

  it("sets the flag of components V2 where they are used, beside others", () => {
    expect(new MessageBuilder().addText("hi").silent().build().flags).toBe(32_768 | 4096);
    expect(messageFrom({ components: [{ type: 10, content: "hi" }] }).flags).toBe(32_768);
    expect(new MessageBuilder().addRow(new ButtonBuilder().customId("a").label("A")).build().flags).toBeUndefined();
  });

  it("may be empty when it edits, and clears what is given as empty", () => {
    expect(new MessageBuilder().content("").setEmbeds([]).setComponents([]).build({ edit: true })).toEqual({
      content: "",
      embeds: [],
      components: [],
    });
  });

  it("mentions a user once, and pings nobody else", () => {
    const allowed_mentions = { parse: [], users: ["7"] };
    expect(mentioning("Hello <@7> @everyone")).toEqual({ content: "Hello <@7> @everyone", allowed_mentions });
    expect(mentioning("Hello")).toEqual({ content: "Hello <@7>", allowed_mentions });
    expect(mentioning("")).toEqual({ content: "<@7>", allowed_mentions });
  });

  it("says who may be pinged", () => {
    const { allowed_mentions } = new MessageBuilder()
      .content("x")
      .allowedMentions({ users: ["1", "1", "2"], roles: true, repliedUser: false })
      .build();
    expect(allowed_mentions).toEqual({ parse: ["roles"], users: ["1", "2"], replied_user: false });
  });

  it("forwards, and is a voice message", () => {
    expect(new MessageBuilder().forward("1", "2", "3").build()).toEqual({
      message_reference: { type: 1, message_id: "1", channel_id: "2", guild_id: "3" },
    });
    const voice = new MessageBuilder().voiceMessage("ogg", { durationSeconds: 2.5, waveform: Uint8Array.of(0, 255) });
    expect(voice.build()).toEqual({
      flags: 8192,
      attachments: [{ id: 0, filename: "voice-message.ogg", duration_secs: 2.5, waveform: "AP8=" }],
      files: [{ name: "voice-message.ogg", data: "ogg", contentType: "audio/ogg" }],
    });
  });

  it("of a webhook has its own sender", () => {
    const message = new WebhookMessageBuilder()
      .content("x")
      .username("Hook")
      .avatarUrl("https://a/b.png")
      .threadName("t");
    expect(message.addTag("5").build()).toEqual({
      content: "x",
      username: "Hook",
      avatar_url: "https://a/b.png",
      thread_name: "t",
      applied_tags: ["5"],
    });
  });

  it("of a forum post has its files beside it, where a request has them", () => {
    const post = new ForumPostBuilder()
      .name("Post")
      .message(new MessageBuilder().content("first").addFile("a.txt", "a"))
      .addTag("1");
    expect(post.build()).toEqual({
      name: "Post",
      applied_tags: ["1"],
      message: { content: "first" },
      files: [{ name: "a.txt", data: "a" }],
    });
  });
});

describe.runIf(hasSpec)("every kind of builder builds what Discord's specification accepts", () => {
  it("components V1: buttons of each style and the five menus", () => {
    const message = new MessageBuilder()
      .content("Choose")
      .addRow(
        new ButtonBuilder().customId("a").label("A").style("secondary").emoji("<a:wave:41771983423143937>"),
        new ButtonBuilder().customId("b").label("B").style("success").emoji("🎉"),
        new ButtonBuilder().customId("c").label("C").style("danger").disabled(),
        new ButtonBuilder().label("D").url("https://example.com"),
        new ButtonBuilder().skuId("1"),
      )
      .addRow(
        new StringSelectBuilder()
          .customId("s")
          .placeholder("Pick")
          .minValues(0)
          .maxValues(2)
          .addOption("One", "1", { emoji: "1️⃣", default: true })
          .addOption("Two", "2", { description: "the second" }),
      )
      .addRow(new UserSelectBuilder().customId("u").defaultUsers("1"))
      .addRow(new RoleSelectBuilder().customId("r").maxValues(2).defaultRoles("1", "2"))
      .addRow(new ChannelSelectBuilder().customId("ch").channelTypes("text", "forum").defaultChannels("1"))
      .build();
    expect(faultsBySpec("MessageCreateRequest", message)).toEqual([]);
    expect(message.components?.[0]).toMatchObject({
      components: [
        { style: 2, emoji: { id: "41771983423143937", name: "wave", animated: true } },
        { style: 3, emoji: { name: "🎉" } },
        { style: 4, disabled: true },
        { style: 5, url: "https://example.com" },
        { style: 6, sku_id: "1" },
      ],
    });
    expect(message.components?.[4]).toMatchObject({ components: [{ channel_types: [0, 15] }] });
    const mentionable = new MentionableSelectBuilder().customId("m").maxValues(2).defaultUsers("1").defaultRoles("2");
    expect(mentionable.build().default_values).toEqual([
      { id: "1", type: "user" },
      { id: "2", type: "role" },
    ]);
  });

  it("components V2: containers, sections, galleries, files, separators, thumbnails", () => {
    const message = new MessageBuilder()
      .addComponent(
        new ContainerBuilder()
          .accentColor("#00ff00")
          .spoiler()
          .addText("# Title")
          .addSeparator("large")
          .add(
            new SectionBuilder()
              .addText("left")
              .accessory(new ThumbnailBuilder("https://example.com/a.png", { description: "a" }).spoiler()),
            new MediaGalleryBuilder()
              .addItem("attachment://b.png", { spoiler: true })
              .addItem("https://example.com/c.png"),
            new FileBuilder("data.txt", { spoiler: true }),
            new SeparatorBuilder().divider(false),
          )
          .addRow(new ButtonBuilder().customId("a").label("A")),
      )
      .addFile("data.txt", "data")
      .build();
    expect(faultsBySpec("MessageCreateRequest", message)).toEqual([]);
    expect(message.components?.[0]).toMatchObject({
      accent_color: 0x00ff00,
      components: [
        { type: 10 },
        { type: 14, spacing: 2 },
        { type: 9 },
        { type: 12 },
        { type: 13, file: { url: "attachment://data.txt" } },
        { type: 14, divider: false },
        { type: 1 },
      ],
    });
  });

  it("a modal with every kind of field", () => {
    const part = new ModalBuilder().customId("m").title("Form");
    const first = part
      .addText("Please fill in")
      .addLabel("Name", new TextInputBuilder().customId("n").placeholder("…").minLength(1).maxLength(10).value("x"))
      .addLabel("Story", new TextInputBuilder().customId("st").style("paragraph").required(false), "Take your time")
      .addLabel("Files", new FileUploadBuilder().customId("f").maxValues(3).fileTypes("image", ".pdf"))
      .addLabel("Who", new UserSelectBuilder().customId("u"))
      .build();
    const second = new ModalBuilder()
      .customId("m2")
      .title("Form")
      .addLabel(
        "One of",
        new RadioGroupBuilder().customId("r").addOption("A", "a", { default: true }).addOption("B", "b"),
      )
      .addLabel("Any of", new CheckboxGroupBuilder().customId("c").addOption("A", "a").addOption("B", "b").maxValues(2))
      .addLabel("Sure", new CheckboxBuilder().customId("x").default())
      .build();
    for (const modal of [first, second]) {
      expect(faultsBySpec("ModalInteractionCallbackRequestData", modal)).toEqual([]);
    }
    expect(first.components.map(({ type }) => type)).toEqual([10, 18, 18, 18, 18]);
  });

  it("commands of each kind", () => {
    const slash = new SlashCommandBuilder()
      .name("config")
      .description("Configures")
      .nameLocalizations({ de: "konfig" })
      .descriptionLocalizations({ de: "Stellt ein" })
      .defaultMemberPermissions(["manageGuild"])
      .contexts("guild")
      .integrationTypes("guild", "user")
      .setNSFW(false)
      .addSubcommandGroup("roles", "Roles", (group) =>
        group.addSubcommand("add", "Adds one", (sub) =>
          sub
            .addOption("role", "role", "Which", { required: true })
            .addOption("integer", "days", "How long", { minValue: 1, maxValue: 30 })
            .addOption("channel", "where", "Where", { channelTypes: ["text"] })
            .addOption("attachment", "icon", "Its icon", { fileTypes: ["image"] })
            .addOption("number", "weight", "Its weight", {
              choices: [{ name: "half", value: 0.5, nameLocalizations: { de: "halb" } }],
            }),
        ),
      )
      .addSubcommand("show", "Shows")
      .build();
    expect(faultsBySpec("ApplicationCommandCreateRequest", slash)).toEqual([]);
    expect(slash).toMatchObject({ default_member_permissions: "32", contexts: [0], integration_types: [0, 1] });
    const message = new MessageCommandBuilder().name("Quote this").build();
    expect(message).toEqual({ type: 3, name: "Quote this" });
    const entry = new EntryPointCommandBuilder().name("launch").description("Plays").handler("discord").build();
    expect(entry).toEqual({ type: 4, name: "launch", description: "Plays", handler: 2 });
    for (const command of [message, entry])
      expect(faultsBySpec("ApplicationCommandCreateRequest", command)).toEqual([]);
  });

  it("polls, channels, roles, events, rules", () => {
    const poll = new PollBuilder()
      .question("Tea?")
      .addAnswer("Yes", "🍵")
      .addAnswer("No")
      .durationHours(1)
      .allowMultiselect();
    expect(faultsBySpec("MessageCreateRequest", new MessageBuilder().setPoll(poll).build())).toEqual([]);
    const forum = new ChannelBuilder()
      .name("help")
      .type("forum")
      .setPosition(1)
      .setDefaultAutoArchiveDuration(60)
      .setDefaultThreadRateLimitPerUser(5)
      .setDefaultReaction("👍")
      .addTag("bug", { emoji: "<:bug:1>", moderated: true })
      .addRoleOverwrite("1", { allow: ["viewChannel"], deny: { sendMessages: true } })
      .addMemberOverwrite("2", { allow: 1024n })
      .build();
    expect(faultsBySpec("CreateGuildChannelRequest", forum)).toEqual([]);
    expect(forum).toMatchObject({
      type: 15,
      default_reaction_emoji: { emoji_id: null, emoji_name: "👍" },
      available_tags: [{ name: "bug", moderated: true, emoji_id: "1", emoji_name: null }],
      permission_overwrites: [
        { id: "1", type: 0, allow: "1024", deny: "2048" },
        { id: "2", type: 1, allow: "1024", deny: "0" },
      ],
    });
    expect(faultsBySpec("CreateRoleRequest", new RoleBuilder().holographic().setUnicodeEmoji("🎉").build())).toEqual(
      [],
    );
    const event = new ScheduledEventBuilder()
      .name("Standup")
      .description("Daily")
      .inVoiceChannel("1")
      .startsAt(new Date("2026-01-05T09:00:00Z"))
      .repeat({ every: "day", on: "mondayToFriday" })
      .build();
    expect(faultsBySpec("VoiceScheduledEventCreateRequest", event)).toEqual([]);
    expect(event.recurrence_rule).toEqual({
      start: "2026-01-05T09:00:00.000Z",
      frequency: 3,
      interval: 1,
      by_weekday: [0, 1, 2, 3, 4],
    });
    const rule = new AutoModerationRuleBuilder()
      .name("No swearing")
      .onPresets(["profanity", "slurs"], ["heck"])
      .blockMessage("Mind your words")
      .alert("1")
      .exemptRoles("2")
      .enabled()
      .build();
    expect(faultsBySpec("DefaultKeywordListUpsertRequest", rule)).toEqual([]);
  });

  it.each([
    [{ every: "week", on: "wednesday" } as const, { frequency: 2, interval: 1, by_weekday: [2] }],
    [{ every: "otherWeek", on: "wednesday" } as const, { frequency: 2, interval: 2, by_weekday: [2] }],
    [{ every: "month", week: 4, on: "wednesday" } as const, { frequency: 1, by_n_weekday: [{ n: 4, day: 2 }] }],
    [{ every: "year", month: 7, day: 24 } as const, { frequency: 0, by_month: [7], by_month_day: [24] }],
  ])("the documentation's example of an event %j", (recurrence, rule) => {
    const event = new ScheduledEventBuilder().name("x").onStage("1").startsAt(new Date(0)).repeat(recurrence).build();
    expect(event.recurrence_rule).toMatchObject(rule);
  });
});
