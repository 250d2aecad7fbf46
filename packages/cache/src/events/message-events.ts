import type { Contents } from "../contents.ts";
import type { CachedMessage } from "../entities.ts";
import type { EventHandlers } from "./event-handler.ts";

export type MessageEvent = "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK";

/** Messages, and the people they tell of. */
export const messageEvents: EventHandlers<MessageEvent> = {
  MESSAGE_CREATE(contents, message) {
    const known = contents.messages.peek(message.id);
    // What is known of a message is never older than its creation; only the gateway's additions may be missing.
    if (known === undefined) contents.setMessage(message, true);
    else if (known.message.guild_id === undefined) known.message = { ...message, ...known.message };
    contents.noteLastMessage(message.channel_id, message.id);
    notePeople(contents, message);
    return undefined;
  },

  MESSAGE_UPDATE(contents, message) {
    const record = contents.messages.get(message.id);
    if (message.author !== undefined) notePeople(contents, message);
    if (record === undefined) {
      // Older events carried only what changed; such a rest is no message.
      if (message.author !== undefined) contents.setMessage(message, false);
      return undefined;
    }
    const previous = record.message;
    // In updates `tts` is always false.
    contents.replaceMessage(record, { ...previous, ...message, tts: previous.tts });
    return previous;
  },

  MESSAGE_DELETE(contents, { id }) {
    return contents.messages.delete(id);
  },

  MESSAGE_DELETE_BULK(contents, { ids }) {
    const removed: CachedMessage[] = [];
    for (const id of ids) {
      const message = contents.messages.delete(id);
      if (message !== undefined) removed.push(message);
    }
    return removed.length > 0 ? removed : undefined;
  },
};

/** The author and those who are mentioned. A webhook's author is no user. */
export function notePeople(contents: Contents, message: CachedMessage): void {
  const { author, member, guild_id: guildId, mentions } = message;
  if (message.webhook_id === undefined) {
    if (member !== undefined && guildId !== undefined) contents.setMember(guildId, member, author);
    else contents.setUser(author);
  }
  for (const { member: mentionedMember, ...user } of mentions) {
    if (mentionedMember !== undefined && guildId !== undefined) contents.setMember(guildId, mentionedMember, user);
    else contents.setUser(user);
  }
}
