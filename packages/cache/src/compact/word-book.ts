/** Fields whose text repeats from entity to entity. */
const fields: ReadonlySet<string> = new Set([
  "status",
  "desktop",
  "mobile",
  "web",
  "vr",
  "embedded",
  "features",
  "tag",
  "badge",
  "asset",
  "sku_id",
  "identity_guild_id",
  "preferred_locale",
  "discriminator",
  "flags_new",
]);

/** Words of one field; what comes after is kept as text, so that a field of which no two are alike costs no more. */
const maxWords = 4096;
const maxLength = 64;

/** The words of one field. */
export class Words {
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [];

  /** The word's number; `-1` when it has to be kept as text. */
  numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    if (word.length > maxLength || this.#words.length >= maxWords) return -1;
    this.#numbers.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }

  wordOf(number: number): string {
    return this.#words[number] ?? "";
  }
}

/** Text that repeats, once. Each field has its own numbers, so that they stay small. */
export class WordBook {
  readonly #books = new Map<string, Words>();

  /** The words of a field; `undefined` for one whose text does not repeat. */
  of(field: string): Words | undefined {
    if (!fields.has(field)) return undefined;
    let words = this.#books.get(field);
    if (words === undefined) {
      words = new Words();
      this.#books.set(field, words);
    }
    return words;
  }

  clear(): void {
    this.#books.clear();
  }
}
