import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";

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
    const stack = readText(this.#holder, "stack");
    if (stack === undefined) return [];
    return withoutMessage(stack, readText(this.#holder, "message"))
      .split("\n")
      .filter((line) => line.startsWith("    at "));
  }

  /**
   * The first frame that is neither the runtime's own nor, where there is another, this package's; `undefined` when there
   * is none.
   */
  get location(): SourceLocation | undefined {
    const locations = this.frames.map(parseFrame).filter((location) => location !== undefined);
    return locations.find(({ file }) => !isOwnFile(file)) ?? locations[0];
  }

  /**
   * Appends this trace's frames to the stack of `error`, unless they are there already.
   * Does nothing to what is not an error or has a stack that can not be written.
   */
  attachTo(error: unknown): void {
    const stack = isError(error) ? readText(error, "stack") : undefined;
    if (!isError(error) || stack === undefined) return;
    const frames = this.frames;
    const [first] = frames;
    if (first === undefined || stack.split("\n").some((frame) => placeOf(frame) === placeOf(first))) return;
    Reflect.defineProperty(error, "stack", {
      value: [stack, separator, ...frames].join("\n"),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** An error of another realm (a vm context) is no instance of this one's. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** A field that is text; Error.prepareStackTrace, a getter or its owner may have made anything else of it. */
function readText(holder: object, name: "stack" | "message"): string | undefined {
  try {
    const value: unknown = Reflect.get(holder, name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The message may hold lines that look like frames: those of a child process, of a worker. */
function withoutMessage(stack: string, message: string | undefined): string {
  const at = message === undefined || message === "" ? -1 : stack.indexOf(message);
  return message === undefined || at < 0 ? stack : stack.slice(at + message.length);
}

/** The place a frame names, which is the same whether the frame is an asynchronous one or not. */
function placeOf(frame: string): string {
  return frame.replace(/^ {4}at (?:async )?/, "").replace(/^.* \((.*)\)$/, "$1");
}

/** A policy that fails for its caller should name the caller. (Inside somebody's bundle the folder may be unknown.) */
const ownFolder: string | undefined = import.meta.dirname;

function isOwnFile(file: string): boolean {
  return ownFolder !== undefined && dirname(file) === ownFolder;
}

const named = /^ {4}at (?:async )?(?<name>.*?) \((?<place>.*)\)$/;
const unnamed = /^ {4}at (?:async )?(?<place>.*)$/;

function parseFrame(frame: string): SourceLocation | undefined {
  const { name, place } = (named.exec(frame) ?? unnamed.exec(frame))?.groups ?? {};
  const found = /^(?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(outsideEval(place ?? ""))?.groups;
  if (found?.["file"] === undefined || found["file"].startsWith("node:")) return undefined;
  return {
    file: toPath(found["file"]),
    line: Number(found["line"]),
    column: Number(found["column"]),
    function: name === "Object.<anonymous>" || name === "eval" ? undefined : name,
  };
}

/** Code made by `eval` has no file; `eval at f (file:1:2), <anonymous>:3:4` stands for the place of the `eval`. */
function outsideEval(place: string): string {
  if (!place.startsWith("eval at ")) return place;
  return /\((?<place>[^()]+:\d+:\d+)\)/.exec(place)?.groups?.["place"] ?? place;
}

function toPath(file: string): string {
  if (!file.startsWith("file://")) return file;
  try {
    return fileURLToPath(file);
  } catch {
    // Such as file://host/x: it names the place all the same.
    return file;
  }
}
