import { componentType as type } from "../components/component-type.ts";
import { lengthOf } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { asList, asRecord, isSet } from "./record.ts";

const linkStyle = 5;
const premiumStyle = 6;

/** The most components of a message that uses components V2, nested ones included. */
const maxComponents = 40;

/** The most characters of all text displays of a message together. */
const maxText = 4000;

/** Which fields a button's style asks for, and which it rules out. */
export function checkButton(button: unknown, report: Report): void {
  const { style, custom_id, url, sku_id, label, emoji } = asRecord(button);
  if (style === premiumStyle) {
    if (!isSet(sku_id)) report(["sku_id"], "is required for a premium button");
    refuse("custom_id", custom_id, "a premium button", report);
    refuse("url", url, "a premium button", report);
    refuse("label", label, "a premium button", report);
    refuse("emoji", emoji, "a premium button", report);
    return;
  }
  if (!isSet(emoji) && (!isSet(label) || label === "")) report([], "must have a label or an emoji");
  refuse("sku_id", sku_id, "a button that is not premium", report);
  if (style === linkStyle) {
    if (!isSet(url)) report(["url"], "is required for a link button");
    refuse("custom_id", custom_id, "a link button", report);
  } else {
    if (!isSet(custom_id)) report(["custom_id"], "is required, so that a click can be told from others");
    refuse("url", url, "a button that is no link", report);
  }
}

function refuse(name: string, value: unknown, what: string, report: Report): void {
  if (isSet(value)) report([name], `must be left out of ${what}`);
}

/** Up to five buttons, or one select menu and nothing else. */
export function checkRow(row: unknown, report: Report): void {
  const components = asList(asRecord(row)["components"]);
  if (components.length < 2) return;
  if (components.some((component) => asRecord(component)["type"] !== type.button)) {
    report(["components"], "must be up to five buttons, or one select menu by itself");
  }
}

export function checkSelect(select: unknown, report: Report): void {
  const { min_values, max_values, default_values, options } = asRecord(select);
  const least = typeof min_values === "number" ? min_values : 1;
  const most = typeof max_values === "number" ? max_values : Math.max(1, least);
  if (least > most) report(["min_values"], `must not be above max_values (${least} > ${most})`);
  const defaults = asList(default_values).length;
  if (defaults > 0 && (defaults < least || defaults > most)) {
    report(["default_values"], `must be ${least} to ${most}, as min_values and max_values say (was ${defaults})`);
  }
  checkChoices(options, report);
}

/** No value twice among the options of a select menu or group. */
export function checkChoices(options: unknown, report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, option] of asList(options).entries()) {
    const { value } = asRecord(option);
    if (seen.has(value)) report(["options", index, "value"], "must be unique among the options");
    seen.add(value);
  }
}

type Path = readonly (string | number)[];

interface Tally {
  components: number;
  characters: number;
  customIds: Set<unknown>;
  ids: Set<unknown>;
}

/**
 * What holds over all components of a message or modal: no custom id or id twice, at most 40 components and 4000
 * characters of text.
 * @param at - The field that the components stand in; empty for a single component by itself.
 */
export function checkComponentTree(components: unknown, at: "components" | "", report: Report): void {
  const tally: Tally = { components: 0, characters: 0, customIds: new Set(), ids: new Set() };
  for (const [index, component] of asList(components).entries()) {
    count(component, at === "" ? [] : [at, index], tally, report);
  }
  const whole: Path = at === "" ? [] : [at];
  if (tally.components > maxComponents) {
    report(whole, `must be at most ${maxComponents} components, nested ones included (was ${tally.components})`);
  }
  if (tally.characters > maxText) {
    report(whole, `must have at most ${maxText} characters in all text displays together (was ${tally.characters})`);
  }
}

function count(component: unknown, path: Path, tally: Tally, report: Report): void {
  const { type: kind, custom_id, id, content, components, accessory, component: labelled } = asRecord(component);
  tally.components++;
  if (kind === type.textDisplay && typeof content === "string") tally.characters += lengthOf(content);
  if (typeof custom_id === "string") {
    if (tally.customIds.has(custom_id))
      report([...path, "custom_id"], `must be unique ("${custom_id}" is there twice)`);
    tally.customIds.add(custom_id);
  }
  if (typeof id === "number" && id !== 0) {
    if (tally.ids.has(id)) report([...path, "id"], `must be unique (${id} is there twice)`);
    tally.ids.add(id);
  }
  if (components !== undefined) {
    for (const [index, child] of asList(components).entries()) {
      count(child, [...path, "components", index], tally, report);
    }
  }
  if (isSet(accessory)) count(accessory, [...path, "accessory"], tally, report);
  if (isSet(labelled)) count(labelled, [...path, "component"], tally, report);
}
