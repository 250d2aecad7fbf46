/** Something that happened in the world, as the gateway would dispatch it. */
export interface WorldEvent {
  /** Name of the dispatch, such as `MESSAGE_CREATE`. */
  readonly t: string;
  /** Payload of the dispatch, complete: who may not see a part of it (message content) gets it stripped by the gateway. */
  readonly d: object;
  readonly audience: Audience;
}

/** Who an event is for, before intents and shards are looked at. */
export type Audience =
  /** Every member of the guild. */
  | { readonly kind: "guild"; readonly guildId: string }
  /** Every member of the guild who has VIEW_CHANNEL there (for a private thread: who is in it or manages threads). */
  | { readonly kind: "channel"; readonly guildId: string; readonly channelId: string }
  /** The participants of a direct message; the intents for direct messages apply. */
  | { readonly kind: "direct"; readonly channelId: string; readonly userIds: readonly string[] }
  /** These users only, though it may have happened in a guild: ephemeral messages. The intents for direct messages apply. */
  | { readonly kind: "ephemeral"; readonly channelId: string; readonly userIds: readonly string[] }
  /** One user only, such as an interaction for its bot, or a guild that a bot joined. */
  | { readonly kind: "user"; readonly userId: string };

export type WorldListener = (event: WorldEvent) => void;
