import type { APIEmoji, APIReaction, GatewayMessageReactionRemoveDispatchData } from "@zignal/types";
import type { Contents } from "../contents.ts";
import type { CachedMessage } from "../entities.ts";
import { noteMember } from "../people.ts";
import type { EventHandlers } from "./event-handler.ts";

export type ReactionEvent =
  | "MESSAGE_REACTION_ADD"
  | "MESSAGE_REACTION_REMOVE"
  | "MESSAGE_REACTION_REMOVE_ALL"
  | "MESSAGE_REACTION_REMOVE_EMOJI";

/** Reactions, counted on the messages that are cached. */
export const reactionEvents: EventHandlers<ReactionEvent> = {
  MESSAGE_REACTION_ADD(contents, data) {
    const { guild_id: guildId, member } = data;
    if (guildId !== undefined && member?.user !== undefined) {
      noteMember(contents, guildId, member, member.user);
    }
    return change(contents, data.message_id, (message, row) => {
      if (!isNews(contents, row, data, true)) return undefined;
      return add(message, data, data.burst_colors ?? [], data.user_id === contents.selfId);
    });
  },

  MESSAGE_REACTION_REMOVE(contents, data) {
    return change(contents, data.message_id, (message, row) => {
      if (!isNews(contents, row, data, false)) return undefined;
      return remove(message, data, data.user_id === contents.selfId);
    });
  },

  MESSAGE_REACTION_REMOVE_ALL(contents, { message_id: messageId }) {
    return change(contents, messageId, (message, row) => {
      contents.messages.forgetVoices(row, "reaction/");
      return withReactions(message, []);
    });
  },

  MESSAGE_REACTION_REMOVE_EMOJI(contents, { message_id: messageId, emoji }) {
    return change(contents, messageId, (message, row) => {
      const key = keyOf(emoji);
      contents.messages.forgetVoices(row, `reaction/${key}/`);
      const reactions = message.reactions ?? [];
      return withReactions(
        message,
        reactions.filter((reaction) => keyOf(reaction.emoji) !== key),
      );
    });
  },
};

function change(
  contents: Contents,
  messageId: string,
  changed: (message: CachedMessage, row: number) => CachedMessage | undefined,
): CachedMessage | undefined {
  const row = contents.messages.find(messageId);
  if (row < 0) return undefined;
  contents.messages.touch(row);
  const previous = contents.messages.read(row);
  const message = changed(previous, row);
  if (message !== undefined) contents.replaceMessage(row, message);
  return previous;
}

/** Custom emojis have an id, the others their own character for a name. */
function keyOf(emoji: Partial<APIEmoji>): string {
  return emoji.id ?? emoji.name ?? "";
}

/** Notes who reacts or does not; `false` when that was known, so that a repeated event is not counted. */
function isNews(
  { messages }: Contents,
  row: number,
  data: GatewayMessageReactionRemoveDispatchData,
  present: boolean,
): boolean {
  const name = `reaction/${keyOf(data.emoji)}/${data.burst ? "burst" : "normal"}/${data.user_id}`;
  return messages.noteVoice(row, name, present);
}

function add(
  message: CachedMessage,
  { emoji, burst }: GatewayMessageReactionRemoveDispatchData,
  burstColors: string[],
  isSelf: boolean,
): CachedMessage {
  const key = keyOf(emoji);
  const reactions = message.reactions ?? [];
  const index = reactions.findIndex((reaction) => keyOf(reaction.emoji) === key);
  const known = reactions[index];
  const base: APIReaction = known ?? {
    emoji,
    count: 0,
    count_details: { burst: 0, normal: 0 },
    burst_colors: [],
    me: false,
    me_burst: false,
  };
  const reaction = counted(base, burst, 1);
  if (burst && burstColors.length > 0) reaction.burst_colors = burstColors;
  if (isSelf) reaction[burst ? "me_burst" : "me"] = true;
  return withReactions(message, known === undefined ? [...reactions, reaction] : reactions.with(index, reaction));
}

function remove(
  message: CachedMessage,
  { emoji, burst }: GatewayMessageReactionRemoveDispatchData,
  isSelf: boolean,
): CachedMessage | undefined {
  const key = keyOf(emoji);
  const reactions = message.reactions ?? [];
  const index = reactions.findIndex((reaction) => keyOf(reaction.emoji) === key);
  const known = reactions[index];
  if (known === undefined) return undefined;
  const reaction = counted(known, burst, -1);
  if (isSelf) reaction[burst ? "me_burst" : "me"] = false;
  return withReactions(message, reaction.count > 0 ? reactions.with(index, reaction) : reactions.toSpliced(index, 1));
}

function counted(reaction: APIReaction, burst: boolean, step: 1 | -1): APIReaction {
  const details = { ...reaction.count_details };
  const kind = burst ? "burst" : "normal";
  details[kind] = Math.max(0, details[kind] + step);
  return { ...reaction, count: Math.max(0, reaction.count + step), count_details: details };
}

/** A message without reactions has no such field. */
function withReactions(message: CachedMessage, reactions: APIReaction[]): CachedMessage {
  if (reactions.length > 0) return { ...message, reactions };
  const { reactions: _reactions, ...rest } = message;
  return rest;
}
