import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  blockQuote,
  bold,
  bulletList,
  cdn,
  channelMention,
  codeBlock,
  commandMention,
  customEmoji,
  escapeMarkdown,
  escapeMentions,
  guildNavigation,
  heading,
  hideLinkPreview,
  hyperlink,
  inlineCode,
  italic,
  messageLink,
  orderedList,
  roleMention,
  spoiler,
  strikethrough,
  subtext,
  timestamp,
  underline,
  userMention,
} from "../src/index.ts";

describe("markdown", () => {
  it.each([
    [bold("x"), "**x**"],
    [italic("x"), "_x_"],
    [underline("x"), "__x__"],
    [strikethrough("x"), "~~x~~"],
    [spoiler("x"), "||x||"],
    [inlineCode("x"), "`x`"],
    [inlineCode("a`b"), "`` a`b ``"],
    [codeBlock("let x;", "ts"), "```ts\nlet x;\n```"],
    [codeBlock("```"), "```\n``\u200B`\n```"],
    [blockQuote("a\nb"), "> a\n> b"],
    [heading("x", 2), "## x"],
    [subtext("x"), "-# x"],
    [bulletList(["a", ["b", "c"]]), "- a\n  - b\n  - c"],
    [orderedList(["a", "b"], 3), "3. a\n4. b"],
    [hyperlink("x", "https://a", 'say "hi"'), '[x](https://a "say \\"hi\\"")'],
    [hideLinkPreview("https://a"), "<https://a>"],
  ])("%s", (made, wanted) => {
    expect(made).toBe(wanted);
  });

  it("escapes what Discord would take for markdown, but no URL", () => {
    expect(escapeMarkdown("**a** _b_ `c` ~~d~~ ||e|| [f](g)")).toBe(
      "\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\|\\|e\\|\\| \\[f\\](g)",
    );
    expect(escapeMarkdown("see https://example.com/a_b_c and a_b")).toBe("see https://example.com/a_b_c and a\\_b");
    expect(escapeMarkdown("# a\n> b\n- c\n1. d\n-# e")).toBe("\\# a\n\\> b\n\\- c\n1\\. d\n\\-# e");
  });

  test.prop([fc.stringMatching(/^[a-z0-9 .,]*$/)])("leaves plain text alone", (text) => {
    fc.pre(!/^\s*\d+\.\s/.test(text));
    expect(escapeMarkdown(text)).toBe(text);
  });

  it("keeps mentions from mentioning, and addresses as they are", () => {
    expect(escapeMentions("@everyone <@7> <@!7> <@&8> a@b.c")).toBe(
      "@\u200Beveryone <@\u200B7> <@\u200B!7> <@\u200B&8> a@b.c",
    );
  });
});

describe("mentions and timestamps", () => {
  it.each([
    [userMention("1"), "<@1>"],
    [channelMention("1"), "<#1>"],
    [roleMention("1"), "<@&1>"],
    [commandMention("list add", "1"), "</list add:1>"],
    [customEmoji("a", "1"), "<:a:1>"],
    [customEmoji("a", "1", true), "<a:a:1>"],
    [guildNavigation("browse"), "<id:browse>"],
    [guildNavigation("linked-roles", "5"), "<id:linked-roles:5>"],
    [messageLink("2", "3"), "https://discord.com/channels/@me/2/3"],
    [messageLink("2", "3", "1"), "https://discord.com/channels/1/2/3"],
    [timestamp(1_618_953_630_999), "<t:1618953630>"],
    [timestamp(new Date(1_618_953_630_000), "relative"), "<t:1618953630:R>"],
    [timestamp(0, "shortDateMediumTime"), "<t:0:S>"],
  ])("%s", (made, wanted) => {
    expect(made).toBe(wanted);
  });

  it("refuses what is no moment", () => {
    expect(() => timestamp(new Date("tomorrow"))).toThrow(RangeError);
  });
});

describe("pictures on the CDN", () => {
  it.each([
    [cdn.userAvatar("1", "hash"), "https://cdn.discordapp.com/avatars/1/hash.webp"],
    [
      cdn.userAvatar("1", "a_hash", { size: 64 }),
      "https://cdn.discordapp.com/avatars/1/a_hash.webp?size=64&animated=true",
    ],
    [cdn.userAvatar("1", "a_hash", { format: "gif" }), "https://cdn.discordapp.com/avatars/1/a_hash.gif"],
    [cdn.userAvatar("1", "a_hash", { animated: false }), "https://cdn.discordapp.com/avatars/1/a_hash.webp"],
    [cdn.defaultAvatar("80351110224678912"), "https://cdn.discordapp.com/embed/avatars/5.png"],
    [cdn.defaultAvatar("1", "1337"), "https://cdn.discordapp.com/embed/avatars/2.png"],
    [cdn.memberAvatar("1", "2", "h"), "https://cdn.discordapp.com/guilds/1/users/2/avatars/h.webp"],
    [cdn.memberBanner("1", "2", "h"), "https://cdn.discordapp.com/guilds/1/users/2/banners/h.webp"],
    [cdn.userBanner("1", "h"), "https://cdn.discordapp.com/banners/1/h.webp"],
    [cdn.avatarDecoration("h"), "https://cdn.discordapp.com/avatar-decoration-presets/h.png"],
    [cdn.guildIcon("1", "h", { format: "png", size: 4096 }), "https://cdn.discordapp.com/icons/1/h.png?size=4096"],
    [cdn.guildBanner("1", "h"), "https://cdn.discordapp.com/banners/1/h.webp"],
    [cdn.guildSplash("1", "h"), "https://cdn.discordapp.com/splashes/1/h.webp"],
    [cdn.guildDiscoverySplash("1", "h"), "https://cdn.discordapp.com/discovery-splashes/1/h.webp"],
    [cdn.guildTagBadge("1", "h"), "https://cdn.discordapp.com/guild-tag-badges/1/h.webp"],
    [cdn.roleIcon("1", "h"), "https://cdn.discordapp.com/role-icons/1/h.webp"],
    [cdn.emoji("1", { animated: true }), "https://cdn.discordapp.com/emojis/1.webp?animated=true"],
    [cdn.sticker("1"), "https://cdn.discordapp.com/stickers/1.png"],
    [cdn.sticker("1", "gif"), "https://media.discordapp.net/stickers/1.gif"],
    [cdn.scheduledEventCover("1", "h"), "https://cdn.discordapp.com/guild-events/1/h.webp"],
    [cdn.applicationIcon("1", "h"), "https://cdn.discordapp.com/app-icons/1/h.webp"],
    [cdn.applicationCover("1", "h"), "https://cdn.discordapp.com/app-icons/1/h.webp"],
    [cdn.applicationAsset("1", "2", { size: 64 }), "https://cdn.discordapp.com/app-assets/1/2.webp?size=64"],
    [cdn.achievementIcon("1", "2", "h"), "https://cdn.discordapp.com/app-assets/1/achievements/2/icons/h.webp"],
    [cdn.storePageAsset("1", "2", { format: "png" }), "https://cdn.discordapp.com/app-assets/1/store/2.png"],
    [cdn.stickerPackBanner("2"), "https://cdn.discordapp.com/app-assets/710982414301790216/store/2.webp"],
    [cdn.teamIcon("1", "h"), "https://cdn.discordapp.com/team-icons/1/h.webp"],
  ])("%s", (made, wanted) => {
    expect(made).toBe(wanted);
  });

  it.each([15, 100, 8192])("refuses the size %d", (size) => {
    expect(() => cdn.guildIcon("1", "h", { size })).toThrow(
      `size must be a power of two from 16 to 4096 (was ${size})`,
    );
  });
});

describe("text that tries to get out", () => {
  const ticks = fc
    .array(fc.constantFrom("`", "``", "a", "**b**", " "), { maxLength: 12 })
    .map((parts) => parts.join(""));

  test.prop([ticks])("of inline code does not", (text) => {
    const made = inlineCode(text);
    if (!text.includes("`")) return;
    expect(made.slice(2, -2)).not.toContain("``");
  });

  test.prop([ticks])("of a code block does not", (text) => {
    expect(codeBlock(text).slice(3, -3)).not.toContain("```");
  });

  it("of a link's address does not", () => {
    expect(hyperlink("x", "https://a/b) [y](https://evil")).toBe("[x](https://a/b%29%20[y]%28https://evil)");
    expect(hyperlink("x", "https://a/Foo_(bar)")).toBe("[x](https://a/Foo_%28bar%29)");
  });

  it.each([["<t:0:R>"], ["<:smile:1>"], ["<a:smile:1>"], ["</order:1>"], ["<id:browse>"]])(
    "as %s is escaped",
    (text) => {
      expect(escapeMarkdown(text)).toBe(`\\${text}`);
    },
  );

  it("behind the end of a URL is escaped", () => {
    expect(escapeMarkdown("https://a<**b**")).toBe("https://a<\\*\\*b\\*\\*");
  });
});

it.each([1e30, -1e30, Number.NaN, Infinity])("%d is no moment", (when) => {
  expect(() => timestamp(when)).toThrow(RangeError);
});
