import { optionType as type } from "../commands/option-type.ts";
import { lengthOf } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { asList, asRecord, isSet } from "./record.ts";

/** The most characters of a command's names, descriptions and values, each in its longest localisation. */
const maxCharacters = 8000;

/** What holds between the options of a command or subcommand. */
export function checkOptionList(options: unknown, report: Report): void {
  const names = new Set<unknown>();
  let optionalBefore = false;
  let subcommands = 0;
  const items = asList(options);
  for (const [index, item] of items.entries()) {
    const { name, type: kind, required } = asRecord(item);
    if (names.has(name)) report(["options", index, "name"], `must be unique ("${String(name)}" is there twice)`);
    names.add(name);
    if (kind === type.subcommand || kind === type.subcommandGroup) subcommands++;
    else if (required === true && optionalBefore) {
      report(["options", index, "required"], "must not follow an optional option: put required options first");
    } else if (required !== true) optionalBefore = true;
  }
  if (subcommands > 0 && subcommands < items.length) {
    report(["options"], "must be either subcommands and groups, or other options, not both");
  }
}

/** The least against the most of an option, and choices against autocomplete. */
export function checkOptionRange(option: unknown, report: Report): void {
  const { choices, autocomplete, min_value, max_value, min_length, max_length } = asRecord(option);
  if (autocomplete === true && asList(choices).length > 0) {
    report(["autocomplete"], "must not be set on an option with choices");
  }
  if (typeof min_value === "number" && typeof max_value === "number" && min_value > max_value) {
    report(["min_value"], `must not be above max_value (${min_value} > ${max_value})`);
  }
  if (typeof min_length === "number" && typeof max_length === "number" && min_length > max_length) {
    report(["min_length"], `must not be above max_length (${min_length} > ${max_length})`);
  }
  const names = new Set<unknown>();
  for (const [index, choice] of asList(choices).entries()) {
    const { name } = asRecord(choice);
    if (names.has(name)) report(["choices", index, "name"], `must be unique ("${String(name)}" is there twice)`);
    names.add(name);
  }
}

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#slash-commands | Discord Docs/Slash Commands} */
export function checkCommandSize(command: unknown, report: Report): void {
  const size = charactersOf(command);
  if (size <= maxCharacters) return;
  report([], `must have at most ${maxCharacters} characters in all names, descriptions and values (was ${size})`);
}

function charactersOf(item: unknown): number {
  const { name, name_localizations, description, description_localizations, value, options, choices } = asRecord(item);
  let size = longest(name, name_localizations) + longest(description, description_localizations);
  if (isSet(value)) size += lengthOf(String(value));
  for (const child of asList(options)) size += charactersOf(child);
  for (const choice of asList(choices)) size += charactersOf(choice);
  return size;
}

function longest(text: unknown, localizations: unknown): number {
  let length = 0;
  for (const candidate of [text, ...Object.values(asRecord(localizations))]) {
    if (typeof candidate === "string") length = Math.max(length, lengthOf(candidate));
  }
  return length;
}
