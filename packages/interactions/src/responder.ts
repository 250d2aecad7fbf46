import type { MessageBody } from "@zignal/builders";
import { messageFlags } from "@zignal/builders";
import { HttpError } from "@zignal/errors";
import type { APIMessage } from "@zignal/types";
import { InteractionError } from "./interaction-error.ts";
import type { InteractionResponseBody } from "./interaction-response.ts";
import type { InteractionRest } from "./interaction-rest.ts";
import { callbackType } from "./interaction-type.ts";
import { stepFor } from "./response-state.ts";
import type { Conversation } from "./waiting/conversation.ts";
import { MessageTrail } from "./waiting/message-trail.ts";
import type { Waiters } from "./waiting/waiters.ts";
import type { ResponseState, ResponseStep, ResponseWish } from "./response-state.ts";

/** Discord's codes for an interaction that it no longer knows, and for one that has its answer. */
const unknownInteraction = 10_062;
const alreadyAcknowledged = 40_060;
/** Its code for a message that is not there. */
const unknownMessage = 10_008;

/** Sends the first answer: over REST, or as the answer to Discord's HTTP request. */
export type SendCallback = (body: InteractionResponseBody) => Promise<void>;

export interface InteractionAddress {
  id: string;
  token: string;
  applicationId: string;
  /** Of the message whose component acted. */
  messageId?: string | undefined;
}

/** Says things to one interaction: one first answer, whatever the handler and the deadline do at the same time. */
export class Responder {
  readonly #rest: InteractionRest;
  readonly #address: InteractionAddress;
  readonly #sendCallback: SendCallback;
  #state: ResponseState = { status: "open" };
  /** The answer while it is on its way: everything else waits to hear what became of it. */
  #answer: Promise<void> | undefined;
  /** The message that is the answer, where it is not the one that Discord takes for it. */
  #answerId: string | undefined;

  /** Who waits for what the user does with the answers. */
  readonly waiters: Waiters;
  /** Where the answers went. */
  readonly trail: MessageTrail = new MessageTrail();

  /** How often waiting had been closed when the interaction came. */
  readonly closings: number;

  /** How to wait, for the contexts: it makes contexts itself. */
  readonly conversation: Conversation;

  constructor(
    rest: InteractionRest,
    address: InteractionAddress,
    sendCallback: SendCallback,
    waiters: Waiters,
    conversation: Conversation,
  ) {
    this.waiters = waiters;
    this.closings = waiters.closings;
    this.conversation = conversation;
    this.#rest = rest;
    this.#address = address;
    this.#sendCallback = sendCallback;
  }

  get state(): ResponseState {
    return this.#state;
  }

  /** Is a first answer on its way, or there? */
  get hasSpoken(): boolean {
    return this.#state.status !== "open" || this.#answer !== undefined;
  }

  /** Settles when no answer is on its way. What may send one has to look again right before it does. */
  async settled(): Promise<void> {
    while (this.#answer !== undefined) await this.#answer;
  }

  /** A message as the answer; see {@link stepFor} for what it becomes when the answer was deferred. */
  async message(wish: "reply" | "update", body: MessageBody): Promise<void> {
    const ephemeral = isEphemeral(body);
    const callback: InteractionResponseBody =
      wish === "reply" ? { type: callbackType.message, data: body } : { type: callbackType.update, data: body };
    await this.#say(wish === "reply" ? { wish, ephemeral } : { wish }, callback, body);
  }

  /** An answer that can only be the first. */
  async first(wish: ResponseWish, callback: InteractionResponseBody): Promise<void> {
    await this.#say(wish, callback, undefined);
  }

  async followUp(body: MessageBody): Promise<APIMessage> {
    while (this.#answer !== undefined) await this.#answer;
    const step = stepFor(this.#state, { wish: "followUp", ephemeral: isEphemeral(body) });
    if (step.call === "refuse") throw new InteractionError(step.reason, step.message);
    return this.#moving(step.next, () => this.#sendLater(step.call, body));
  }

  async edit(body: MessageBody): Promise<APIMessage> {
    while (this.#answer !== undefined) await this.#answer;
    const next = this.#refuseUnless({ wish: "edit" });
    return this.#moving(next, () => this.#editAnswer(body));
  }

  async delete(): Promise<void> {
    while (this.#answer !== undefined) await this.#answer;
    const next = this.#refuseUnless({ wish: "delete" });
    await this.#moving(next, () => this.#deleteAnswer());
    if (this.trail.over) this.waiters.endOf(this.trail);
  }

  async fetch(): Promise<APIMessage> {
    await this.settled();
    this.#refuseUnless({ wish: "fetch" });
    const { applicationId, token } = this.#address;
    const { webhooks } = this.#rest;
    return this.#answerId === undefined
      ? webhooks.getOriginalWebhookMessage(applicationId, token)
      : webhooks.getWebhookMessage(applicationId, token, this.#answerId);
  }

  async editFollowUp(messageId: string, body: MessageBody): Promise<APIMessage> {
    const { applicationId, token } = this.#address;
    return this.#rest.webhooks.updateWebhookMessage(applicationId, token, messageId, editable(body));
  }

  async deleteFollowUp(messageId: string): Promise<void> {
    await this.#rest.webhooks.deleteWebhookMessage(this.#address.applicationId, this.#address.token, messageId);
    if (this.trail.lose(messageId)) this.waiters.endOf(this.trail);
  }

  async #say(wish: ResponseWish, callback: InteractionResponseBody, body: MessageBody | undefined): Promise<void> {
    while (this.#answer !== undefined) await this.#answer;
    const step = stepFor(this.#state, wish);
    if (step.call === "refuse") throw new InteractionError(step.reason, step.message);
    if (step.call === "callback") await this.#alone(() => this.#sendFirst(callback, step.next));
    else if (body === undefined) this.#state = step.next;
    else await this.#moving(step.next, async () => void (await this.#sendLater(step.call, body)));
  }

  /** Makes a call that ends in the state `next`; alone, if that is another one. */
  async #moving<T>(next: ResponseState, call: () => Promise<T>): Promise<T> {
    if (next === this.#state) return call();
    return this.#alone(async () => {
      const result = await call();
      this.#state = next;
      return result;
    });
  }

  /** Set before anything is awaited: whoever else wants to answer finds it and waits. */
  async #alone<T>(call: () => Promise<T>): Promise<T> {
    const calling = call();
    this.#answer = calling.then(ignore, ignore);
    try {
      return await calling;
    } finally {
      this.#answer = undefined;
    }
  }

  async #sendFirst(callback: InteractionResponseBody, next: ResponseState): Promise<void> {
    try {
      await this.#sendCallback(callback);
      this.#state = next;
      this.#follow(callback.type);
    } catch (error) {
      // Not answered: it can be tried again. Unless Discord says that somebody has answered.
      if (codeOf(error) === alreadyAcknowledged) this.#state = acknowledgedBy(next);
      throw explained(error);
    }
  }

  #follow(type: InteractionResponseBody["type"]): void {
    if (type === callbackType.message || type === callbackType.deferredMessage) this.trail.answered();
    else if (type === callbackType.update || type === callbackType.deferredUpdate) {
      this.trail.answered(this.#address.messageId);
    }
  }

  /** Sends what is not the first answer. */
  async #sendLater(call: ResponseStep["call"], body: MessageBody): Promise<APIMessage> {
    if (call === "editOriginal") return this.#editOriginal(body);
    if (call === "followUp") return this.#executeWebhook(body);
    if (call === "replaceDeferred") {
      await this.#deleteOriginal().catch((error: unknown) => {
        // An attempt before has deleted it.
        if (codeOf(error) !== unknownMessage) throw error;
      });
    }
    const message = await this.#executeWebhook(body);
    this.#answerId = message.id;
    return message;
  }

  #refuseUnless(wish: ResponseWish): ResponseState {
    const step = stepFor(this.#state, wish);
    if (step.call === "refuse") throw new InteractionError(step.reason, step.message);
    return step.next;
  }

  async #editAnswer(body: MessageBody): Promise<APIMessage> {
    return this.#answerId === undefined ? this.#editOriginal(body) : this.editFollowUp(this.#answerId, body);
  }

  async #deleteAnswer(): Promise<void> {
    await (this.#answerId === undefined ? this.#deleteOriginal() : this.deleteFollowUp(this.#answerId));
  }

  async #deleteOriginal(): Promise<void> {
    await this.#rest.webhooks.deleteOriginalWebhookMessage(this.#address.applicationId, this.#address.token);
    this.trail.loseOriginal();
  }

  async #editOriginal(body: MessageBody): Promise<APIMessage> {
    const { applicationId, token } = this.#address;
    return this.#rest.webhooks.updateOriginalWebhookMessage(applicationId, token, editable(body));
  }

  async #executeWebhook(body: MessageBody): Promise<APIMessage> {
    const { applicationId, token } = this.#address;
    const message = await this.#rest.webhooks.executeWebhook(applicationId, token, body, { query: { wait: true } });
    // With `wait` Discord answers with the message.
    const sent = message as APIMessage;
    this.trail.add(sent.id);
    return sent;
  }
}

function isEphemeral({ flags }: MessageBody): boolean {
  return ((flags ?? 0) & messageFlags.ephemeral) !== 0;
}

/** An edit can not change who sees a message, so that it leaves that flag out. */
function editable(body: MessageBody): MessageBody {
  if (body.flags === undefined) return body;
  const { flags, ...rest } = body;
  const kept = flags & ~messageFlags.ephemeral;
  return kept === 0 ? rest : { ...rest, flags: kept };
}

/** What an answer that Discord did not take, as there is one, leads to. */
function acknowledgedBy(next: ResponseState): ResponseState {
  // A deferral by itself: the handler knows nothing of it, and its reply has to reach the user all the same.
  return "byItself" in next && next.byItself ? next : { status: "acknowledged" };
}

function codeOf(error: unknown): number | undefined {
  return error instanceof HttpError ? error.discordCode : undefined;
}

function explained(error: unknown): unknown {
  if (codeOf(error) === unknownInteraction) {
    return new InteractionError(
      "expired",
      "Discord no longer knows this interaction: the first answer has to come within three seconds. Call defer() first, or set autoDefer",
      { cause: error },
    );
  }
  if (codeOf(error) === alreadyAcknowledged) {
    return new InteractionError(
      "alreadyAnswered",
      "Discord has an answer to this interaction already: an attempt before may have arrived, or another process answers as well. Use editReply() or followUp()",
      { cause: error },
    );
  }
  return error;
}

function ignore(): void {
  // Whoever sent it hears of the failure.
}
