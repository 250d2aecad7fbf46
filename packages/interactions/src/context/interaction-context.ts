import { messageFrom } from "@zignal/builders";
import type { MessageBody, MessageInput } from "@zignal/builders";
import type {
  APIEntitlement,
  APIInteraction,
  APIInteractionGuildMember,
  APIMessage,
  APIMessageComponentInteraction,
  APIUser,
} from "@zignal/types";
import { InteractionError } from "../interaction-error.ts";
import type { InteractionResponseBody } from "../interaction-response.ts";
import { callbackType } from "../interaction-type.ts";
import { localize } from "../localize.ts";
import type { Texts } from "../localize.ts";
import type { Responder } from "../responder.ts";
import type { ParamsOf } from "../components/custom-id.ts";
import type { FieldMap, FieldValues } from "../modals/modal-fields.ts";
import type { AnyWaitTarget, ModalWaitTarget, WaitTarget } from "../waiting/conversation.ts";
import type { CollectOptions, WaitOptions } from "../waiting/wait-options.ts";
import type { ComponentContext } from "./component-context.ts";
import type { ModalContext } from "./modal-context.ts";
import type { ResponseState, ResponseWish } from "../response-state.ts";

const ephemeralFlag = 0x40;

/** Every interaction but Discord's ping. */
export type UserInteraction = Exclude<APIInteraction, { type: 1 }>;

export interface DeferOptions {
  /** Only the user sees the answer to come. @defaultValue `false` */
  ephemeral?: boolean;
}

/**
 * An interaction and how to answer it.
 *
 * One answer is sent: {@link reply} (or what else the kind of interaction has), or {@link defer} and later `reply`,
 * which then edits. An answer counts only when Discord has taken it; one that failed can be tried again.
 */
export class InteractionContext<Interaction extends UserInteraction = UserInteraction> {
  /** Discord's JSON of the interaction. */
  readonly interaction: Interaction;
  protected readonly responder: Responder;

  constructor(interaction: Interaction, responder: Responder) {
    this.interaction = interaction;
    this.responder = responder;
  }

  get id(): string {
    return this.interaction.id;
  }

  get applicationId(): string {
    return this.interaction.application_id;
  }

  /** Who acted. */
  get user(): APIUser {
    const user = this.interaction.member?.user ?? this.interaction.user;
    if (user === undefined) throw new InteractionError("notPossible", "The interaction names no user");
    return user;
  }

  /** Who acted, as a member; `undefined` outside guilds. */
  get member(): APIInteractionGuildMember | undefined {
    return this.interaction.member;
  }

  get guildId(): string | undefined {
    return this.interaction.guild_id;
  }

  get channelId(): string | undefined {
    return this.interaction.channel?.id ?? this.interaction.channel_id;
  }

  /** The user's language, such as `de`. */
  get locale(): string {
    return this.interaction.locale;
  }

  /** The guild's language; `undefined` outside guilds. */
  get guildLocale(): string | undefined {
    return this.interaction.guild_locale;
  }

  /** What the user, and the guild, have bought of the app. */
  get entitlements(): readonly APIEntitlement[] {
    return this.interaction.entitlements;
  }

  /** Has the user, or the guild, bought one of these SKUs, so that it is valid now? */
  isEntitled(...skuIds: readonly string[]): boolean {
    return this.interaction.entitlements.some((one) => skuIds.includes(one.sku_id) && isValid(one, Date.now()));
  }

  /** What the interaction has been told so far. */
  get responseState(): ResponseState {
    return this.responder.state;
  }

  /** Is an answer, or its deferral, sent or on its way? */
  get answered(): boolean {
    return this.responder.hasSpoken;
  }

  /**
   * Answers with a message; after {@link defer} (or a deferral by itself) edits the deferred answer instead.
   * @param message - Text, a builder, or Discord's JSON; `ephemeral` shows it to the user only.
   * @throws {InteractionError} if there is an answer already.
   * @throws {ValidationError} if the message breaks a limit of Discord; nothing is sent.
   */
  async reply(message: MessageInput): Promise<void> {
    await this.responder.message("reply", messageFrom(message));
  }

  /**
   * Shows that the app is thinking; answer with {@link reply} or {@link editReply} within fifteen minutes.
   * @throws {InteractionError} if there is an answer already.
   */
  async defer(options: DeferOptions = {}): Promise<void> {
    const ephemeral = options.ephemeral ?? false;
    await this.responder.first({ wish: "defer", ephemeral, byItself: false }, deferral(ephemeral));
  }

  /**
   * Another message after the answer; right after {@link defer} it is the answer, as Discord has it.
   * @throws {InteractionError} if there is no answer yet.
   */
  async followUp(message: MessageInput): Promise<APIMessage> {
    return this.responder.followUp(messageFrom(message));
  }

  /** Changes the answer; what is left out stays as it is. @throws {InteractionError} if there is no answer yet. */
  async editReply(message: MessageInput): Promise<APIMessage> {
    return this.responder.edit(messageFrom(message, { edit: true }));
  }

  /** Takes the answer back. @throws {InteractionError} if there is no answer yet. */
  async deleteReply(): Promise<void> {
    await this.responder.delete();
  }

  /** The answer as Discord has it. @throws {InteractionError} if there is no answer yet. */
  async fetchReply(): Promise<APIMessage> {
    return this.responder.fetch();
  }

  async editFollowUp(messageId: string, message: MessageInput): Promise<APIMessage> {
    return this.responder.editFollowUp(messageId, messageFrom(message, { edit: true }));
  }

  async deleteFollowUp(messageId: string): Promise<void> {
    await this.responder.deleteFollowUp(messageId);
  }

  /**
   * Answers with Discord's own JSON of a response, unchecked.
   * @throws {InteractionError} if there is an answer already.
   */
  async respondWith(response: InteractionResponseBody): Promise<void> {
    switch (response.type) {
      case callbackType.message:
        return this.responder.message("reply", response.data);
      case callbackType.update:
        return this.responder.message("update", response.data);
      case callbackType.deferredMessage: {
        const ephemeral = ((response.data?.flags ?? 0) & ephemeralFlag) !== 0;
        return this.responder.first({ wish: "defer", ephemeral, byItself: false }, response);
      }
      case callbackType.deferredUpdate:
        return this.responder.first({ wish: "deferUpdate", byItself: false }, response);
      case callbackType.autocompleteResult:
        return this.responder.first({ wish: "choices" }, response);
      case callbackType.modal:
        return this.responder.first({ wish: "modal" }, response);
      case callbackType.launchActivity:
        return this.responder.first({ wish: "activity" }, response);
      case callbackType.premiumRequired:
        return this.responder.first({ wish: "premium" }, response);
      case callbackType.purchaseEligibility:
        return this.responder.first({ wish: "eligibility" }, response);
    }
  }

  /**
   * The text for this user: in the user's language, else the guild's, else the first.
   * `ctx.localize({ "en-US": "Hello", de: "Hallo" })`
   */
  localize(texts: Texts): string {
    return localize(texts, this.interaction.locale, this.interaction.guild_locale);
  }

  /**
   * The next click or choice, or the modal submitted: `await ctx.waitFor(button, { timeoutMs: 60_000 })`. It comes here
   * rather than to a registered handler, and has to be answered as in one. Without `messageId` it counts on every message
   * of this interaction, and on those that no interaction made.
   * @param target - A component or modal by its definition, or a component by its custom id, which may have parameters.
   * @returns Its context; `undefined` when the time is over, or the message, channel, guild or client has gone.
   * @throws {ValidationError} if the time is longer than fifteen minutes.
   */
  waitFor<
    const Pattern extends string,
    Clicked extends APIMessageComponentInteraction = APIMessageComponentInteraction,
  >(
    target: WaitTarget<Pattern, Clicked>,
    options: WaitOptions<ComponentContext<ParamsOf<Pattern>, Clicked>>,
  ): Promise<ComponentContext<ParamsOf<Pattern>, Clicked> | undefined>;
  waitFor<const Pattern extends string, const Fields extends FieldMap = Record<string, never>>(
    target: ModalWaitTarget<Pattern, Fields>,
    options: WaitOptions<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>>>,
  ): Promise<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>> | undefined>;
  waitFor(target: AnyWaitTarget, options: WaitOptions<never>): Promise<InteractionContext | undefined> {
    return this.responder.conversation.next(this.interaction, this.responder, target, options);
  }

  /**
   * Clicks and choices as they come: `for await (const click of ctx.collect(vote, { timeoutMs: 60_000 }))`. It ends as
   * {@link waitFor} does.
   * @param options - `max`: end after so many. @defaultValue only the time ends it
   * @throws {ValidationError} if the time is longer than fifteen minutes.
   */
  collect<
    const Pattern extends string,
    Clicked extends APIMessageComponentInteraction = APIMessageComponentInteraction,
  >(
    target: WaitTarget<Pattern, Clicked>,
    options: CollectOptions<ComponentContext<ParamsOf<Pattern>, Clicked>>,
  ): AsyncGenerator<ComponentContext<ParamsOf<Pattern>, Clicked>, void, undefined> {
    // The contexts are those of the target.
    return this.responder.conversation.all(this.interaction, this.responder, target, options) as AsyncGenerator<
      ComponentContext<ParamsOf<Pattern>, Clicked>,
      void,
      undefined
    >;
  }

  /** @internal Follows where the answers go, while the handler is at work. */
  follow(): void {
    this.responder.waiters.follow(this.interaction.id, this.responder.trail);
  }

  /** @internal For the handler's watch over the deadline. */
  async deferByItself(wish: ResponseWish, callback: InteractionResponseBody): Promise<void> {
    await this.responder.first(wish, callback);
  }

  /** @internal For the handler's apology: shows a message to the user unless there is an answer already. */
  async replyIfSilent(body: MessageBody): Promise<void> {
    await this.responder.settled();
    const { status } = this.responder.state;
    if (status === "answered" || status === "acknowledged") return;
    await this.responder.message("reply", { ...body, flags: (body.flags ?? 0) | ephemeralFlag });
  }
}

function isValid({ deleted, consumed, starts_at: start, ends_at: end }: APIEntitlement, now: number): boolean {
  if (deleted || consumed === true) return false;
  return (typeof start !== "string" || Date.parse(start) <= now) && (typeof end !== "string" || Date.parse(end) > now);
}

/** Discord's JSON of a deferred answer. */
export function deferral(ephemeral: boolean): InteractionResponseBody {
  return ephemeral
    ? { type: callbackType.deferredMessage, data: { flags: ephemeralFlag } }
    : { type: callbackType.deferredMessage };
}
