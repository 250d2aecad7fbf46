import type { Field } from "./fields.ts";
import { fail, nullable, number, string, textLength } from "./fields.ts";
import { object, optional, record, required } from "./object-field.ts";

const choiceValue: Field<string | number> = (value, at) => {
  if (typeof value === "number") return number()(value, at);
  const text = string({ min: 1 })(value, at);
  if (text !== undefined && textLength(text) > 100) {
    return fail(at, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
  }
  return text;
};

/** A choice of an option: for autocomplete, and in commands. */
export const commandChoice: Field<{ name: string; value: string | number }> = object({
  name: required(string({ min: 1, max: 100 })),
  name_localizations: optional(nullable(record(nullable(string({ min: 1, max: 100 }))))),
  value: required(choiceValue),
});
