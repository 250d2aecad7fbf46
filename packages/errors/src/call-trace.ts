import { fileURLToPath } from "node:url";

/** Where in the source a call was made. */
export interface SourceLocation {
  /** Path of the file. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  /** Column, counted from 1. */
  readonly column: number;
  /** Name of the function, when it has one. */
  readonly function: string | undefined;
}

type Callable = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

const separator = "    --- called from ---";

/**
 * Remembers who called, so that an error that is created later, in a queue or after a retry, can name that line.
 * Capturing costs about a microsecond; the text is only made when it is read.
 */
export class CallTrace {
  readonly #holder: { readonly stack?: string | undefined };

  private constructor(holder: { readonly stack?: string | undefined }) {
    this.#holder = holder;
  }

  /**
   * Captures the stack of the caller.
   * @param below - The function the caller called: its frame and those above it are left out. Without it the trace begins
   *   with the function that captures.
   */
  static capture(this: void, below?: Callable): CallTrace {
    const holder: { stack?: string } = {};
    Error.captureStackTrace(holder, below ?? CallTrace.capture);
    return new CallTrace(holder);
  }

  /** The stack that `error` brings with it. */
  static of(error: Error): CallTrace {
    return new CallTrace(error);
  }

  /** The frames, one a line, as the runtime writes them (`    at f (file:1:2)`). */
  get frames(): readonly string[] {
    const stack: unknown = this.#holder.stack;
    // Error.prepareStackTrace may make anything of it.
    if (typeof stack !== "string") return [];
    return stack.split("\n").filter((line) => line.startsWith("    at "));
  }

  /** The first frame that is not the runtime's own; `undefined` when there is none. */
  get location(): SourceLocation | undefined {
    for (const frame of this.frames) {
      const location = parseFrame(frame);
      if (location !== undefined) return location;
    }
    return undefined;
  }

  /**
   * Appends this trace's frames to the stack of `error`, unless they are there already.
   * Does nothing to what is not an error or has a stack that can not be written.
   */
  attachTo(error: unknown): void {
    if (!(error instanceof Error) || typeof error.stack !== "string") return;
    const stack = error.stack;
    const frames = this.frames;
    const [first] = frames;
    if (first === undefined || stack.includes(withoutAsync(first))) return;
    Reflect.defineProperty(error, "stack", {
      value: [stack, separator, ...frames].join("\n"),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** The place a frame names, which is the same whether the frame is an asynchronous one or not. */
function withoutAsync(frame: string): string {
  return frame.replace(/^ {4}at (?:async )?/, "").replace(/^.* \((.*)\)$/, "$1");
}

function parseFrame(frame: string): SourceLocation | undefined {
  const match = /^ {4}at (?:async )?(?:(?<name>.*) \()?(?<file>.+):(?<line>\d+):(?<column>\d+)\)?$/.exec(frame);
  const groups = match?.groups;
  if (groups?.["file"] === undefined || groups["file"].startsWith("node:")) return undefined;
  return {
    file: toPath(groups["file"]),
    line: Number(groups["line"]),
    column: Number(groups["column"]),
    function: groups["name"],
  };
}

function toPath(file: string): string {
  return file.startsWith("file://") ? fileURLToPath(file) : file;
}
