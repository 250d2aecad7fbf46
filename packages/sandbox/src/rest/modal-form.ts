import type { JsonObject } from "../world/json.ts";
import type { Modal } from "../world/interaction-types.ts";
import { byType, checkTree } from "./component-form.ts";
import { componentId, customId, distinctOptions, entitySelect, stringSelect } from "./component-parts.ts";
import type { Field } from "./fields.ts";
import { array, boolean, choice, integer, nullable, refine, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

const textInputFields = {
  type: required(choice([4])),
  ...componentId,
  custom_id: required(customId),
  style: required(choice([1, 2])),
  min_length: optional(nullable(integer({ min: 0, max: 4000 }))),
  max_length: optional(nullable(integer({ min: 1, max: 4000 }))),
  required: optional(boolean),
  value: optional(nullable(string({ max: 4000 }))),
  placeholder: optional(nullable(string({ max: 100 }))),
};

/** In a row of its own, as before labels came: then it carries its label. */
const labelledTextInput: Field<JsonObject> = object({
  ...textInputFields,
  label: required(string({ min: 1, max: 45 })),
});

const textInput: Field<JsonObject> = object(textInputFields);

const fileUpload: Field<JsonObject> = object({
  type: required(choice([19])),
  ...componentId,
  custom_id: required(customId),
  min_values: optional(integer({ min: 0, max: 10 })),
  max_values: optional(integer({ min: 1, max: 10 })),
  required: optional(boolean),
  file_types: optional(nullable(array(string({ min: 1, max: 100 }), { max: 10 }))),
});

const groupOption = object({
  value: required(string({ min: 1, max: 100 })),
  label: required(string({ min: 1, max: 100 })),
  description: optional(nullable(string({ max: 100 }))),
  default: optional(boolean),
});

const radioGroup: Field<JsonObject> = object({
  type: required(choice([21])),
  ...componentId,
  custom_id: required(customId),
  options: required(distinctOptions(array(groupOption, { min: 2, max: 10 }))),
  required: optional(boolean),
});

const checkboxGroup: Field<JsonObject> = object({
  type: required(choice([22])),
  ...componentId,
  custom_id: required(customId),
  options: required(distinctOptions(array(groupOption, { min: 1, max: 10 }))),
  min_values: optional(integer({ min: 0, max: 10 })),
  max_values: optional(integer({ min: 1, max: 10 })),
  required: optional(boolean),
});

const checkbox: Field<JsonObject> = object({
  type: required(choice([23])),
  ...componentId,
  custom_id: required(customId),
  default: optional(boolean),
});

const label: Field<JsonObject> = object({
  type: required(choice([18])),
  ...componentId,
  label: required(string({ min: 1, max: 45 })),
  description: optional(nullable(string({ max: 100 }))),
  component: required(
    byType({
      3: stringSelect,
      4: textInput,
      5: entitySelect,
      6: entitySelect,
      7: entitySelect,
      8: entitySelect,
      19: fileUpload,
      21: radioGroup,
      22: checkboxGroup,
      23: checkbox,
    }),
  ),
});

const textRow: Field<JsonObject> = object({
  type: required(choice([1])),
  ...componentId,
  components: required(array(byType({ 4: labelledTextInput }), { min: 1, max: 1 })),
});

const textDisplay: Field<JsonObject> = object({
  type: required(choice([10])),
  ...componentId,
  content: required(string({ min: 1, max: 4000 })),
});

/** The data of a modal callback. */
export const modal: Field<Modal> = object({
  custom_id: required(customId),
  title: required(string({ min: 1, max: 45 })),
  components: required(
    refine(array(byType({ 1: textRow, 10: textDisplay, 18: label }), { min: 1, max: 5 }), checkTree),
  ),
});
