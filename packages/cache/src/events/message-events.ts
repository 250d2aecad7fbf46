import { accepts } from "../contents.ts";
import type { CachedMessage } from "../entities.ts";
import { notePeopleOf } from "../people.ts";
import type { EventHandlers } from "./event-handler.ts";

export type MessageEvent = "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK";

/** Messages, and the people they tell of. */
export const messageEvents: EventHandlers<MessageEvent> = {
  MESSAGE_CREATE(contents, message, text) {
    const row = contents.messages.find(message.id);
    // What is known of a message is never older than its creation; only the gateway's additions may be missing.
    if (row < 0) {
      if (accepts(contents.keep.messages, () => message)) contents.addMessage(message, true, text);
    } else {
      const known = contents.messages.read(row);
      if (known.guild_id === undefined) contents.replaceMessage(row, { ...message, ...known });
    }
    contents.noteLastMessage(message.channel_id, message.id);
    notePeopleOf(contents, message);
    return undefined;
  },

  MESSAGE_UPDATE(contents, message) {
    const row = contents.messages.find(message.id);
    if (message.author !== undefined) notePeopleOf(contents, message);
    if (row < 0) {
      // Older events carried only what changed; such a rest is no message.
      if (message.author !== undefined) contents.setMessage(message, false);
      return undefined;
    }
    const previous = contents.messages.read(row);
    // In updates `tts` is always false.
    contents.replaceMessage(row, { ...previous, ...message, tts: previous.tts });
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
