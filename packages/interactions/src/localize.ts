/** Texts by locale, such as `{ "en-US": "Hello", de: "Hallo" }`. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The text for a reader: of the first locale that there is one for, by itself or by its language (`pt` for `pt-BR` and
 * the other way round), else the first text.
 * @param locales - By preference; `undefined` is passed over.
 */
export function localize(texts: Texts, ...locales: readonly (string | undefined)[]): string {
  for (const locale of locales) {
    if (locale === undefined) continue;
    const exact = Object.hasOwn(texts, locale) ? texts[locale] : undefined;
    if (exact !== undefined) return exact;
    const language = languageOf(locale);
    const related = Object.keys(texts).find((name) => languageOf(name) === language);
    if (related !== undefined) return texts[related] ?? "";
  }
  return Object.values(texts)[0] ?? "";
}

function languageOf(locale: string): string {
  return locale.split("-", 1)[0] ?? locale;
}
