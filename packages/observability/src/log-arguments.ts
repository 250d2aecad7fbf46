import { formatWithOptions } from "node:util";
import type { PlainValue } from "@zignal/errors";
import { redactText, toPlainValue } from "@zignal/errors";

/** What a log method is called with: a message and values for it, with fields or an error before them. */
export type LogArguments = readonly [first: unknown, ...rest: unknown[]];

type Fields = Readonly<Record<string, PlainValue>>;

/** The message and the fields of a call, without secrets. Whatever was passed, it does not throw. */
export function readArguments([first, ...rest]: LogArguments): { readonly message: string; readonly fields: Fields } {
  if (typeof first === "object" && first !== null) {
    const [message, ...values] = rest;
    const plain = plainFields(first);
    const fields = first instanceof Error ? { err: plain } : plain;
    if (message !== undefined) return withValues(message, values, fields);
    if (first instanceof Error) return { message: messageOf(plain), fields };
    // As pino has it: the message may be among the fields.
    const { msg, ...others } = fields;
    return typeof msg === "string" ? { message: msg, fields: others } : { message: "", fields };
  }
  // Where fields are expected, `null` and `undefined` stand for none.
  if (first === null || first === undefined) return withValues(rest[0] ?? "", rest.slice(1), {});
  return withValues(first, rest, {});
}

/** An object's fields as plain data; what has none, such as a list, is the field `value`. */
export function plainFields(value: object): Fields {
  const plain = toPlainValue(value);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? plain : { value: plain };
}

function withValues(message: unknown, values: readonly unknown[], fields: Fields): ReturnType<typeof readArguments> {
  const text = typeof message === "string" ? message : asText(toPlainValue(message));
  if (values.length === 0) return { message: redactText(text), fields };
  const error = values.find((value) => value instanceof Error);
  return {
    message: redactText(formatWithOptions({ colors: false, depth: 8 }, text, ...values.map(printable))),
    fields: error === undefined || "err" in fields ? fields : { ...fields, err: toPlainValue(error) },
  };
}

/** Objects go into the text as plain data, so that no getter is called twice and no secret is printed. */
function printable(value: unknown): unknown {
  if (value instanceof Error) return messageOf(plainFields(value));
  return typeof value === "object" || typeof value === "function" ? toPlainValue(value) : value;
}

function messageOf({ message }: Fields): string {
  return typeof message === "string" ? message : "";
}

function asText(value: PlainValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
