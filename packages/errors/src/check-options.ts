import type { ValidationIssue } from "./validation-error.ts";
import { ValidationError } from "./validation-error.ts";

/** Collects what is wrong with options, so that all faults are reported in one {@link ValidationError}. */
export class OptionCheck {
  readonly #issues: ValidationIssue[] = [];

  /** A finite number of at least `least`, and at most `most`. */
  number(path: string, value: unknown, least: number, unit: string, most: number = Number.MAX_VALUE): this {
    const isFine = typeof value === "number" && value >= least && value <= most;
    const bound = most === Number.MAX_VALUE ? `of ${least} or more` : `from ${least} to ${most}`;
    return this.that(isFine, path, `must be a number${unit === "" ? "" : ` (${unit})`} ${bound}`, value);
  }

  /** Like {@link number}, without fractions. */
  count(path: string, value: unknown, least: number): this {
    const isFine = typeof value === "number" && Number.isSafeInteger(value) && value >= least;
    return this.that(isFine, path, `must be a whole number of ${least} or more`, value);
  }

  /** Like {@link number}; `Infinity` stands for "no limit". */
  limit(path: string, value: unknown, least: number, unit: string): this {
    const isFine = typeof value === "number" && value >= least;
    return this.that(isFine, path, `must be a number (${unit}) of ${least} or more, or Infinity`, value);
  }

  that(isFine: boolean, path: string, rule: string, value: unknown): this {
    if (!isFine) this.#issues.push({ path, message: `${rule} (was ${show(value)})` });
    return this;
  }

  /** @throws {ValidationError} if anything was wrong. */
  done(): void {
    if (this.#issues.length > 0) throw new ValidationError(this.#issues);
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
