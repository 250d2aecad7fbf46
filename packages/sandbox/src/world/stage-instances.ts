import { ApiError, unknown } from "./api-error.ts";
import type { ChannelStore } from "./channels.ts";
import type { WorldContext } from "./world-context.ts";

/** What goes on in a stage channel. */
export interface StageInstance {
  readonly id: string;
  readonly guild_id: string;
  readonly channel_id: string;
  topic: string;
  privacy_level: number;
  readonly discoverable_disabled: boolean;
  readonly guild_scheduled_event_id: string | null;
}

/** The live stages, by their channel. */
export class StageInstanceStore {
  readonly #context: WorldContext;
  readonly #channels: ChannelStore;
  readonly #byChannel = new Map<string, StageInstance>();

  constructor(context: WorldContext, channels: ChannelStore) {
    this.#context = context;
    this.#channels = channels;
  }

  /** @throws {ApiError} 150006 if the stage is live already */
  create(input: { channelId: string; topic: string; privacyLevel?: number; eventId?: string }): StageInstance {
    const { channelId, topic, privacyLevel = 2, eventId } = input;
    if (this.#byChannel.has(channelId)) throw new ApiError(400, 150_006, "The Stage is already open");
    const instance: StageInstance = {
      id: this.#context.newId(),
      guild_id: this.#channels.require(channelId).guild_id ?? "",
      channel_id: channelId,
      topic,
      privacy_level: privacyLevel,
      discoverable_disabled: true,
      guild_scheduled_event_id: eventId ?? null,
    };
    this.#byChannel.set(channelId, instance);
    this.#publish("CREATE", instance);
    return instance;
  }

  /** @throws {ApiError} 10067 */
  require(channelId: string): StageInstance {
    const instance = this.#byChannel.get(channelId);
    if (instance === undefined) throw unknown("Stage Instance");
    return instance;
  }

  ofGuild(guildId: string): StageInstance[] {
    return [...this.#byChannel.values()].filter((instance) => instance.guild_id === guildId);
  }

  /** @throws {ApiError} 10067 */
  update(channelId: string, change: Partial<Pick<StageInstance, "topic" | "privacy_level">>): StageInstance {
    const instance = this.require(channelId);
    Object.assign(instance, change);
    this.#publish("UPDATE", instance);
    return instance;
  }

  /** @throws {ApiError} 10067 */
  delete(channelId: string): void {
    const instance = this.require(channelId);
    this.#byChannel.delete(channelId);
    this.#publish("DELETE", instance);
  }

  /** With its channel. */
  forgetChannel(channelId: string): void {
    if (this.#byChannel.has(channelId)) this.delete(channelId);
  }

  #publish(what: "CREATE" | "UPDATE" | "DELETE", instance: StageInstance): void {
    const { guild_id: guildId, channel_id: channelId } = instance;
    this.#context.publish(`STAGE_INSTANCE_${what}`, { ...instance }, { kind: "channel", guildId, channelId });
  }
}
