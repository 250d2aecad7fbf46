import { ChannelType } from "@zignal/types";
import { describe, expectTypeOf, it } from "vitest";
import type {
  APIChannel,
  Channel,
  Client,
  ClientEvents,
  EventContext,
  GatewayMessageCreateDispatchData,
  GatewayTypingStartDispatchData,
  Guild,
  InteractionContext,
  Member,
  Message,
  MessageInput,
  Presence,
  Reaction,
  User,
  VoiceState,
} from "../src/index.ts";
import { EmbedBuilder, MessageBuilder, Thread } from "../src/index.ts";

/** Compiled, never run: `tsc` is the test. */
function check(read: (client: Client, message: Message) => unknown): void {
  expectTypeOf(read).toBeFunction();
}

describe("the types of events", () => {
  it("are inferred from the name", () => {
    check((client) => {
      client.on("messageCreate", (message, context) => {
        expectTypeOf(message).toEqualTypeOf<Message>();
        expectTypeOf(message.guildId).toEqualTypeOf<string | undefined>();
        expectTypeOf(context).toEqualTypeOf<EventContext<GatewayMessageCreateDispatchData>>();
      });
      client.once("messageUpdate", (_message, { previous, shardId }) => {
        expectTypeOf(previous).toEqualTypeOf<Message | undefined>();
        expectTypeOf(shardId).toBeNumber();
      });
      client.on("guildMemberRemove", (user, { previous }) => {
        expectTypeOf(user).toEqualTypeOf<User>();
        expectTypeOf(previous).toEqualTypeOf<Member | undefined>();
      });
      client.on("messageReactionAdd", (reaction) => {
        expectTypeOf(reaction).toEqualTypeOf<Reaction>();
      });
      client.on("presenceUpdate", (presence) => {
        expectTypeOf(presence).toEqualTypeOf<Presence>();
      });
      client.on("voiceStateUpdate", (state, { previous }) => {
        expectTypeOf(state).toEqualTypeOf<VoiceState>();
        expectTypeOf(previous).toEqualTypeOf<VoiceState | undefined>();
      });
      client.on("typingStart", (typing) => {
        expectTypeOf(typing).toEqualTypeOf<GatewayTypingStartDispatchData>();
      });
      client.on("interactionCreate", (interaction) => {
        expectTypeOf(interaction).toEqualTypeOf<InteractionContext>();
      });
      client.on("guildCreate", (guild) => expectTypeOf(guild).toEqualTypeOf<Guild>());
      client.on("ready", ({ user, guildCount }) => {
        expectTypeOf(user).toEqualTypeOf<User>();
        expectTypeOf(guildCount).toBeNumber();
      });
      client.on("error", (error) => expectTypeOf(error).toEqualTypeOf<Error>());
    });
  });

  it("refuse names that no event has, and listeners that do not fit", () => {
    expectTypeOf<"messageCreated">().not.toExtend<keyof ClientEvents>();
    check((client) => {
      // @ts-expect-error -- misspelt
      client.on("messageCreated", () => {});
      // @ts-expect-error -- Discord's own spelling
      client.once("MESSAGE_CREATE", () => {});
      // @ts-expect-error -- READY is no event of its own
      void client.waitFor("resumed");
      // @ts-expect-error -- a message is no channel
      client.on("messageCreate", (channel: Channel) => channel);
    });
  });

  it("follow into waitFor and events", () => {
    check(async (client) => {
      expectTypeOf(client.waitFor("messageCreate")).resolves.toEqualTypeOf<Message>();
      const [message, { previous }] = await client.waitFor("messageUpdate", { withContext: true });
      expectTypeOf(message).toEqualTypeOf<Message>();
      expectTypeOf(previous).toEqualTypeOf<Message | undefined>();
      await client.waitFor("guildMemberAdd", { filter: (member) => member.user.isBot });
      for await (const channel of client.events("channelCreate")) expectTypeOf(channel).toEqualTypeOf<Channel>();
      for await (const [, context] of client.events("channelUpdate", { withContext: true })) {
        expectTypeOf(context.previous).toEqualTypeOf<Channel | undefined>();
      }
    });
  });
});

describe("the types of bodies", () => {
  it("take text, builders and JSON with builders in it, and refuse what Discord does not know", () => {
    check(async (_client, message) => {
      expectTypeOf<Parameters<Message["reply"]>[0]>().toEqualTypeOf<MessageInput>();
      await message.reply("text");
      await message.reply(new MessageBuilder().content("text"));
      await message.edit({ embeds: [new EmbedBuilder().title("t"), { title: "u" }] });
      // @ts-expect-error -- misspelt
      await message.reply({ contents: "text" });
      // @ts-expect-error -- no number
      await message.edit({ content: 3 });
      // @ts-expect-error -- a reason is text
      await message.pin({ reason: 3 });
    });
  });

  it("narrow a message to one of a guild, and a channel to a thread", () => {
    expectTypeOf<Message["guildId"]>().toEqualTypeOf<string | undefined>();
    check(async (client, message) => {
      if (message.isInGuild()) expectTypeOf(message.guildId).toEqualTypeOf<string>();
      const channel = await client.getChannel("1");
      if (channel instanceof Thread) expectTypeOf(channel.isArchived).toBeBoolean();
      // @ts-expect-error -- not every channel is a thread
      return channel.isArchived;
    });
  });

  it("narrow a channel to those of a type", () => {
    check((client) => {
      client.on("channelUpdate", (channel) => {
        if (channel.isOfType(ChannelType.GuildStageVoice)) {
          expectTypeOf(channel.raw.user_limit).toEqualTypeOf<number | undefined>();
        }
        if (channel.isOfType(ChannelType.GuildForum)) {
          expectTypeOf(channel.raw.available_tags[0]?.name).toEqualTypeOf<string | undefined>();
          // @ts-expect-error -- a forum has no such limit
          return channel.raw.user_limit;
        }
        // @ts-expect-error -- not every channel has tags
        return channel.raw.available_tags;
      });
    });
  });

  it("narrow raw by a channel's type", () => {
    expectTypeOf<Channel["raw"]>().toEqualTypeOf<APIChannel>();
    check((client) => {
      client.on("channelCreate", ({ raw }) => {
        // A stage has a bitrate.
        if (raw.type === 13) expectTypeOf(raw.bitrate).toEqualTypeOf<number | undefined>();
        // @ts-expect-error -- not every channel has one
        return raw.bitrate;
      });
    });
  });
});
