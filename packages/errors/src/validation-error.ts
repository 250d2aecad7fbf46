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
}
