import { customIdPattern } from "../components/custom-id.ts";
import type { CustomIdPattern, ParamsOf } from "../components/custom-id.ts";
import type { ComponentHandler } from "../components/define-component.ts";
import { ComponentContext } from "../context/component-context.ts";
import type { InteractionContext, UserInteraction } from "../context/interaction-context.ts";
import { ModalContext } from "../context/modal-context.ts";
import { interactionType } from "../interaction-type.ts";
import { readFields } from "../modals/define-modal.ts";
import { fieldsOf } from "../modals/modal-fields.ts";
import type { FieldMap, FieldValues } from "../modals/modal-fields.ts";
import type { WaitOptions } from "./wait-options.ts";
import type { Waiters, WaitRequest } from "./waiters.ts";

/** A component by its custom id, which may have parameters, or by its definition. */
export type WaitTarget<Pattern extends string> = Pattern | ComponentHandler<Pattern>;

/** A modal by its custom id, which may have parameters, and its fields. */
export interface ModalTarget<Pattern extends string, Fields extends FieldMap> {
  customId: Pattern;
  fields?: Fields;
}

/**
 * The next click or choice: `const click = await waitForComponent(ctx, "confirm", { timeoutMs: 60_000 })`. It goes to
 * whoever waits before a registered handler, and has to be answered as in a handler.
 * @returns Its context; `undefined` when the time is over, or the message, channel, guild or handler has gone.
 * @throws {ValidationError} if the time is longer than fifteen minutes.
 */
export function waitForComponent<const Pattern extends string>(
  ctx: InteractionContext,
  target: WaitTarget<Pattern>,
  options: WaitOptions<ComponentContext<ParamsOf<Pattern>>>,
): Promise<ComponentContext<ParamsOf<Pattern>> | undefined> {
  return waitersOf(ctx).next(componentRequest(ctx, target, options));
}

/**
 * Clicks and choices as they come: `for await (const click of collectComponents(ctx, vote, { timeoutMs: 60_000 }))`.
 * @param options - `max`: end after so many. @defaultValue only the time ends it
 * @throws {ValidationError} if the time is longer than fifteen minutes.
 */
export function collectComponents<const Pattern extends string>(
  ctx: InteractionContext,
  target: WaitTarget<Pattern>,
  options: WaitOptions<ComponentContext<ParamsOf<Pattern>>> & { max?: number },
): AsyncGenerator<ComponentContext<ParamsOf<Pattern>>, void, undefined> {
  const { max } = options;
  return waitersOf(ctx).all({ ...componentRequest(ctx, target, options), ...(max !== undefined && { max }) });
}

/**
 * The modal that the user was shown, submitted: `await waitForModal(ctx, { customId: "name", fields: { name: "text" } }, …)`.
 * @returns Its context; `undefined` when the time is over. A modal that is dismissed sends nothing.
 * @throws {ValidationError} if the time is longer than fifteen minutes.
 */
export function waitForModal<const Pattern extends string, const Fields extends FieldMap = Record<string, never>>(
  ctx: InteractionContext,
  target: ModalTarget<Pattern, Fields>,
  options: WaitOptions<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>>>,
): Promise<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>> | undefined> {
  const pattern = customIdPattern(target.customId);
  return waitersOf(ctx).next({
    ...shared(ctx, options),
    accept: (interaction, responder) => {
      if (interaction.type !== interactionType.modalSubmit || !isFrom(ctx, options, interaction)) return undefined;
      const params = pattern.match(interaction.data.custom_id);
      if (params === undefined) return undefined;
      const context = new ModalContext(
        interaction,
        responder,
        // The pattern and the fields that type the context are those that read it.
        params as ParamsOf<Pattern>,
        readFields(target.fields, fieldsOf(interaction.data)) as FieldValues<Fields>,
      );
      return options.filter?.(context) === false ? undefined : context;
    },
  });
}

function componentRequest<Pattern extends string>(
  ctx: InteractionContext,
  target: WaitTarget<Pattern>,
  options: WaitOptions<ComponentContext<ParamsOf<Pattern>>>,
): WaitRequest<ComponentContext<ParamsOf<Pattern>>> {
  const pattern: CustomIdPattern = typeof target === "string" ? customIdPattern(target) : target.pattern;
  return {
    ...shared(ctx, options),
    accept: (interaction, responder) => {
      if (interaction.type !== interactionType.messageComponent || !isFrom(ctx, options, interaction)) return undefined;
      if (options.messageId !== undefined && options.messageId !== interaction.message.id) return undefined;
      const params = pattern.match(interaction.data.custom_id);
      if (params === undefined) return undefined;
      // The pattern that types the parameters is the one that reads them.
      const context = new ComponentContext(interaction, responder, params as ParamsOf<Pattern>);
      return options.filter?.(context) === false ? undefined : context;
    },
  };
}

function shared<Context>(
  ctx: InteractionContext,
  { timeoutMs, messageId, signal }: WaitOptions<Context>,
): Omit<WaitRequest<Context>, "accept"> {
  const { channelId, guildId } = ctx;
  return {
    timeoutMs,
    scope: {
      ...(messageId !== undefined && { messageId }),
      ...(channelId !== undefined && { channelId }),
      ...(guildId !== undefined && { guildId }),
    },
    ...(signal !== undefined && { signal }),
  };
}

function isFrom(ctx: InteractionContext, options: { from?: string }, interaction: UserInteraction): boolean {
  const { from = ctx.user.id } = options;
  return from === "anyone" || (interaction.member?.user ?? interaction.user)?.id === from;
}

function waitersOf(ctx: InteractionContext): Waiters {
  return ctx.waiters;
}
