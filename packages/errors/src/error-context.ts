import { CallTrace } from "./call-trace.ts";
import type { SourceLocation } from "./call-trace.ts";

/**
 * Where in the program, and for whom, something happened. Each `with…` returns a new context.
 *
 * `file`, `line` and `function` are those of the code that made the context (or the error it belongs to), found by
 * itself; give them to override.
 */
export class ErrorContext {
  /** Snowflake of the guild, as a decimal string. */
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  readonly userId: string | undefined;
  /** Whatever ties log lines of one piece of work together. */
  readonly requestId: string | undefined;
  /** Fields of your own. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly #given: Partial<ErrorContextFields>;
  readonly #trace: CallTrace;
  #location: SourceLocation | undefined;
  #located = false;

  /** @param trace - Whose caller the context names; by default the code that calls this constructor. */
  constructor(fields: Partial<ErrorContextFields> = {}, trace?: CallTrace) {
    // Copies: what the caller does with the object later must not change the context.
    const extra = { ...fields.extra };
    this.#given = { ...fields, extra };
    this.#trace = trace ?? CallTrace.capture(ErrorContext);
    this.guildId = fields.guildId;
    this.channelId = fields.channelId;
    this.userId = fields.userId;
    this.requestId = fields.requestId;
    this.extra = extra;
  }

  /** Path of the source file. */
  get file(): string | undefined {
    return this.#given.file ?? this.#locate()?.file;
  }

  /** Line in {@link file}, counted from 1. */
  get line(): number | undefined {
    return this.#given.line ?? this.#locate()?.line;
  }

  /** Name of the function; `undefined` at the top of a module and in functions without a name. */
  get function(): string | undefined {
    return this.#given.function ?? this.#locate()?.function;
  }

  withGuildId(guildId: string): ErrorContext {
    return this.#and({ guildId });
  }

  withChannelId(channelId: string): ErrorContext {
    return this.#and({ channelId });
  }

  withUserId(userId: string): ErrorContext {
    return this.#and({ userId });
  }

  withRequestId(requestId: string): ErrorContext {
    return this.#and({ requestId });
  }

  /** Adds a field of your own; it appears under `extra`. */
  with(name: string, value: unknown): ErrorContext {
    return this.#and({ extra: { ...this.extra, [name]: value } });
  }

  /** The fields that are known. Secrets in `extra` are taken out by {@link ZignalError.toJSON}, not here. */
  toJSON(): Partial<ErrorContextFields> {
    const fields: ErrorContextFields = {
      file: this.file,
      line: this.line,
      function: this.function,
      guildId: this.guildId,
      channelId: this.channelId,
      userId: this.userId,
      requestId: this.requestId,
      extra: this.extra,
    };
    const known = Object.entries(fields).filter(
      ([name, value]) => value !== undefined && (name !== "extra" || Object.keys(this.extra).length > 0),
    );
    return Object.fromEntries(known);
  }

  #and(fields: Partial<ErrorContextFields>): ErrorContext {
    return new ErrorContext({ ...this.#given, ...fields }, this.#trace);
  }

  // Writing a stack down is dear, so it waits until somebody reads the place.
  #locate(): SourceLocation | undefined {
    if (!this.#located) {
      this.#located = true;
      this.#location = this.#trace.location;
    }
    return this.#location;
  }
}

export interface ErrorContextFields {
  file: string | undefined;
  line: number | undefined;
  function: string | undefined;
  guildId: string | undefined;
  channelId: string | undefined;
  userId: string | undefined;
  requestId: string | undefined;
  extra: Readonly<Record<string, unknown>>;
}
