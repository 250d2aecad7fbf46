import type { SeenMessage } from "./seen-message.ts";

/** Which message is meant: text that it contains, an expression, fields that all have to fit, or a function. */
export type MessageFilter = string | RegExp | MessageFields | ((message: SeenMessage) => boolean);

export interface MessageFields {
  /** User name or id of the author. */
  from?: string;
  /** Name or id of the channel. */
  channel?: string;
  /** Text that it contains, or an expression. */
  content?: string | RegExp;
}

/** @param idsOf - What a name stands for, as a user and as a channel. */
export function matcher(
  filter: MessageFilter,
  idsOf: (name: string) => { userId: string | undefined; channelId: string | undefined },
): (message: SeenMessage) => boolean {
  if (typeof filter === "function") return filter;
  if (typeof filter === "string" || filter instanceof RegExp) return (message) => contains(message.content, filter);
  const { from, channel, content } = filter;
  const userId = from === undefined ? undefined : idsOf(from).userId;
  const channelId = channel === undefined ? undefined : idsOf(channel).channelId;
  return (message) => {
    if (from !== undefined && message.author.id !== userId) return false;
    if (channel !== undefined && message.channel_id !== channelId) return false;
    return content === undefined || contains(message.content, content);
  };
}

function contains(text: string, wanted: string | RegExp): boolean {
  // `search` pays no attention to the `lastIndex` that a global expression remembers.
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) !== -1;
}
