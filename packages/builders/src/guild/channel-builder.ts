import type { RESTPostAPIGuildChannelJSONBody } from "@zignal/types";
import type { PermissionsInput } from "@zignal/types/permissions";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { channelTypeFrom } from "../channel-type.ts";
import type { ChannelTypeInput } from "../channel-type.ts";
import { emojiFrom } from "../emoji.ts";
import type { EmojiInput } from "../emoji.ts";
import { permissionBits } from "../permission-bits.ts";
import { channelSchema } from "../schemas/channel.ts";
import { checked } from "../validation.ts";

/** What one role or member may do in a channel, other than in the guild. */
export interface PermissionOverwrite {
  /** @defaultValue nothing */
  allow?: PermissionsInput;
  /** @defaultValue nothing */
  deny?: PermissionsInput;
}

/** A tag of a forum. */
export interface ForumTagOptions {
  /** Only members who may manage threads can set it. @defaultValue `false` */
  moderated?: boolean;
  emoji?: EmojiInput;
}

/**
 * A channel to create in a guild. Nothing but the name is required.
 * @see {@link https://docs.discord.com/developers/resources/guild#create-guild-channel | Discord Docs/Create Guild Channel}
 */
export class ChannelBuilder {
  readonly #data: RESTPostAPIGuildChannelJSONBody = { name: "" };

  /** 1 to 100 characters. */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** By name or by Discord's number. @defaultValue `"text"` */
  type(type: ChannelTypeInput): this {
    return this.#set({ type: channelTypeFrom(type) as NonNullable<RESTPostAPIGuildChannelJSONBody["type"]> });
  }

  /** At most 1024 characters; 4096 in forum and media channels. */
  topic(topic: string): this {
    return this.#set({ topic });
  }

  /** Age-restricted. @defaultValue `false` */
  setNSFW(nsfw = true): this {
    return this.#set({ nsfw });
  }

  /** Seconds that a member waits between messages: 0 to 21600. @defaultValue `0` */
  setRateLimitPerUser(seconds: number): this {
    return this.#set({ rate_limit_per_user: seconds });
  }

  /** The category it is in. */
  setParentId(categoryId: string): this {
    return this.#set({ parent_id: categoryId });
  }

  /** Its place in the list. */
  setPosition(position: number): this {
    return this.#set({ position });
  }

  /** Bits per second of a voice or stage channel: at least 8000. */
  setBitrate(bitsPerSecond: number): this {
    return this.#set({ bitrate: bitsPerSecond });
  }

  /** How many may be in the channel: up to 99, or 10000 on a stage. @defaultValue `0`: no limit */
  setUserLimit(userLimit: number): this {
    return this.#set({ user_limit: userLimit });
  }

  /** A voice region. @defaultValue Discord chooses */
  setRtcRegion(region: string): this {
    return this.#set({ rtc_region: region });
  }

  /** Minutes without activity until new threads are archived: 60, 1440, 4320 or 10080. */
  setDefaultAutoArchiveDuration(minutes: 60 | 1440 | 4320 | 10_080): this {
    return this.#set({ default_auto_archive_duration: minutes });
  }

  /** Seconds that a member waits between messages of new threads: 0 to 21600. */
  setDefaultThreadRateLimitPerUser(seconds: number): this {
    return this.#set({ default_thread_rate_limit_per_user: seconds });
  }

  /** The reaction that a forum offers at each post. */
  setDefaultReaction(emoji: EmojiInput): this {
    const { id = null, name = null } = emojiFrom(emoji);
    return this.#set({ default_reaction_emoji: { emoji_id: id, emoji_name: id === null ? name : null } });
  }

  /** Adds a tag to a forum: at most 20. @param name - At most 20 characters. */
  addTag(name: string, options: ForumTagOptions = {}): this {
    const { id = null, name: symbol = null } = options.emoji === undefined ? {} : emojiFrom(options.emoji);
    const tag = {
      name,
      moderated: options.moderated ?? false,
      emoji_id: id,
      emoji_name: id === null ? symbol : null,
    };
    return this.#set({ available_tags: [...(this.#data.available_tags ?? []), tag] });
  }

  /** What a role may do here. */
  addRoleOverwrite(roleId: string, overwrite: PermissionOverwrite): this {
    return this.#overwrite(roleId, 0, overwrite);
  }

  /** What a member may do here. */
  addMemberOverwrite(userId: string, overwrite: PermissionOverwrite): this {
    return this.#overwrite(userId, 1, overwrite);
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIGuildChannelJSONBody {
    return checked(copyJson(this.#data), channelSchema, "channel", options);
  }

  #overwrite(id: string, type: 0 | 1, { allow = 0n, deny = 0n }: PermissionOverwrite): this {
    const overwrite = { id, type, allow: permissionBits(allow), deny: permissionBits(deny) };
    return this.#set({ permission_overwrites: [...(this.#data.permission_overwrites ?? []), overwrite] });
  }

  #set(fields: Partial<RESTPostAPIGuildChannelJSONBody>): this {
    Object.assign(this.#data, fields);
    return this;
  }
}
