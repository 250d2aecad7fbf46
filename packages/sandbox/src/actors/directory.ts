import type { World } from "../world/world.ts";
import type { Channel } from "../world/channel-types.ts";

/** A file that a user uploads with a message, a command or a modal. */
export interface UploadedInput {
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly contentType?: string;
  readonly description?: string;
}

/** Finds what people call by name, around one channel: the members of its guild, its roles and its channels. */
export class Directory {
  readonly #world: World;
  readonly #channel: Channel;

  constructor(world: World, channel: Channel) {
    this.#world = world;
    this.#channel = channel;
  }

  get guildId(): string | undefined {
    return this.#channel.guild_id;
  }

  /** Id of a user, by id, user name, display name or nickname; with or without `@`. */
  findUser(nameOrId: string): string | undefined {
    if (this.#world.users.get(nameOrId) !== undefined) return nameOrId;
    const name = withoutSign(nameOrId, "@");
    const ids = this.#userIds();
    const users = ids.map((id) => this.#world.users.require(id));
    const exact =
      users.find(({ username }) => username === name) ?? users.find(({ global_name }) => global_name === name);
    return exact?.id ?? ids.find((id) => this.#nick(id) === name);
  }

  /** Id of a role, by id or name; with or without `@`. */
  findRole(nameOrId: string): string | undefined {
    const { guildId } = this;
    if (guildId === undefined) return undefined;
    const name = withoutSign(nameOrId, "@");
    return this.#world.roles
      .list(guildId)
      .find((role) => role.id === nameOrId || role.name === nameOrId || role.name === name)?.id;
  }

  /** Id of a channel or active thread, by id or name; with or without `#`. */
  findChannel(nameOrId: string): string | undefined {
    const { guildId } = this;
    if (guildId === undefined) return undefined;
    const name = withoutSign(nameOrId, "#");
    const { channels } = this.#world;
    return [...channels.ofGuild(guildId), ...channels.activeThreads(guildId)].find(
      (channel) => channel.id === nameOrId || channel.name === name,
    )?.id;
  }

  channelType(id: string): number | undefined {
    return this.#world.channels.get(id)?.type;
  }

  /** Keeps an upload. @returns the attachment's id. */
  upload({ name, data, contentType, description }: UploadedInput): string {
    const file = {
      filename: name,
      data: typeof data === "string" ? Buffer.from(data) : data,
      ...(contentType === undefined ? {} : { contentType }),
      ...(description === undefined ? {} : { description }),
    };
    return this.#world.attachments.add(this.#channel.id, file, { ephemeral: true }).id;
  }

  #userIds(): string[] {
    const { guildId } = this;
    if (guildId === undefined) return [...(this.#channel.recipientIds ?? [])];
    return this.#world.members.list(guildId).map(({ userId }) => userId);
  }

  #nick(userId: string): string | null | undefined {
    const { guildId } = this;
    return guildId === undefined ? undefined : this.#world.members.get(guildId, userId)?.nick;
  }
}

function withoutSign(name: string, sign: string): string {
  return name.startsWith(sign) ? name.slice(1) : name;
}
