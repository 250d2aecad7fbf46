import { cdn } from "@zignal/builders";
import type { GatewayMessageReactionAddDispatchData, GatewayMessageReactionRemoveDispatchData } from "@zignal/types";
import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** A reaction as the gateway has it. One that was taken back tells less. */
export type RawReaction = GatewayMessageReactionRemoveDispatchData &
  Partial<Omit<GatewayMessageReactionAddDispatchData, keyof GatewayMessageReactionRemoveDispatchData>>;

/** What one user put under one message, or took back. */
export class Reaction extends Structure<RawReaction> {
  get messageId(): string {
    return this.raw.message_id;
  }

  get channelId(): string {
    return this.raw.channel_id;
  }

  /** `undefined` in direct messages. */
  get guildId(): string | undefined {
    return this.raw.guild_id;
  }

  /** Whose reaction it is. */
  get userId(): string {
    return this.raw.user_id;
  }

  /** The member who reacted, where the gateway sent it: in guilds, not of reactions that are taken back. */
  get member(): Member | undefined {
    const { member, guild_id: guildId } = this.raw;
    return member && guildId !== undefined ? this.host.make.member(member, member.user, guildId) : undefined;
  }

  /** Who wrote the message, where Discord tells. */
  get messageAuthorId(): string | undefined {
    return this.raw.message_author_id;
  }

  /** The emoji as `message.react` takes it: itself, or `name:id` of a custom one. */
  get emoji(): string {
    const { id, name } = this.#emoji;
    return typeof id === "string" ? `${name ?? "_"}:${id}` : (name ?? "");
  }

  /** The emoji itself, or the name of a custom one; `undefined` where that is deleted. */
  get emojiName(): string | undefined {
    return this.#emoji.name ?? undefined;
  }

  /** Id of a custom emoji. */
  get emojiId(): string | undefined {
    return this.#emoji.id ?? undefined;
  }

  /** URL of a custom emoji's picture. */
  get emojiUrl(): string | undefined {
    const { id, animated = false } = this.#emoji;
    return typeof id === "string" ? cdn.emoji(id, { animated }) : undefined;
  }

  /** Is it a super reaction? */
  get isBurst(): boolean {
    return this.raw.burst ?? false;
  }

  /** The message, from the cache, or else asked of Discord. */
  async fetchMessage(): Promise<Message> {
    const { cache, make, rest } = this.host;
    return make.message(
      cache?.getMessage(this.messageId) ?? (await rest.channels.getMessage(this.channelId, this.messageId)),
    );
  }

  /** Who reacted, from the cache, or else asked of Discord. */
  async fetchUser(): Promise<User> {
    const { cache, make, rest } = this.host;
    return make.user(cache?.getUser(this.userId) ?? (await rest.users.getUser(this.userId)));
  }

  /** Takes it away; of other users, that needs the permission to manage messages. */
  async remove(): Promise<void> {
    await this.host.rest.channels.deleteUserMessageReaction(this.channelId, this.messageId, this.emoji, this.userId);
  }

  /** Takes away everybody's reaction with this emoji. */
  async clear(): Promise<void> {
    await this.host.rest.channels.deleteAllMessageReactionsByEmoji(this.channelId, this.messageId, this.emoji);
  }

  override toString(): string {
    return this.emoji;
  }

  get #emoji(): Partial<RawReaction["emoji"]> {
    // Missing where Discord left it out, which it should not.
    return (this.raw as Partial<RawReaction>).emoji ?? {};
  }
}
