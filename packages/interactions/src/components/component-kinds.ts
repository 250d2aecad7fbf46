import {
  ButtonBuilder,
  ChannelSelectBuilder,
  MentionableSelectBuilder,
  RoleSelectBuilder,
  StringSelectBuilder,
  UserSelectBuilder,
} from "@zignal/builders";
import type { APIMessageComponentInteraction } from "@zignal/types";
import type { ComponentContext } from "../context/component-context.ts";
import type { MiddlewareList } from "../middleware/context-middleware.ts";
import type {
  ComponentDefinition,
  ComponentHandler,
  ComponentTarget,
  ParamArguments,
  SigningOptions,
} from "./component-handler.ts";
import type { ParamsOf } from "./custom-id.ts";
import { handlerOf, targetOf } from "./define-component.ts";

type Data = APIMessageComponentInteraction["data"];

/** The interaction of one kind of component, by its number. */
export type InteractionOfComponent<Type extends Data["component_type"]> = APIMessageComponentInteraction & {
  data: Extract<Data, { component_type: Type }>;
};

/** A click on a button. */
export type ButtonInteraction = InteractionOfComponent<2>;
export type StringSelectInteraction = InteractionOfComponent<3>;
export type UserSelectInteraction = InteractionOfComponent<5>;
export type RoleSelectInteraction = InteractionOfComponent<6>;
export type MentionableSelectInteraction = InteractionOfComponent<7>;
export type ChannelSelectInteraction = InteractionOfComponent<8>;

/** A component that builds itself: with the custom id set. */
interface Building<Pattern extends string, Builder> {
  /** @throws {ValidationError} if a parameter is missing, or the id would be longer than 100 characters. */
  builder(...params: ParamArguments<Pattern>): Builder;
}

/**
 * Defines components of one kind, whose custom ids carry typed state:
 * `defineButton("vote/:pollId/:choice", (ctx) => ctx.update(ctx.params.choice))`.
 * @throws {ValidationError} if the pattern is ambiguous or too long.
 */
export interface ComponentDefiner<Interaction extends APIMessageComponentInteraction, Builder> {
  /** Without a handler it is there to be waited for. */
  <const Pattern extends string>(
    customId: Pattern,
    options?: SigningOptions & { execute?: never },
  ): ComponentTarget<Pattern, Interaction> & Building<Pattern, Builder>;
  <const Pattern extends string>(
    customId: Pattern,
    execute: (ctx: ComponentContext<ParamsOf<Pattern>, Interaction>) => unknown,
  ): ComponentHandler<Pattern, Interaction> & Building<Pattern, Builder>;
  <const Pattern extends string, const Middleware extends MiddlewareList = readonly []>(
    customId: Pattern,
    definition: Omit<ComponentDefinition<Pattern, Middleware, Interaction>, "customId">,
  ): ComponentHandler<Pattern, Interaction> & Building<Pattern, Builder>;
  <const Pattern extends string, const Middleware extends MiddlewareList = readonly []>(
    definition: ComponentDefinition<Pattern, Middleware, Interaction>,
  ): ComponentHandler<Pattern, Interaction> & Building<Pattern, Builder>;
}

/** What the overloads have in common. */
type Definition<Interaction extends APIMessageComponentInteraction> = ComponentDefinition<
  string,
  MiddlewareList,
  Interaction
>;
type Rest<Interaction extends APIMessageComponentInteraction> =
  | Definition<Interaction>["execute"]
  | Omit<Definition<Interaction>, "customId">
  | SigningOptions;

function definerOf<
  Interaction extends APIMessageComponentInteraction,
  Builder extends { customId(id: string): Builder },
>(
  componentType: Interaction["data"]["component_type"],
  makeBuilder: () => Builder,
): ComponentDefiner<Interaction, Builder> {
  const define = (
    first: string | Definition<Interaction>,
    second: Rest<Interaction> = {},
  ): ComponentTarget<string, Interaction> & Building<string, Builder> => {
    const target = made(first, second);
    return { ...target, builder: (...params) => makeBuilder().customId(target.customId(...params)) };
  };
  const made = (
    first: string | Definition<Interaction>,
    second: Rest<Interaction>,
  ): ComponentTarget<string, Interaction> => {
    if (typeof first !== "string") return handlerOf(first, componentType);
    if (typeof second === "function") return handlerOf({ customId: first, execute: second }, componentType);
    return "execute" in second
      ? handlerOf({ ...second, customId: first }, componentType)
      : targetOf(first, second, componentType);
  };
  // Each overload is one of the cases; its types are those of the pattern, which is text here.
  return define as ComponentDefiner<Interaction, Builder>;
}

/** A button. */
export const defineButton: ComponentDefiner<ButtonInteraction, ButtonBuilder> = definerOf(2, () => new ButtonBuilder());

/** A select menu of texts: `ctx.values`. */
export const defineStringSelect: ComponentDefiner<StringSelectInteraction, StringSelectBuilder> = definerOf(
  3,
  () => new StringSelectBuilder(),
);

/** A select menu of users: `ctx.users`. */
export const defineUserSelect: ComponentDefiner<UserSelectInteraction, UserSelectBuilder> = definerOf(
  5,
  () => new UserSelectBuilder(),
);

/** A select menu of roles: `ctx.roles`. */
export const defineRoleSelect: ComponentDefiner<RoleSelectInteraction, RoleSelectBuilder> = definerOf(
  6,
  () => new RoleSelectBuilder(),
);

/** A select menu of users and roles: `ctx.mentionables`. */
export const defineMentionableSelect: ComponentDefiner<MentionableSelectInteraction, MentionableSelectBuilder> =
  definerOf(7, () => new MentionableSelectBuilder());

/** A select menu of channels: `ctx.channels`. */
export const defineChannelSelect: ComponentDefiner<ChannelSelectInteraction, ChannelSelectBuilder> = definerOf(
  8,
  () => new ChannelSelectBuilder(),
);
