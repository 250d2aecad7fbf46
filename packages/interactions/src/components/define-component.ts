import { settingsOf } from "../commands/handler-settings.ts";
import type { HandlerSettings } from "../commands/handler-settings.ts";
import type { ComponentContext } from "../context/component-context.ts";
import { customIdPattern } from "./custom-id.ts";
import type { CustomIdPattern, ParamInput, ParamInputs, ParamsOf } from "./custom-id.ts";
import { signedPattern } from "./signed-pattern.ts";

/** What a click or a choice does. */
export interface ComponentDefinition<Pattern extends string> extends HandlerSettings {
  /**
   * The custom id, with parameters in braces: `"vote:{poll}:{choice}"`. They travel with the message, so that they
   * are there after a restart.
   */
  customId: Pattern;
  /** A secret of at least 16 characters, to sign the custom ids with: 12 characters of each. @defaultValue not signed */
  signWith?: string;
  execute(ctx: ComponentContext<ParamsOf<Pattern>>): unknown;
}

/** A component, ready to be registered: made by {@link defineComponent}. */
export interface ComponentHandler<Pattern extends string = string> extends HandlerSettings {
  readonly kind: "component";
  readonly pattern: CustomIdPattern;
  /** The pattern as written. */
  readonly source: string;
  /**
   * The custom id of one component: `vote.customId({ poll: "7", choice: "yes" })`.
   * @throws {ValidationError} if a parameter is missing, or the id would be longer than 100 characters.
   */
  customId(...params: ParamArguments<Pattern>): string;
  execute(ctx: ComponentContext<never>): unknown;
}

/** The parameters as an argument; none for a pattern without parameters. */
export type ParamArguments<Pattern extends string> = string extends Pattern
  ? [params?: Readonly<Record<string, ParamInput>>]
  : keyof ParamInputs<Pattern> extends never
    ? []
    : [params: ParamInputs<Pattern>];

/** A component whose custom id carries typed state. @throws {ValidationError} if the pattern is ambiguous or too long. */
export function defineComponent<const Pattern extends string>(
  definition: ComponentDefinition<Pattern>,
): ComponentHandler<Pattern> {
  const plain = customIdPattern(definition.customId);
  const pattern = definition.signWith === undefined ? plain : signedPattern(plain, definition.signWith);
  return {
    kind: "component",
    pattern,
    source: definition.customId,
    customId: (...[params]: ParamArguments<Pattern>) => pattern.format(params ?? {}),
    // The pattern that types the parameters is the one that reads them.
    execute: (ctx) => definition.execute(ctx),
    ...settingsOf(definition),
  };
}
