import assert from "node:assert/strict";
import { EmbedBuilder, MessageBuilder } from "@zignal/builders";

const embed = new EmbedBuilder().title("Title").colorRgb(255, 0, 0).addField("a", "b", true);
const message = new MessageBuilder().content("Hello").addEmbed(embed).build();
assert.equal(message.embeds?.[0]?.color, 0xff0000);
assert.throws(() => new EmbedBuilder().title("x".repeat(257)).build(), /title/);
