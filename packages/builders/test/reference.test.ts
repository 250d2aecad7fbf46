import { expect, it } from "vitest";
import { ChannelBuilder, EmbedBuilder, MessageBuilder, RoleBuilder } from "../src/index.ts";

/** The blocks of the API reference's chapter on builders. */

it("builds the reference's message, as Discord's JSON with its files beside it", () => {
  const embed = new EmbedBuilder().title("Embed Title");
  const message = new MessageBuilder()
    .content("Hello, World!")
    .addEmbed(embed)
    .addFile("data.txt", "file content")
    .addMention("80351110224678912")
    .setTTS(false)
    .reply("103735883630395392")
    .build();
  expect(message).toEqual({
    content: "Hello, World! <@80351110224678912>",
    embeds: [{ title: "Embed Title" }],
    files: [{ name: "data.txt", data: "file content" }],
    allowed_mentions: { parse: [], users: ["80351110224678912"] },
    tts: false,
    message_reference: { message_id: "103735883630395392" },
  });
});

it("builds the reference's embed", () => {
  const before = Date.now();
  const embed = new EmbedBuilder()
    .title("Embed Title")
    .description("Embed description")
    .colorRgb(255, 0, 0)
    .addField("Field 1", "Value 1", true)
    .addField("Field 2", "Value 2", false)
    .setThumbnail("https://example.com/thumbnail.png")
    .setImage("https://example.com/image.png")
    .setFooter("Footer text")
    .setTimestamp()
    .build();
  expect(embed).toEqual({
    title: "Embed Title",
    description: "Embed description",
    color: 0xff0000,
    fields: [
      { name: "Field 1", value: "Value 1", inline: true },
      { name: "Field 2", value: "Value 2", inline: false },
    ],
    thumbnail: { url: "https://example.com/thumbnail.png" },
    image: { url: "https://example.com/image.png" },
    footer: { text: "Footer text" },
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(Date.parse(embed.timestamp ?? "")).toBeGreaterThanOrEqual(before);
});

function buildChannel(type: "text" | 0): unknown {
  return new ChannelBuilder()
    .name("new-channel")
    .type(type)
    .topic("Channel topic")
    .setNSFW(false)
    .setRateLimitPerUser(5)
    .setParentId("41771983423143937")
    .build();
}

it("builds the reference's channel, by name or by number of its type", () => {
  expect(buildChannel("text")).toEqual({
    name: "new-channel",
    type: 0,
    topic: "Channel topic",
    nsfw: false,
    rate_limit_per_user: 5,
    parent_id: "41771983423143937",
  });
  expect(buildChannel(0)).toEqual(buildChannel("text"));
});

it("builds the reference's role, with permissions as Discord's string of bits", () => {
  const role = new RoleBuilder()
    .name("new-role")
    .colorRgb(255, 0, 255)
    .hoist(true)
    .mentionable(false)
    .setPermissions({ sendMessages: true, manageMessages: true })
    .build();
  expect(role).toEqual({ name: "new-role", color: 0xff00ff, hoist: true, mentionable: false, permissions: "10240" });
});
