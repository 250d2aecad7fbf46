import { ValidationError } from "@zignal/errors";
import type { APIMessageComponentInteraction } from "@zignal/types";
import type { ComponentTarget } from "../components/component-handler.ts";
import { customIdPattern } from "../components/custom-id.ts";
import type { CustomIdPattern, ParamsOf } from "../components/custom-id.ts";
import { ComponentContext } from "../context/component-context.ts";
import type { InteractionContext, UserInteraction } from "../context/interaction-context.ts";
import { ModalContext } from "../context/modal-context.ts";
import { interactionType } from "../interaction-type.ts";
import { readFields } from "../modals/define-modal.ts";
import type { ModalHandler } from "../modals/define-modal.ts";
import { fieldsOf } from "../modals/modal-fields.ts";
import type { FieldMap, FieldValues } from "../modals/modal-fields.ts";
import type { Responder } from "../responder.ts";
import type { CollectOptions, WaitOptions } from "./wait-options.ts";
import type { WaitRequest, WaitScope } from "./waiters.ts";

/** A component by its custom id, which may have parameters, or by its definition. */
export type WaitTarget<
  Pattern extends string,
  Clicked extends APIMessageComponentInteraction = APIMessageComponentInteraction,
> = Pattern | ComponentTarget<Pattern, Clicked>;

/** A modal by its custom id, which may have parameters, and its fields. */
export interface ModalTarget<Pattern extends string, Fields extends FieldMap> {
  customId: Pattern;
  fields?: Fields;
}

/** A modal by its fields or its definition. */
export type ModalWaitTarget<Pattern extends string, Fields extends FieldMap> =
  | ModalTarget<Pattern, Fields>
  | ModalHandler<Pattern, Fields>;

/** Whatever can be waited for. */
export type AnyWaitTarget = WaitTarget<string> | ModalWaitTarget<string, FieldMap>;

/** How an interaction waits for what comes next. The contexts take it from their responder, as it makes contexts. */
export interface Conversation {
  next(
    interaction: UserInteraction,
    responder: Responder,
    target: AnyWaitTarget,
    options: WaitOptions<never>,
  ): Promise<InteractionContext | undefined>;
  all(
    interaction: UserInteraction,
    responder: Responder,
    target: AnyWaitTarget,
    options: CollectOptions<never>,
  ): AsyncGenerator<InteractionContext, void, undefined>;
}

export const conversation: Conversation = {
  next: (interaction, responder, target, options) =>
    responder.waiters.next(requestOf(interaction, responder, target, options)),
  all(interaction, responder, target, options) {
    const { max } = options;
    const request = requestOf(interaction, responder, target, options);
    return responder.waiters.all({ ...request, ...(max !== undefined && { max }) });
  },
};

/** {@link InteractionContext.waitFor} as a function, for components. */
export function waitForComponent<
  const Pattern extends string,
  Clicked extends APIMessageComponentInteraction = APIMessageComponentInteraction,
>(
  ctx: Pick<InteractionContext, "waitFor">,
  target: WaitTarget<Pattern, Clicked>,
  options: WaitOptions<ComponentContext<ParamsOf<Pattern>, Clicked>>,
): Promise<ComponentContext<ParamsOf<Pattern>, Clicked> | undefined> {
  return ctx.waitFor(target, options);
}

/** {@link InteractionContext.collect} as a function. */
export function collectComponents<
  const Pattern extends string,
  Clicked extends APIMessageComponentInteraction = APIMessageComponentInteraction,
>(
  ctx: Pick<InteractionContext, "collect">,
  target: WaitTarget<Pattern, Clicked>,
  options: CollectOptions<ComponentContext<ParamsOf<Pattern>, Clicked>>,
): AsyncGenerator<ComponentContext<ParamsOf<Pattern>, Clicked>, void, undefined> {
  return ctx.collect(target, options);
}

/**
 * {@link InteractionContext.waitFor} as a function, for modals. One that is dismissed sends nothing, so that only the
 * time ends the waiting.
 */
export function waitForModal<const Pattern extends string, const Fields extends FieldMap = Record<string, never>>(
  ctx: Pick<InteractionContext, "waitFor">,
  target: ModalWaitTarget<Pattern, Fields>,
  options: WaitOptions<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>>>,
): Promise<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>> | undefined> {
  return ctx.waitFor(target, options);
}

function requestOf(
  waiting: UserInteraction,
  responder: Responder,
  target: AnyWaitTarget,
  options: WaitOptions<never>,
): WaitRequest<InteractionContext> {
  const { timeoutMs, signal } = options;
  if (!isTarget(target)) {
    throw ValidationError.of("target", `must be a custom id, a component or a modal (was ${typeof target})`);
  }
  const isModal = typeof target !== "string" && !("componentType" in target);
  const read = isModal ? modalReader(target) : componentReader(target);
  return {
    timeoutMs,
    closings: responder.closings,
    scope: scopeOf(waiting, responder, options, isModal),
    ...(signal !== undefined && { signal }),
    accept(interaction, answering) {
      if (!isFrom(waiting, options, interaction) || !isOn(waiting, responder, options, interaction)) return undefined;
      const context = read(interaction, answering);
      // The filter is of the target's context.
      return context === undefined || options.filter?.(context as never) === false ? undefined : context;
    },
  };
}

/** Plain JavaScript gives other things. */
function isTarget(target: unknown): boolean {
  if (typeof target === "string") return true;
  return typeof target === "object" && target !== null && ("pattern" in target || "customId" in target);
}

type Reader = (interaction: UserInteraction, responder: Responder) => InteractionContext | undefined;

function componentReader(target: WaitTarget<string>): Reader {
  const pattern = typeof target === "string" ? customIdPattern(target) : target.pattern;
  const wanted = typeof target === "string" ? undefined : target.componentType;
  return (interaction, responder) => {
    if (interaction.type !== interactionType.messageComponent) return undefined;
    const { custom_id: customId, component_type: type } = interaction.data;
    if (wanted !== undefined && wanted !== type) return undefined;
    const params = pattern.match(customId);
    return params && new ComponentContext(interaction, responder, params);
  };
}

function modalReader(target: ModalWaitTarget<string, FieldMap>): Reader {
  const pattern: CustomIdPattern = "pattern" in target ? target.pattern : customIdPattern(target.customId);
  return (interaction, responder) => {
    if (interaction.type !== interactionType.modalSubmit) return undefined;
    const params = pattern.match(interaction.data.custom_id);
    return (
      params && new ModalContext(interaction, responder, params, readFields(target.fields, fieldsOf(interaction.data)))
    );
  };
}

function scopeOf(
  { channel, channel_id: channelId = channel?.id, guild_id: guildId }: UserInteraction,
  { trail }: Responder,
  { messageId }: WaitOptions<never>,
  isModal: boolean,
): WaitScope {
  const parentId = channel !== undefined && "parent_id" in channel ? channel.parent_id : undefined;
  return {
    // A modal is on no message.
    ...(messageId === undefined ? !isModal && { trail } : { messageId }),
    channelIds: [channelId, parentId].filter((id) => typeof id === "string"),
    ...(guildId !== undefined && { guildId }),
  };
}

function isFrom(
  waiting: UserInteraction,
  { from = userIdOf(waiting) }: { from?: string | undefined },
  interaction: UserInteraction,
): boolean {
  return from === "anyone" || userIdOf(interaction) === from;
}

function userIdOf({ member, user }: UserInteraction): string | undefined {
  return (member?.user ?? user)?.id;
}

/** Is it on the message that is meant? With two calls of one command, each waits for the buttons of its own answer. */
function isOn(
  waiting: UserInteraction,
  { trail }: Responder,
  { messageId }: WaitOptions<never>,
  { type, message }: UserInteraction,
): boolean {
  if (type !== interactionType.messageComponent || message === undefined) return true;
  if (messageId !== undefined) return messageId === message.id;
  const madeBy = message.interaction_metadata?.id;
  return madeBy === undefined || madeBy === waiting.id || message.id === waiting.message?.id || trail.has(message.id);
}
