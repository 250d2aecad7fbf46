import { type Client, EmbedBuilder, MessageBuilder } from "@zignal/client";
import { drinks } from "./menu.ts";

/** What the bot says to messages and reactions. */
export function registerConversation(client: Client): void {
  client.on("messageCreate", async (message) => {
    if (message.author.isBot) return;
    const [command, argument = ""] = message.content.split(" ");
    if (command === "!ping") await message.reply("Pong!");
    if (command === "!count") await message.reply(`Counted ${argument}`);
    if (command === "!menu") await message.reply(menu());
  });

  client.on("messageReactionAdd", async (reaction) => {
    if (reaction.userId === client.user?.id || reaction.emoji !== "☕") return;
    const message = await client.getMessage(reaction.channelId, reaction.messageId);
    await message.react("❤️");
  });
}

/** An embed with a file beside it. */
function menu(): MessageBuilder {
  return new MessageBuilder()
    .addEmbed(new EmbedBuilder().title("Menu").description(drinks.join(", ")).colorRgb(111, 78, 55))
    .addFile("menu.txt", drinks.join("\n"));
}
