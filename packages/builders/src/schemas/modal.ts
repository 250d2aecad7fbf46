import { componentType as type } from "../components/component-type.ts";
import { lazily } from "../lazily.ts";
import { customId, selects, textDisplay } from "./component.ts";
import { checkChoices, checkComponentTree } from "./component-rules.ts";
import { byField, list, object, optional, uniqueList, withRule } from "./combinators.ts";
import { bool, field, integer, oneOf, text } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { asList, asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

const id: Schema = optional(integer(0, 2 ** 31 - 1));

/** `image`, `video`, `audio`, or an ending with its dot. */
export const fileType: Schema = field(
  (value) => typeof value === "string" && /^(?:image|video|audio|\.[\w.+-]+)$/i.test(value),
  "image, video, audio, or a file ending such as .pdf",
);

const textInput: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.textInput]),
      id,
      custom_id: customId,
      style: oneOf([1, 2], "1 (short) or 2 (paragraph)"),
      label: optional(text(1, 45)),
      min_length: optional(integer(0, 4000)),
      max_length: optional(integer(1, 4000)),
      required: optional(bool),
      value: optional(text(0, 4000)),
      placeholder: optional(text(0, 100)),
    }),
    (input, report) => {
      const { min_length, max_length, value } = asRecord(input);
      if (typeof min_length === "number" && typeof max_length === "number" && min_length > max_length) {
        report(["min_length"], `must not be above max_length (${min_length} > ${max_length})`);
      }
      if (typeof max_length === "number" && typeof value === "string" && value.length > max_length) {
        report(["value"], `must be at most max_length (${max_length}) characters (was ${value.length})`);
      }
    },
  ),
);

const option: () => Schema = lazily(() =>
  object({
    label: text(1, 100),
    value: text(1, 100),
    description: optional(text(0, 100)),
    default: optional(bool),
  }),
);

const fileUpload: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.fileUpload]),
      id,
      custom_id: customId,
      min_values: optional(integer(0, 10)),
      max_values: optional(integer(1, 10)),
      required: optional(bool),
      file_types: optional(uniqueList(fileType, 0, 10)),
    }),
    (upload, report) => checkCounts(upload, 1, report),
  ),
);

const radioGroup: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.radioGroup]),
      id,
      custom_id: customId,
      options: list(option(), 2, 10),
      required: optional(bool),
    }),
    (group, report) => {
      const options = asList(asRecord(group)["options"]);
      checkChoices(options, report);
      if (options.filter((item) => asRecord(item)["default"] === true).length > 1) {
        report(["options"], "must have one default at most");
      }
    },
  ),
);

const checkboxGroup: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.checkboxGroup]),
      id,
      custom_id: customId,
      options: list(option(), 1, 10),
      min_values: optional(integer(0, 10)),
      max_values: optional(integer(1, 10)),
      required: optional(bool),
    }),
    (group, report) => {
      const options = asList(asRecord(group)["options"]);
      checkChoices(options, report);
      checkCounts(group, options.length, report);
    },
  ),
);

const checkbox: () => Schema = lazily(() =>
  object({ type: oneOf([type.checkbox]), id, custom_id: customId, default: optional(bool) }),
);

/** `min_values` against `max_values`, and against `required`. */
function checkCounts(component: unknown, usualMost: number, report: Report): void {
  const { min_values, max_values, required } = asRecord(component);
  const most = typeof max_values === "number" ? max_values : usualMost;
  if (typeof min_values !== "number") return;
  if (min_values > most) report(["min_values"], `must not be above max_values (${min_values} > ${most})`);
  if (min_values === 0 && required !== false) report(["min_values"], "must be at least 1 unless required is false");
}

function checkSelectInModal(select: unknown, report: Report): void {
  const { disabled, min_values, required } = asRecord(select);
  if (disabled === true) report(["disabled"], "must be left out: a modal has no disabled components");
  if (min_values === 0 && required !== false) report(["min_values"], "must be at least 1 unless required is false");
}

const inLabel: () => Readonly<Record<number, Schema>> = lazily(() => ({
  ...Object.fromEntries(
    Object.entries(selects()).map(([kind, select]) => [kind, withRule(select, checkSelectInModal)] as const),
  ),
  [type.textInput]: textInput(),
  [type.fileUpload]: fileUpload(),
  [type.radioGroup]: radioGroup(),
  [type.checkboxGroup]: checkboxGroup(),
  [type.checkbox]: checkbox(),
}));

const label: () => Schema = lazily(() =>
  object({
    type: oneOf([type.label]),
    id,
    label: text(1, 45),
    description: optional(text(1, 100)),
    component: byField(
      "type",
      inLabel,
      "a text input, select menu, file upload, radio group, checkbox group or checkbox",
    ),
  }),
);

/** The older form: an action row around one text input, which then has the label. */
const textInputRow: () => Schema = lazily(() =>
  withRule(object({ type: oneOf([type.actionRow]), id, components: list(textInput(), 1, 1) }), (row, report) => {
    const [input] = asList(asRecord(row)["components"]);
    if (asRecord(input)["label"] === undefined) report(["components", 0, "label"], "is required outside a label");
  }),
);

/** A component of a modal by itself. */
export const modalComponentSchema: () => Schema = lazily(() =>
  byField("type", () => ({ ...inLabel(), [type.label]: label() }), "a component of a modal"),
);

/** @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal | Discord Docs/Modal} */
export const modalSchema: () => Schema = lazily(() =>
  withRule(
    object({
      custom_id: customId,
      title: text(1, 45),
      components: list(
        byField(
          "type",
          () => ({ [type.label]: label(), [type.textDisplay]: textDisplay(), [type.actionRow]: textInputRow() }),
          "a label, a text display, or an action row with a text input",
        ),
        1,
        5,
      ),
    }),
    (modal, report) => checkComponentTree(asRecord(modal)["components"], "components", report),
  ),
);
