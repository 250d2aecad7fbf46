import type { ClockTimer } from "@zignal/errors";
import { ApiError, unknown } from "./api-error.ts";
import type { Application, ApplicationStore } from "./applications.ts";
import type { ChannelStore } from "./channels.ts";
import { isDirect } from "./channel-types.ts";
import type { GuildStore } from "./guilds.ts";
import type { ResolvingStores } from "./interaction-resolved.ts";
import { partialChannel, resolveData } from "./interaction-resolved.ts";
import type { Interaction, InteractionHandle, InteractionOutcome, NewInteraction } from "./interaction-types.ts";
import { InteractionType } from "./interaction-types.ts";
import type { JsonObject } from "./json.ts";
import type { MessageStore } from "./messages.ts";
import type { WorldContext } from "./world-context.ts";

/** How long a bot has to answer, in milliseconds. */
export const ANSWER_WITHIN_MS = 3_000;
/** How long the token is good for further messages, in milliseconds. */
const TOKEN_LIFETIME_MS = 900_000;
/** What a file may weigh, in bytes. */
const ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024;

export interface InteractionStores extends Pick<ResolvingStores, "users" | "members" | "roles" | "permissions"> {
  applications: ApplicationStore;
  guilds: GuildStore;
  channels: ChannelStore;
  messages: MessageStore;
  attachment: ResolvingStores["attachment"];
}

/** An interaction as Discord sends it. */
export interface InteractionPayload {
  id: string;
  token: string;
  [field: string]: unknown;
}

interface Waiting {
  interaction: Interaction;
  acknowledge: (callbackType: number | undefined) => void;
  settle: (outcome: InteractionOutcome) => void;
  timer: ClockTimer;
}

/** Interactions from their making to the end of their token. What bots answer goes through `InteractionResponses`. */
export class InteractionStore {
  readonly #context: WorldContext;
  readonly #stores: InteractionStores;
  readonly #byId = new Map<string, Waiting>();
  readonly #byToken = new Map<string, Waiting>();

  /** Posts an interaction to the endpoint of its application, where that has one. The sandbox sets it. */
  post: (application: Application, payload: InteractionPayload) => void = () => undefined;

  constructor(context: WorldContext, stores: InteractionStores) {
    this.#context = context;
    this.#stores = stores;
  }

  /** Sends an interaction to the application's bot. */
  create(input: NewInteraction): InteractionHandle {
    const interaction = this.#build(input);
    const { promise: acknowledged, resolve: acknowledge } = Promise.withResolvers<number | undefined>();
    const { promise: settled, resolve: settle } = Promise.withResolvers<InteractionOutcome>();
    const timer = this.#context.clock.setTimeout(() => {
      interaction.missed = true;
      acknowledge(undefined);
      settle({ kind: "expired", deferred: false });
    }, ANSWER_WITHIN_MS);
    const waiting: Waiting = { interaction, acknowledge, settle, timer };
    this.#forgetOld();
    this.#byId.set(interaction.id, waiting);
    this.#byToken.set(interaction.token, waiting);
    const payload = this.#payload(interaction);
    const application = this.#stores.applications.get(interaction.applicationId);
    if (application !== undefined && application.interactionsEndpointUrl !== null) this.post(application, payload);
    else this.#context.publish("INTERACTION_CREATE", payload, { kind: "user", userId: interaction.botId });
    return { id: interaction.id, token: interaction.token, acknowledged, settled };
  }

  get(id: string): Interaction | undefined {
    return this.#byId.get(id)?.interaction;
  }

  /** @throws {ApiError} 10062 if it is unknown or too late, 40060 if it has been answered. */
  requireUnanswered(id: string, token: string): Interaction {
    const interaction = this.#byId.get(id)?.interaction;
    if (interaction === undefined || interaction.token !== token || interaction.missed) throw unknown("interaction");
    if (interaction.answeredWith !== undefined) {
      throw new ApiError(400, 40060, "Interaction has already been acknowledged.");
    }
    return interaction;
  }

  /** @throws {ApiError} 10015 before it was answered or if there is none, 50027 after 15 minutes. */
  requireByToken(applicationId: string, token: string): Interaction {
    const interaction = this.#byToken.get(token)?.interaction;
    if (interaction === undefined || interaction.applicationId !== applicationId) throw unknown("Webhook");
    if (this.#context.nowMs() > interaction.createdAtMs + TOKEN_LIFETIME_MS) {
      throw new ApiError(401, 50027, "Invalid Webhook Token");
    }
    if (interaction.answeredWith === undefined) throw unknown("Webhook");
    return interaction;
  }

  /** The bot answered. Without an outcome it is settled later, or when the token ends. */
  acknowledged(interaction: Interaction, callbackType: number, outcome: InteractionOutcome | undefined): void {
    const waiting = this.#byId.get(interaction.id);
    if (waiting === undefined) return;
    interaction.answeredWith = callbackType;
    waiting.timer.clear();
    waiting.acknowledge(callbackType);
    if (outcome !== undefined) return waiting.settle(outcome);
    waiting.timer = this.#context.clock.setTimeout(
      () => waiting.settle({ kind: "expired", deferred: true }),
      TOKEN_LIFETIME_MS,
    );
  }

  /** What was deferred is complete. Settling twice does nothing. */
  settle(interaction: Interaction, outcome: InteractionOutcome): void {
    const waiting = this.#byId.get(interaction.id);
    waiting?.timer.clear();
    waiting?.settle(outcome);
  }

  /** Stops all timers; what is not settled is expired. */
  close(): void {
    for (const { interaction, timer, acknowledge, settle } of this.#byId.values()) {
      timer.clear();
      acknowledge(undefined);
      settle({ kind: "expired", deferred: interaction.answeredWith !== undefined });
    }
  }

  /** Tokens that are long over are forgotten; the oldest come first. */
  #forgetOld(): void {
    const since = this.#context.nowMs() - 2 * TOKEN_LIFETIME_MS;
    for (const [id, { interaction }] of this.#byId) {
      if (interaction.createdAtMs > since) return;
      this.#byId.delete(id);
      this.#byToken.delete(interaction.token);
    }
  }

  #build(input: NewInteraction): Interaction {
    const application = this.#stores.applications.get(input.applicationId);
    if (application === undefined) throw unknown("Application");
    const channel = this.#stores.channels.require(input.channelId);
    const id = this.#context.newId();
    const place = { guildId: channel.guild_id, userId: input.userId, botId: application.botId };
    const data = input.data ?? {};
    const resolved =
      data["resolved"] ??
      resolveData(data, place, {
        ...this.#stores,
        channel: (channelId) => this.#stores.channels.get(channelId),
        message: (messageId) => {
          const message = this.#stores.messages.get(channel.id, messageId);
          return message === undefined ? undefined : this.#stores.messages.payload(message, application.botId);
        },
      });
    const trigger = input.triggeredBy === undefined ? undefined : this.get(input.triggeredBy);
    const message = input.message ?? trigger?.message;
    const secret = this.#context.randomText(128);
    return {
      id,
      token: Buffer.from(`interaction:${id}:${secret}`).toString("base64url"),
      applicationId: application.id,
      ...place,
      channelId: channel.id,
      type: input.type,
      data: resolved === undefined ? data : { ...data, resolved },
      message,
      metadata: this.#metadata(id, input, channel.guild_id, trigger),
      createdAtMs: this.#context.nowMs(),
      answeredWith: undefined,
      missed: false,
      originalId: undefined,
      activityInstanceId: undefined,
      messageIds: new Set(),
    };
  }

  #metadata(id: string, input: NewInteraction, guildId: string | undefined, trigger?: Interaction): JsonObject {
    const { type, userId, data = {}, message } = input;
    const targetId = data["target_id"];
    const target = typeof targetId === "string" ? targetId : undefined;
    const user = target === undefined ? undefined : this.#stores.users.get(target);
    return {
      id,
      type,
      user: this.#stores.users.require(userId),
      authorizing_integration_owners: { 0: guildId ?? "0" },
      ...(data["type"] === 2 && user !== undefined ? { target_user: user } : {}),
      ...(data["type"] === 3 && target !== undefined ? { target_message_id: target } : {}),
      ...(type === InteractionType.MessageComponent && message !== undefined
        ? { interacted_message_id: message.id }
        : {}),
      ...(trigger === undefined ? {} : { triggering_interaction_metadata: trigger.metadata }),
    };
  }

  #payload(interaction: Interaction): InteractionPayload {
    const { users, members, guilds, channels, permissions, messages } = this.#stores;
    const { guildId, userId, botId, message } = interaction;
    const channel = channels.require(interaction.channelId);
    const guild = guildId === undefined ? undefined : guilds.get(guildId);
    const member = guildId === undefined ? undefined : members.get(guildId, userId);
    const user = users.require(userId);
    return {
      id: interaction.id,
      application_id: interaction.applicationId,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      ...(interaction.type === InteractionType.Ping ? {} : { data: interaction.data }),
      channel_id: channel.id,
      channel: isDirect(channel) ? channels.payload(channel, botId) : partialChannel(channel, interaction, permissions),
      ...(guild === undefined
        ? {}
        : {
            guild_id: guild.id,
            guild: { id: guild.id, locale: guild.preferred_locale, features: guild.features },
            guild_locale: guild.preferred_locale,
          }),
      ...(member === undefined
        ? { user }
        : { member: { ...members.payload(member), permissions: String(permissions.inChannel(userId, channel)) } }),
      ...(message === undefined ? {} : { message: messages.payload(message, botId) }),
      app_permissions: String(permissions.inChannel(botId, channel)),
      locale: users.localeOf(userId),
      entitlements: [],
      entitlement_sku_ids: [],
      authorizing_integration_owners: { 0: guildId ?? "0" },
      context: guildId === undefined ? 1 : 0,
      attachment_size_limit: ATTACHMENT_SIZE_LIMIT,
    };
  }
}
