import type { APIUser } from "@zignal/types";
import { isSnowflake } from "@zignal/types/snowflake";
import { createdAt } from "./created-at.ts";
import { cdn, type MessageInput } from "@zignal/builders";
import type { Channel } from "./channel.ts";
import type { Message } from "./message.ts";
import { Structure } from "./structure.ts";

/** A user, of any guild or none. */
export class User extends Structure<APIUser> {
  get id(): string {
    return this.raw.id;
  }

  get username(): string {
    return this.raw.username;
  }

  /** The name that is shown: the global display name, or else the user name. */
  get displayName(): string {
    return this.raw.global_name ?? this.raw.username;
  }

  get isBot(): boolean {
    return this.raw.bot ?? false;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  /** `<@id>`, which a message shows as a mention. */
  get mention(): string {
    return `<@${this.raw.id}>`;
  }

  /** URL of the avatar, or of the default one. */
  get avatarUrl(): string {
    const { avatar, discriminator } = this.raw;
    // Of nobody, the first of the default ones.
    const id = isSnowflake(this.raw.id) ? this.raw.id : "0";
    return typeof avatar !== "string" ? cdn.defaultAvatar(id, discriminator) : cdn.userAvatar(id, avatar);
  }

  /** Opens, or finds, the channel of direct messages with this user. */
  async createDirectMessageChannel(): Promise<Channel> {
    return this.host.make.channel(await this.host.rest.users.createDm({ recipient_id: this.id }));
  }

  /**
   * Sends a direct message.
   * @throws {HttpError} with `discordCode` 50007 where the user takes none from this bot.
   */
  async send(input: MessageInput): Promise<Message> {
    const channel = await this.createDirectMessageChannel();
    return channel.send(input);
  }

  /** The name that is shown, so that a user can stand in a template string. */
  override toString(): string {
    return this.mention;
  }
}
