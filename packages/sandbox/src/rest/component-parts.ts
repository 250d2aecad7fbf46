import type { JsonObject } from "../world/json.ts";
import type { Field } from "./fields.ts";
import { array, boolean, choice, integer, nullable, refine, snowflake, string, fail, url } from "./fields.ts";
import type { Property } from "./object-field.ts";
import { object, optional, required } from "./object-field.ts";

/** Properties that every component has. */
export const componentId: { readonly id: Property<number, false> } = {
  id: optional(integer({ min: 0, max: 0x7fff_ffff })),
};

export const customId: Field<string> = string({ min: 1, max: 100 });

/** A partial emoji: the id of a custom one, the name of a unicode one. */
export const emoji: Field<JsonObject> = refine(
  object({
    id: optional(nullable(snowflake)),
    name: optional(nullable(string({ max: 100 }))),
    animated: optional(boolean),
  }),
  ({ id, name }, at) => {
    if ((id ?? null) === null && (name ?? "") === "") fail(at, "INVALID_EMOJI", "Invalid emoji");
  },
);

const selectOption = object({
  label: required(string({ min: 1, max: 100 })),
  value: required(string({ min: 1, max: 100 })),
  description: optional(nullable(string({ max: 100 }))),
  emoji: optional(nullable(emoji)),
  default: optional(boolean),
});

/** Options with different values. */
export function distinctOptions<T extends { value: string }>(options: Field<T[]>): Field<T[]> {
  return refine(options, (list, at) => {
    for (const [index, { value }] of list.entries()) {
      if (list.findIndex((other) => other.value === value) === index) continue;
      at.errors.add(
        [...at.path, index, "value"],
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
      );
    }
  });
}

const selectBase = {
  ...componentId,
  custom_id: required(customId),
  placeholder: optional(nullable(string({ max: 150 }))),
  min_values: optional(integer({ min: 0, max: 25 })),
  max_values: optional(integer({ min: 1, max: 25 })),
  disabled: optional(boolean),
  required: optional(boolean),
};

const checkValueCounts = (
  { min_values = 1, max_values = 1 }: { min_values?: number; max_values?: number },
  at: Parameters<Field<unknown>>[1],
): void => {
  if (min_values > max_values) {
    fail(at, "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "min_values must not be larger than max_values");
  }
};

export const stringSelect: Field<JsonObject> = refine(
  object({
    type: required(choice([3])),
    ...selectBase,
    options: required(distinctOptions(array(selectOption, { min: 1, max: 25 }))),
  }),
  checkValueCounts,
);

const defaultValues = optional(
  nullable(
    array(object({ id: required(snowflake), type: required(choice(["user", "role", "channel"])) }), { max: 25 }),
  ),
);

/** User (5), role (6), mentionable (7) and channel (8) selects. */
export const entitySelect: Field<JsonObject> = refine(
  object({
    type: required(choice([5, 6, 7, 8])),
    ...selectBase,
    default_values: defaultValues,
    channel_types: optional(nullable(array(integer({ min: 0, max: 16 })))),
  }),
  checkValueCounts,
);

const buttonFields = object({
  type: required(choice([2])),
  ...componentId,
  style: required(integer({ min: 1, max: 6 })),
  label: optional(nullable(string({ max: 80 }))),
  emoji: optional(nullable(emoji)),
  custom_id: optional(nullable(customId)),
  sku_id: optional(nullable(snowflake)),
  url: optional(nullable(url(["http", "https", "discord"], 512))),
  disabled: optional(boolean),
});

/** A button, with what its style asks for and nothing that the style forbids. */
export const button: Field<JsonObject> = refine(buttonFields, (value, at) => {
  const { style, label, emoji: icon, custom_id: id, url: link, sku_id: sku } = value;
  const require = (name: string, part: unknown): void => {
    if (!has(part)) at.errors.add([...at.path, name], "BASE_TYPE_REQUIRED", "This field is required");
  };
  const isLink = style === 5;
  const isPremium = style === 6;
  if (isLink) require("url", link);
  else if (isPremium) require("sku_id", sku);
  else require("custom_id", id);
  if (isLink && has(id))
    fail(at, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
  if (!isLink && has(link)) fail(at, "BUTTON_COMPONENT_URL_INVALID", "A url is only valid on a link button");
  if (!isPremium && !has(label) && !has(icon)) {
    fail(at, "BUTTON_COMPONENT_MISSING_LABEL", "A button must have a label or an emoji");
  }
});

function has(part: unknown): boolean {
  return part !== undefined && part !== null && part !== "";
}
