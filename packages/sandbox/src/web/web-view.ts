import type { Actor } from "../actors/actor.ts";
import type { SeenMessage } from "../actors/seen-message.ts";
import type { Channel } from "../world/channel-types.ts";
import { isDirect } from "../world/channel-types.ts";
import type { WorldEvent } from "../world/events.ts";
import { isJsonObject } from "../world/json.ts";
import type { World } from "../world/world.ts";

/** How many ephemeral messages are remembered for the page. */
const maxEphemeral = 500;

/** The guild as the page shows it to one user. */
export class WebView {
  readonly #world: World;
  readonly #guildId: string;
  /** Ephemeral messages are in no history: the page keeps its own. */
  readonly #ephemeral = new Map<string, { channelId: string; userIds: readonly string[] }>();
  readonly #unsubscribe: () => void;

  constructor(world: World, guildId: string) {
    this.#world = world;
    this.#guildId = guildId;
    this.#unsubscribe = world.subscribe((event) => this.#keepEphemeral(event));
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Guild, people, roles and the channels that the user sees. */
  state(actor: Actor): object {
    const { users, roles, members, guilds, presences, applications } = this.#world;
    const people = members.list(this.#guildId).map(({ userId }) => users.require(userId));
    const bots = [...applications.all()].map(({ botId }) => users.require(botId));
    return {
      you: actor.name,
      guild: { id: this.#guildId, name: guilds.require(this.#guildId).name },
      people: people.filter(({ bot }) => !bot).map(({ username }) => username),
      users: people.map(({ id, username }) => ({ id, name: username })),
      roles: roles.list(this.#guildId).map(({ id, name }) => ({ id, name })),
      channels: this.#channels(
        actor,
        bots.map(({ id }) => id),
      ),
      bots: bots.map(({ id, username }) => ({ name: username, online: presences.get(id).status !== "offline" })),
    };
  }

  /** The last messages of a channel, oldest first, with those that only this user sees. */
  messages(actor: Actor, channelName: string): SeenMessage[] {
    const { id: channelId } = actor.channel(channelName);
    const own = [...this.#ephemeral].filter(
      ([, entry]) => entry.channelId === channelId && entry.userIds.includes(actor.id),
    );
    const ephemeral = own.filter(([id]) => this.#world.messages.get(channelId, id) !== undefined).map(([id]) => id);
    const ids = [...this.#world.messages.list(channelId, { limit: 100 }).map(({ id }) => id), ...ephemeral];
    return ids
      .toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
      .map((id) => actor.read({ id, channel_id: channelId }));
  }

  /** Does the user see this event happen? */
  sees(actor: Actor, { audience }: WorldEvent): boolean {
    switch (audience.kind) {
      case "guild":
        return this.#world.members.has(audience.guildId, actor.id);
      case "channel":
        return this.#world.canView(actor.id, audience.channelId);
      case "direct":
      case "ephemeral":
        return audience.userIds.includes(actor.id);
      case "user":
        return audience.userId === actor.id;
      default:
        return false;
    }
  }

  /** Each category before its channels, direct messages with the bots last. */
  #channels(actor: Actor, botIds: readonly string[]): object[] {
    const { channels, permissions } = this.#world;
    const visible = channels.ofGuild(this.#guildId).filter((channel) => permissions.canView(actor.id, channel));
    const threads = channels.activeThreads(this.#guildId).filter((thread) => permissions.canView(actor.id, thread));
    const withThreads = (channel: Channel): Channel[] => [
      channel,
      ...threads.filter((thread) => thread.parent_id === channel.id),
    ];
    const top = visible.filter(({ parent_id: parent }) => parent === undefined || parent === null);
    const guild = top.flatMap((channel) => [
      ...withThreads(channel),
      ...visible.filter((child) => child.parent_id === channel.id).flatMap(withThreads),
    ]);
    const direct = botIds.map((botId) => this.#world.openDirect(actor.id, botId));
    return [...guild, ...direct].map((channel) => this.#channel(actor, channel));
  }

  #channel(actor: Actor, channel: Channel): object {
    const { users, voiceStates } = this.#world;
    const voice = voiceStates.ofGuild(this.#guildId).filter((state) => state.channel_id === channel.id);
    const others = (channel.recipientIds ?? []).filter((id) => id !== actor.id);
    return {
      id: channel.id,
      type: channel.type,
      name: isDirect(channel) ? others.map((id) => users.require(id).username).join(", ") : channel.name,
      voice: voice.map((state) => users.require(state.user_id).username),
    };
  }

  #keepEphemeral({ t, d, audience }: WorldEvent): void {
    if (t !== "MESSAGE_CREATE" || audience.kind !== "ephemeral" || !isJsonObject(d)) return;
    this.#ephemeral.set(String(d["id"]), { channelId: audience.channelId, userIds: audience.userIds });
    const oldest = this.#ephemeral.keys().next().value;
    if (this.#ephemeral.size > maxEphemeral && oldest !== undefined) this.#ephemeral.delete(oldest);
  }
}
