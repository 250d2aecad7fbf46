import type { LocalizationMap } from "@zignal/types";

/** Text by locale, such as `{ de: "suche", "pt-BR": "busca" }`. */
export type Localizations = LocalizationMap;

/** @see {@link https://docs.discord.com/developers/reference#locales | Discord Docs/Locales} */
export const locales: readonly string[] = [
  "id",
  "da",
  "de",
  "en-GB",
  "en-US",
  "es-ES",
  "es-419",
  "fr",
  "hr",
  "it",
  "lt",
  "hu",
  "nl",
  "no",
  "pl",
  "pt-BR",
  "ro",
  "fi",
  "sv-SE",
  "vi",
  "tr",
  "cs",
  "el",
  "bg",
  "ru",
  "uk",
  "hi",
  "th",
  "zh-CN",
  "ja",
  "zh-TW",
  "ko",
];
