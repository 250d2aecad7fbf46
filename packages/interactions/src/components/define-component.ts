import type { APIMessageComponentInteraction } from "@zignal/types";
import { settingsOf } from "../commands/handler-settings.ts";
import type { MiddlewareList } from "../middleware/context-middleware.ts";
import type {
  ComponentDefinition,
  ComponentHandler,
  ComponentTarget,
  ParamArguments,
  SigningOptions,
} from "./component-handler.ts";
import { customIdPattern } from "./custom-id.ts";
import { signedPattern } from "./signed-pattern.ts";

/** A component whose custom id carries typed state. @throws {ValidationError} if the pattern is ambiguous or too long. */
export function defineComponent<const Pattern extends string, const Middleware extends MiddlewareList = readonly []>(
  definition: ComponentDefinition<Pattern, Middleware>,
): ComponentHandler<Pattern> {
  return handlerOf(definition, undefined);
}

/** A handler of one kind of component, or of any. */
export function handlerOf<
  Pattern extends string,
  Middleware extends MiddlewareList,
  Interaction extends APIMessageComponentInteraction,
>(
  definition: ComponentDefinition<Pattern, Middleware, Interaction>,
  componentType: Interaction["data"]["component_type"] | undefined,
): ComponentHandler<Pattern, Interaction> {
  return {
    kind: "component",
    ...targetOf<Pattern, Interaction>(definition.customId, definition, componentType),
    // The pattern that types the parameters is the one that reads them, and its middleware extends the context.
    execute: (ctx) => definition.execute(ctx as never),
    ...settingsOf(definition),
  };
}

/** What has a custom id with state. */
export function targetOf<Pattern extends string, Interaction extends APIMessageComponentInteraction>(
  source: Pattern,
  { signWith }: SigningOptions,
  componentType: Interaction["data"]["component_type"] | undefined,
): ComponentTarget<Pattern, Interaction> {
  const plain = customIdPattern(source);
  const pattern = signWith === undefined ? plain : signedPattern(plain, signWith);
  return {
    pattern,
    source,
    componentType,
    customId: (...[params]: ParamArguments<Pattern>) => pattern.format(params ?? {}),
  };
}
