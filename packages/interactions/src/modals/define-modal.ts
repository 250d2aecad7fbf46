import { ModalBuilder } from "@zignal/builders";
import { settingsOf } from "../commands/handler-settings.ts";
import type { HandlerSettings } from "../commands/handler-settings.ts";
import { customIdPattern } from "../components/custom-id.ts";
import type { CustomIdPattern, ParamsOf } from "../components/custom-id.ts";
import type { ParamArguments } from "../components/component-handler.ts";
import type { ModalContext } from "../context/modal-context.ts";
import { emptyField } from "./modal-fields.ts";
import type { FieldMap, FieldValues, SubmittedField } from "./modal-fields.ts";
import type { MiddlewareList, Ordered, WithMiddleware } from "../middleware/context-middleware.ts";
import { signedPattern } from "../components/signed-pattern.ts";

/** What a submitted modal does. */
export interface ModalDefinition<
  Pattern extends string,
  Fields extends FieldMap,
  Middleware extends MiddlewareList = readonly [],
> extends HandlerSettings {
  /** The custom id, with parameters: `"report:{message}"`, `"report/:message"`. */
  customId: Pattern;
  /** A secret of at least 16 characters, to sign the custom ids with: 12 characters of each. @defaultValue not signed */
  signWith?: string;
  /** The kinds of the fields by custom id: `{ reason: "text", proof: "files" }`. @defaultValue what is submitted */
  fields?: Fields;
  middleware?: Middleware & Ordered<Middleware>;
  execute(ctx: WithMiddleware<ModalContext<ParamsOf<Pattern>, FieldValues<Fields>>, Middleware>): unknown;
}

/** A modal, ready to be registered: made by {@link defineModal}. */
export interface ModalHandler<
  Pattern extends string = string,
  Fields extends FieldMap = FieldMap,
> extends HandlerSettings {
  readonly kind: "modal";
  readonly pattern: CustomIdPattern;
  readonly source: Pattern;
  /** The kinds of the fields, as defined. */
  readonly fields: Fields | undefined;
  /** The custom id of one modal. @throws {ValidationError} if a parameter is missing, or it would be too long. */
  customId(...params: ParamArguments<Pattern>): string;
  /** A builder with the custom id set. @throws {ValidationError} as {@link customId} does. */
  builder(...params: ParamArguments<Pattern>): ModalBuilder;
  /** The fields for the handler, from those submitted. */
  read(submitted: ReadonlyMap<string, SubmittedField>): Readonly<Record<string, unknown>>;
  execute(ctx: ModalContext<never, never>): unknown;
}

/** A modal whose custom id carries state and whose fields are typed. @throws {ValidationError} if the pattern is ambiguous. */
export function defineModal<
  const Pattern extends string,
  const Fields extends FieldMap = Record<string, never>,
  const Middleware extends MiddlewareList = readonly [],
>(definition: ModalDefinition<Pattern, Fields, Middleware>): ModalHandler<Pattern, Fields> {
  const plain = customIdPattern(definition.customId);
  const pattern = definition.signWith === undefined ? plain : signedPattern(plain, definition.signWith);
  const format = (...[params]: ParamArguments<Pattern>): string => pattern.format(params ?? {});
  return {
    kind: "modal",
    pattern,
    source: definition.customId,
    fields: definition.fields,
    customId: format,
    builder: (...params: ParamArguments<Pattern>) => new ModalBuilder().customId(format(...params)),
    read: (submitted) => readFields(definition.fields, submitted),
    // Pattern and fields that type the context are those that read it, and its middleware extends it.
    execute: (ctx) => definition.execute(ctx as never),
    ...settingsOf(definition),
  };
}

/** What was filled in; a field that is missing, or of another kind than defined, is empty. */
export function readFields(
  defined: FieldMap | undefined,
  submitted: ReadonlyMap<string, SubmittedField>,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, { value }] of submitted) values[name] = value;
  for (const [name, kind] of Object.entries(defined ?? {})) {
    if (submitted.get(name)?.kind !== kind) values[name] = emptyField[kind];
  }
  return values;
}
