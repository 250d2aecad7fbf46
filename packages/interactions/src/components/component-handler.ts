import type { APIMessageComponentInteraction } from "@zignal/types";
import type { HandlerSettings } from "../commands/handler-settings.ts";
import type { ComponentContext } from "../context/component-context.ts";
import type { MiddlewareList, Ordered, WithMiddleware } from "../middleware/context-middleware.ts";
import type { CustomIdPattern, ParamInput, ParamInputs, ParamsOf } from "./custom-id.ts";

/** How the custom ids of a component are made safe. */
export interface SigningOptions {
  /** A secret of at least 16 characters, to sign the custom ids with: 12 characters of each. @defaultValue not signed */
  signWith?: string;
}

/** What a click or a choice does. */
export interface ComponentDefinition<
  Pattern extends string,
  Middleware extends MiddlewareList = readonly [],
  Interaction extends APIMessageComponentInteraction = APIMessageComponentInteraction,
>
  extends HandlerSettings, SigningOptions {
  /**
   * The custom id, with parameters: `"vote:{poll}:{choice}"` or `"vote/:poll/:choice"`. They travel with the message, so
   * that they are there after a restart.
   */
  customId: Pattern;
  middleware?: Middleware & Ordered<Middleware>;
  execute(ctx: WithMiddleware<ComponentContext<ParamsOf<Pattern>, Interaction>, Middleware>): unknown;
}

/** A component by its custom id, for those who wait for it. */
export interface ComponentTarget<
  Pattern extends string = string,
  Interaction extends APIMessageComponentInteraction = APIMessageComponentInteraction,
> {
  readonly pattern: CustomIdPattern;
  /** The pattern as written. */
  readonly source: Pattern;
  /** Discord's number of the kind of component; `undefined` for any. */
  readonly componentType: Interaction["data"]["component_type"] | undefined;
  /** Carries the type only; there is nothing here at run time. */
  readonly interaction?: Interaction;
  /**
   * The custom id of one component: `vote.customId({ poll: "7", choice: "yes" })`.
   * @throws {ValidationError} if a parameter is missing, or the id would be longer than 100 characters.
   */
  customId(...params: ParamArguments<Pattern>): string;
}

/** A component, ready to be registered: made by `defineComponent`, `defineButton` and its like. */
export interface ComponentHandler<
  Pattern extends string = string,
  Interaction extends APIMessageComponentInteraction = APIMessageComponentInteraction,
>
  extends ComponentTarget<Pattern, Interaction>, HandlerSettings {
  readonly kind: "component";
  execute(ctx: ComponentContext<never>): unknown;
}

/** The parameters as an argument; none for a pattern without parameters. */
export type ParamArguments<Pattern extends string> = string extends Pattern
  ? [params?: Readonly<Record<string, ParamInput>>]
  : keyof ParamInputs<Pattern> extends never
    ? []
    : [params: ParamInputs<Pattern>];
