type Letter =
  | ("a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i" | "j" | "k" | "l" | "m")
  | ("n" | "o" | "p" | "q" | "r" | "s" | "t" | "u" | "v" | "w" | "x" | "y" | "z");

type NameStart = Letter | Uppercase<Letter> | "_";
type NameSign = NameStart | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** As much of the text as a name can be. */
type LeadingName<Text extends string, Name extends string = ""> = Text extends `${infer Sign}${infer Rest}`
  ? Sign extends NameSign
    ? LeadingName<Rest, `${Name}${Sign}`>
    : Name
  : Name;

/** Names in braces; braces around anything else are plain text. */
type BraceNames<Pattern extends string> = Pattern extends `${string}{${infer Rest}`
  ? LeadingName<Rest> extends infer Name extends string
    ? Name extends ""
      ? BraceNames<Rest>
      : Rest extends `${Name}}${infer Behind}`
        ? Name | BraceNames<Behind>
        : BraceNames<Rest>
    : never
  : never;

/** Names behind `/:`. */
type SlashNames<Pattern extends string> = Pattern extends `${string}/:${infer Rest}`
  ? (Rest extends `${NameStart}${string}` ? LeadingName<Rest> : never) | SlashNames<Rest>
  : never;

/** The names of the parameters of a custom id. */
export type ParamNames<Pattern extends string> = string extends Pattern
  ? string
  : BraceNames<Pattern> | SlashNames<Pattern>;
