import { brand } from "./brand.ts";
import type { ZignalErrorOptions } from "./zignal-error.ts";
import { ZignalError } from "./zignal-error.ts";

export interface ValidationIssue {
  /** Path of the field, such as `embeds[0].fields[3].name` or `token`. */
  path: string;
  /** What is wrong and what to do, such as `must be at most 256 characters (was 300)`. */
  message: string;
}

/** One or more arguments or options do not fit. All faults are reported together. */
export class ValidationError extends ZignalError {
  override readonly name: string = "ValidationError";
  readonly issues: readonly ValidationIssue[];

  static {
    brand(this, "ValidationError");
  }

  constructor(issues: readonly ValidationIssue[], options: ZignalErrorOptions = {}) {
    super("ValidationError", issues.map(({ path, message }) => `${path} ${message}`).join("; "), {
      recovery: "Correct the fields that the error names.",
      ...options,
    });
    this.issues = issues;
  }

  /** For a single field. */
  static of(path: string, message: string, options: ZignalErrorOptions = {}): ValidationError {
    return new ValidationError([{ path, message }], options);
  }

  /**
   * What `make` makes of a field; what it throws becomes a `ValidationError` that names the field, with it as `cause`.
   * @param path - Also left out where a message starts with it, as in `intents.guilds: must be true or false`.
   */
  static naming<T>(path: string, make: () => T): T {
    try {
      return make();
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      const [prefix = ""] = /^[\w.[\]]+: /.exec(text) ?? [];
      const isWithin = prefix === `${path}: ` || prefix.startsWith(`${path}.`) || prefix.startsWith(`${path}[`);
      if (!isWithin) throw ValidationError.of(path, text, { cause });
      throw ValidationError.of(prefix.slice(0, -2), text.slice(prefix.length), { cause });
    }
  }
}
