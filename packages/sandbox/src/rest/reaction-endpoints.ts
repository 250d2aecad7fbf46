import { missingPermissions } from "../world/api-error.ts";
import { isDirect } from "../world/channel-types.ts";
import type { EmojiRef, Message } from "../world/message-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { parseEmoji, unknownReactionEmoji } from "../world/reactions.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { me, param, queryValue } from "./call.ts";
import { integer, snowflake } from "./fields.ts";
import { noContent, ok } from "./reply.ts";
import { messageOf } from "./message-endpoints.ts";

/** The emoji of the path, as the message has it, or as it would be added. */
function emojiOf(call: Call, message: Message): EmojiRef {
  const emoji = parseEmoji(param(call, "emoji_name"));
  const existing = message.reactions.find(
    (reaction) => reaction.emoji.id === emoji.id && (emoji.id !== null || reaction.emoji.name === emoji.name),
  );
  if (existing !== undefined) return existing.emoji;
  // Custom emoji of guilds that the bot is not in do not exist for it, and the sandbox's guilds have none.
  const { emojis, applicationEmojis } = call.world;
  if (emoji.id !== null && !emojis.has(emoji.id) && !applicationEmojis.has(emoji.id)) throw unknownReactionEmoji();
  return emoji;
}

function requireManaging(call: Call): void {
  const channel = call.world.channels.require(param(call, "channel_id"));
  if (isDirect(channel)) throw missingPermissions();
  call.world.permissions.requireChannel(me(call).user.id, channel.id, PermissionBit.ManageMessages);
}

export const reactionEndpoints: Endpoints = {
  add_my_message_reaction: (call) => {
    const message = messageOf(call, PermissionBit.ReadMessageHistory);
    const emoji = emojiOf(call, message);
    // Joining in needs no permission, being the first does.
    if (!message.reactions.some((reaction) => reaction.emoji === emoji)) messageOf(call, PermissionBit.AddReactions);
    call.world.reactions.add(message, emoji, me(call).user.id);
    return noContent;
  },

  delete_my_message_reaction: (call) => {
    const message = messageOf(call);
    call.world.reactions.remove(message, emojiOf(call, message), me(call).user.id);
    return noContent;
  },

  delete_user_message_reaction: (call) => {
    const message = messageOf(call);
    const userId = param(call, "user_id");
    if (userId !== me(call).user.id) requireManaging(call);
    call.world.reactions.remove(message, emojiOf(call, message), userId);
    return noContent;
  },

  list_message_reactions_by_emoji: (call) => {
    const message = messageOf(call);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 25;
    const after = queryValue(call, "after", snowflake) ?? "0";
    const ids = call.world.reactions.userIds(message, emojiOf(call, message));
    const page = ids.filter((id) => compareSnowflakes(id, after) > 0).slice(0, limit);
    return ok(page.map((id) => call.world.users.require(id)));
  },

  delete_all_message_reactions: (call) => {
    const message = messageOf(call);
    requireManaging(call);
    call.world.reactions.clear(message);
    return noContent;
  },

  delete_all_message_reactions_by_emoji: (call) => {
    const message = messageOf(call);
    requireManaging(call);
    call.world.reactions.clearEmoji(message, emojiOf(call, message));
    return noContent;
  },
};
