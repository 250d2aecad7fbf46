import { describe, expect, it } from "vitest";
import { defineButton, MessageBuilder, silentLogger } from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

const sure = defineButton("sure/:what");

interface Asking {
  bot: Bot;
  channelId: string;
  messageId: string;
  /** What the handler got: a click's parameter, or nothing. */
  result: Promise<string | undefined>;
}

/** A bot without a cache, and a command that waits for a button of its answer. */
async function ask(): Promise<Asking> {
  // Nobody else wants the events that end the waiting.
  const bot = await startBot({ cache: false, logger: silentLogger, drainTimeoutMs: 60_000 });
  const { interactions } = bot.client;
  const { promise: result, resolve } = Promise.withResolvers<string | undefined>();
  const began = Promise.withResolvers<void>();
  interactions.registerSlashCommand({
    name: "ask",
    description: "Asks",
    async execute(ctx) {
      await ctx.reply(new MessageBuilder().content("Sure?").addRow(sure.builder({ what: "yes" }).label("Yes")));
      const waiting = ctx.waitFor(sure, { timeoutMs: 600_000 });
      began.resolve();
      const click = await waiting;
      await click?.update("Good");
      resolve(click?.params.what);
    },
  });
  await interactions.syncCommands();
  const { message } = await bot.sandbox.user("alice").runCommand("ask", {}, { channel: "general" });
  await began.promise;
  return { bot, channelId: message.channel_id, messageId: message.id, result };
}

describe("waiting for a component through the client", () => {
  it("gets the click", async () => {
    const { bot, channelId, messageId, result } = await ask();
    await using _ = bot;
    const message = await bot.client.rest.channels.getMessage(channelId, messageId);
    await bot.sandbox.user("alice").clickButton(message, "Yes");
    expect(await result).toBe("yes");
  });

  it.each<[string, (asking: Asking) => Promise<unknown>]>([
    ["answer", ({ bot, channelId, messageId }) => bot.client.rest.channels.deleteMessage(channelId, messageId)],
    ["channel", ({ bot, channelId }) => bot.client.rest.channels.deleteChannel(channelId)],
    ["guild", ({ bot }) => bot.client.rest.users.leaveGuild(bot.sandbox.guildId)],
  ])("pitfall 26: ends when its %s has gone, though nobody listens to such events", async (_what, remove) => {
    const asking = await ask();
    await using _ = asking.bot;
    await remove(asking);
    expect(await asking.result).toBeUndefined();
  });

  it("ends with the client, which does not wait for it until the drain is over", async () => {
    const { bot, result } = await ask();
    await using _ = bot;
    await bot.client.disconnect();
    expect(await result).toBeUndefined();
  });

  it("goes on over a reconnect", async () => {
    const { bot, channelId, messageId, result } = await ask();
    await using _ = bot;
    await bot.client.reconnect();
    const message = await bot.client.rest.channels.getMessage(channelId, messageId);
    await bot.sandbox.user("alice").clickButton(message, "Yes");
    expect(await result).toBe("yes");
  });
});
