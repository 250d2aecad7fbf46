import { ValidationError } from "@zignal/errors";
import type { SingleFlight } from "./single-flight.ts";
import type { Channel } from "./structures/channel.ts";
import type { Guild } from "./structures/guild.ts";
import type { Member } from "./structures/member.ts";
import type { Message } from "./structures/message.ts";
import type { StructureHost } from "./structures/structure-host.ts";
import type { User } from "./structures/user.ts";

/** Entities by id: from the cache, or else asked of Discord, once for all who ask at the same time. */
export class EntityAccess {
  readonly #host: StructureHost;
  readonly #flights: SingleFlight;

  constructor(host: StructureHost, flights: SingleFlight) {
    this.#host = host;
    this.#flights = flights;
  }

  async guild(guildId: string): Promise<Guild> {
    checkIds({ guildId });
    const { cache, make, rest } = this.#host;
    const cached = cache?.getGuild(guildId);
    // A guild that is in an outage is known by its id alone.
    if (cached !== undefined && "name" in cached) return make.guild(cached);
    return make.guild(await this.#flights.run(`guild ${guildId}`, () => rest.guilds.getGuild(guildId)));
  }

  async channel(channelId: string): Promise<Channel> {
    checkIds({ channelId });
    const { cache, make, rest } = this.#host;
    const cached = cache?.getChannel(channelId);
    if (cached !== undefined) return make.channel(cached);
    return make.channel(await this.#flights.run(`channel ${channelId}`, () => rest.channels.getChannel(channelId)));
  }

  async user(userId: string): Promise<User> {
    checkIds({ userId });
    const { cache, make, rest } = this.#host;
    const cached = cache?.getUser(userId);
    return make.user(cached ?? (await this.#flights.run(`user ${userId}`, () => rest.users.getUser(userId))));
  }

  async member(guildId: string, userId: string): Promise<Member> {
    checkIds({ guildId, userId });
    const { cache, make, rest } = this.#host;
    const cached = cache?.getMember(guildId, userId);
    const raw =
      cached ??
      (await this.#flights.run(`member ${guildId} ${userId}`, () => rest.guilds.getGuildMember(guildId, userId)));
    return make.member(raw, raw.user, guildId);
  }

  async message(channelId: string, messageId: string): Promise<Message> {
    checkIds({ channelId, messageId });
    const { cache, make, rest } = this.#host;
    const cached = cache?.getMessage(messageId);
    // The message of another channel is not what was asked for: Discord would not know it there.
    if (cached?.channel_id === channelId) return make.message(cached);
    const key = `message ${channelId} ${messageId}`;
    return make.message(await this.#flights.run(key, () => rest.channels.getMessage(channelId, messageId)));
  }
}

/** Here and not by the cache, or by whoever is asked next: the name in the message is that of the argument. */
function checkIds(ids: Readonly<Record<string, unknown>>): void {
  for (const [path, id] of Object.entries(ids)) {
    if (typeof id === "string" && id !== "") continue;
    throw ValidationError.of(path, `must be the id, as a string (was ${id === "" ? "empty" : typeof id})`);
  }
}
