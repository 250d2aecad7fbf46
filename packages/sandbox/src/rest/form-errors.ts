import { ApiError } from "../world/api-error.ts";

interface ErrorTree {
  _errors?: { code: string; message: string }[];
  [key: string]: ErrorTree | { code: string; message: string }[] | undefined;
}

export type FieldPath = readonly (string | number)[];

/**
 * Collects what is wrong with a body, nested by field as Discord nests it.
 * @see {@link https://docs.discord.com/developers/reference#error-messages | Discord Docs/Error Messages}
 */
export class FormErrors {
  #tree: ErrorTree | undefined;
  #count = 0;

  add(path: FieldPath, code: string, message: string): void {
    this.#count += 1;
    let node: ErrorTree = (this.#tree ??= {});
    for (const key of path) {
      const existing = node[String(key)];
      if (existing === undefined || Array.isArray(existing)) {
        const created: ErrorTree = {};
        // A field may be called anything, `__proto__` as well.
        Object.defineProperty(node, String(key), {
          value: created,
          enumerable: true,
          configurable: true,
          writable: true,
        });
        node = created;
      } else {
        node = existing;
      }
    }
    (node._errors ??= []).push({ code, message });
  }

  /** How many faults were found so far. */
  get count(): number {
    return this.#count;
  }

  /** @throws {ApiError} 50035 with everything collected, if there is anything. */
  throwIfAny(): void {
    if (this.#tree !== undefined) throw new ApiError(400, 50035, "Invalid Form Body", this.#tree);
  }
}
