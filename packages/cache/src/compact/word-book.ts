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

interface Words {
  numbers: Map<string, number>;
  words: string[];
}

/** Text that repeats, once. Each field has its own numbers, so that they stay small. */
export class WordBook {
  readonly #books = new Map<string, Words>();

  /** The word's number; `-1` when it has to be kept as text. */
  numberOf(field: string, word: string): number {
    if (!fields.has(field) || word.length > maxLength) return -1;
    let book = this.#books.get(field);
    if (book === undefined) {
      book = { numbers: new Map(), words: [] };
      this.#books.set(field, book);
    }
    const known = book.numbers.get(word);
    if (known !== undefined) return known;
    if (book.words.length >= maxWords) return -1;
    book.numbers.set(word, book.words.length);
    return book.words.push(word) - 1;
  }

  wordOf(field: string, number: number): string {
    return this.#books.get(field)?.words[number] ?? "";
  }

  clear(): void {
    this.#books.clear();
  }
}
