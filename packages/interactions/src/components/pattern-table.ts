import { ValidationError } from "@zignal/errors";
import type { CustomIdPattern } from "./custom-id.ts";

/** Something that a custom id leads to. */
export interface PatternEntry {
  readonly pattern: CustomIdPattern;
  readonly source: string;
}

export interface PatternMatch<Entry> {
  entry: Entry;
  params: Readonly<Record<string, string>>;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

/** Finds the handler of a custom id: an exact one first, then the pattern with the longest text in front, then with the most text. */
export class PatternTable<Entry extends PatternEntry> {
  readonly #what: string;
  readonly #exact = new Map<string, Entry>();
  #patterns: Entry[] = [];

  /** @param what - What the entries are, for messages: `"component"`. */
  constructor(what: string) {
    this.#what = what;
  }

  /** @returns Takes the entry out again. @throws {ValidationError} if the custom id is taken. */
  add(entry: Entry): () => void {
    const taken =
      this.#exact.get(entry.source) ??
      this.#patterns.find((other) => other.source === entry.source || isSameShape(other.pattern, entry.pattern));
    if (taken !== undefined) {
      throw ValidationError.of(
        "customId",
        `must be unique: a ${this.#what} handler for "${taken.source}" is registered`,
      );
    }
    if (entry.pattern.exact) this.#exact.set(entry.source, entry);
    else {
      this.#patterns = [...this.#patterns, entry].toSorted(bySpecificity);
    }
    return () => {
      if (this.#exact.get(entry.source) === entry) this.#exact.delete(entry.source);
      this.#patterns = this.#patterns.filter((other) => other !== entry);
    };
  }

  /** @param suits - Says no to entries that are not meant. */
  find(customId: string, suits: (entry: Entry) => boolean = all): PatternMatch<Entry> | undefined {
    const exact = this.#exact.get(customId);
    if (exact !== undefined && suits(exact)) return { entry: exact, params: noParams };
    for (const entry of this.#patterns) {
      if (!customId.startsWith(entry.pattern.prefix) || !suits(entry)) continue;
      const params = entry.pattern.match(customId);
      if (params !== undefined) return { entry, params };
    }
    return undefined;
  }
}

function isSameShape(a: CustomIdPattern, b: CustomIdPattern): boolean {
  return a.shape !== undefined && a.shape === b.shape;
}

function all(): boolean {
  return true;
}

function bySpecificity({ pattern: a }: PatternEntry, { pattern: b }: PatternEntry): number {
  return b.prefix.length - a.prefix.length || b.textLength - a.textLength;
}
