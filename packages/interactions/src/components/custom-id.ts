import { ValidationError } from "@zignal/errors";
import type { ParamNames } from "./param-names.ts";

/** The most characters of a custom id. */
const maxLength = 100;

/** The parameters of a pattern: those of `"vote:{poll}:{choice}"` and `"vote/:poll/:choice"` are `poll` and `choice`. */
export type ParamsOf<Pattern extends string> = {
  readonly [Name in ParamNames<Pattern>]: string;
};

/** What a parameter may be given as; it always comes back as text, as ids lose digits as numbers. */
export type ParamInput = string | number | bigint | boolean;

export type ParamInputs<Pattern extends string> = {
  readonly [Name in ParamNames<Pattern>]: ParamInput;
};

/** A custom id with state in it. */
export interface CustomIdPattern {
  /** The text before the first parameter: enough to pick the candidates. */
  readonly prefix: string;
  /** Characters of text around the parameters: the more there are, the fewer custom ids it fits. */
  readonly textLength: number;
  /** What it fits: the same for patterns that fit the same custom ids. Not of those that are signed. */
  readonly shape?: string;
  /** Has it no parameters? */
  readonly exact: boolean;
  /** The parameters of a custom id; `undefined` if the pattern is not its. */
  match(customId: string): Readonly<Record<string, string>> | undefined;
  /** @throws {ValidationError} if a parameter is missing, or the id would be longer than 100 characters. */
  format(params: Readonly<Record<string, ParamInput | undefined>>): string;
}

/** `{name}` anywhere, or `:name` behind a slash. */
const parameter = /\{(\w+)\}|(?<=\/):([A-Za-z_]\w*)/;

/**
 * Reads a pattern such as `"vote:{poll}:{choice}"` or `"vote/:poll/:choice"`.
 * @throws {ValidationError} if it is empty, too long, or two parameters touch or share a name, or no sign ends one.
 */
export function customIdPattern(pattern: string): CustomIdPattern {
  // A text, a name in braces or not, a name behind a slash or not, a text, …
  const pieces: (string | undefined)[] = pattern.split(parameter);
  const isSegment = pieces.filter((_, index) => index % 3 === 2).map((name) => name !== undefined);
  const parts = pieces.filter((piece) => piece !== undefined);
  // Texts at even places, names of parameters at odd ones.
  const texts = parts.filter((_, index) => index % 2 === 0);
  const names = parts.filter((_, index) => index % 2 === 1);
  refuseAmbiguous(pattern, texts, names);
  // What ends a parameter must not be in its value, nor must the sign that escapes it.
  const reserved = new Set(["%", ...texts.slice(1).flatMap((text) => firstCharacter(text))]);
  // As in paths, a segment ends at the next slash.
  if (isSegment.includes(true)) reserved.add("/");
  const source = parts
    .map((part, index) =>
      index % 2 === 0 ? escapeRegExp(part) : valuePattern(parts[index + 1], isSegment[(index - 1) / 2] === true),
    )
    .join("");
  const expression = new RegExp(`^${source}$`, "su");
  return {
    prefix: texts[0] ?? "",
    textLength: texts.join("").length,
    shape: source,
    exact: names.length === 0,
    match(customId) {
      const found = expression.exec(customId);
      if (found === null) return undefined;
      return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? "")]));
    },
    format(params) {
      let customId = texts[0] ?? "";
      for (const [index, name] of names.entries()) {
        const value = params[name];
        if (value === undefined) {
          throw ValidationError.of(`params.${name}`, `is required by the custom id "${pattern}"`);
        }
        customId += encode(String(value), reserved) + (texts[index + 1] ?? "");
      }
      if (customId.length > maxLength) {
        throw ValidationError.of(
          "customId",
          `must be at most ${maxLength} characters (was ${customId.length}): keep less state in "${pattern}", or an id of it`,
        );
      }
      return customId;
    },
  };
}

function refuseAmbiguous(pattern: string, texts: readonly string[], names: readonly string[]): void {
  if (pattern === "" || pattern.length > maxLength) {
    throw ValidationError.of("customId", `must be 1 to ${maxLength} characters (was ${pattern.length})`);
  }
  if (new Set(names).size < names.length) {
    throw ValidationError.of("customId", `must not have a parameter twice (was "${pattern}")`);
  }
  if (texts.slice(1, -1).includes("")) {
    throw ValidationError.of("customId", `must have text between two parameters (was "${pattern}")`);
  }
  // Such a sign would be taken for a part of what stands for it in a value.
  if (texts.slice(1).some((text) => /^[%\p{L}\p{N}]/u.test(text))) {
    throw ValidationError.of("customId", `must have a sign such as : or / behind a parameter (was "${pattern}")`);
  }
}

/** A value goes up to the first character of the text behind it. */
function valuePattern(textBehind: string | undefined, isSegment: boolean): string {
  const ends = new Set(firstCharacter(textBehind ?? ""));
  if (isSegment) ends.add("/");
  return ends.size === 0 ? "(.*)" : `([^${escapeRegExp([...ends].join(""))}]*)`;
}

/** One code point, as the expression has the unicode flag; none of empty text. */
function firstCharacter(text: string): string[] {
  const [first] = text;
  return first === undefined ? [] : [first];
}

/** Hexadecimal escapes mean the same inside a character class and outside of it. */
function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);
}

/** Writes what would end the parameter as `%` and its bytes. */
function encode(value: string, reserved: ReadonlySet<string>): string {
  let encoded = "";
  for (const character of value) encoded += reserved.has(character) ? percentEncode(character) : character;
  return encoded;
}

function percentEncode(character: string): string {
  const encoded = encodeURIComponent(character);
  // Signs such as - and ! are not encoded there.
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}` : encoded;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not written by `format`: taken as it is.
    return value;
  }
}
