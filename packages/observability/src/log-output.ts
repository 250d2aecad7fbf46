import { mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { redactText, toZignalError, ValidationError, ZignalError } from "@zignal/errors";
import type { TransportSingleOptions } from "pino";
import { loadPino } from "./optional-modules.ts";

/** Anything that takes lines: a stream, or a test's list. */
export interface LogSink {
  write(line: string): unknown;
}

/**
 * Where lines go: a standard stream, a file (made with its folders, appended to), a stream of yours, or a transport of
 * pino's, which runs in a worker thread.
 */
export type LogOutput =
  | "stdout"
  | "stderr"
  | { readonly file: string }
  | { readonly transport: { readonly target: string; readonly options?: Readonly<Record<string, unknown>> } }
  | LogSink;

/** An output that is open. */
export interface OpenOutput {
  write(line: string): unknown;
  /** Has the next line written to the file that then has the name: the one before may have been moved away. */
  reopen(): void;
  /** Writes out what is held back, and lets go of what was opened here; a stream of the user's stays open. */
  close(): Promise<void>;
}

/**
 * Opens an output with its first line, so that a logger that says nothing costs nothing.
 * @throws {ValidationError} if it is none.
 */
export function openOutput(output: LogOutput, path: string): OpenOutput {
  if (output === "stdout") return opened(() => loadPino().destination({ fd: 1, sync: true }), "stdout");
  if (output === "stderr") return opened(() => loadPino().destination({ fd: 2, sync: true }), "stderr");
  if (typeof output === "object" && output !== null) {
    if ("write" in output && typeof output.write === "function")
      return { write: (line) => output.write(line), reopen: () => undefined, close: () => Promise.resolve() };
    if ("file" in output && typeof output.file === "string" && output.file !== "")
      return opened(() => openFile(output.file), output.file, true);
    if ("transport" in output)
      return opened(() => loadPino().transport(withOptions(output.transport)), output.transport.target);
  }
  throw ValidationError.of(path, 'must be "stdout", "stderr", { file }, { transport } or something with write()');
}

function withOptions(transport: {
  readonly target: string;
  readonly options?: Readonly<Record<string, unknown>>;
}): TransportSingleOptions {
  return { target: transport.target, ...(transport.options === undefined ? {} : { options: transport.options }) };
}

/** What pino's destinations and transports have in common. */
interface PinoStream {
  write(line: string): unknown;
  end(): void;
  once(event: "close", listener: () => void): unknown;
  once(event: "ready", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  flushSync?(): void;
  readonly fd?: number;
}

/** What a file that can not be written to may hold back until it can, in bytes; what comes after is dropped. */
const maxHeldBytes = 16 * 1024 * 1024;

/** Opens the file now, so that a failure is known with the first line, and writes to it in the background. */
function openFile(file: string): PinoStream {
  mkdirSync(dirname(file), { recursive: true });
  // Not synchronous: a slow disk must not stop the bot. pino flushes it when the process exits.
  return loadPino().destination({ dest: openSync(file, "a"), sync: false, maxLength: maxHeldBytes });
}

/** Says once, where node's warnings go, that lines of the log are being lost. */
export function warnOfOutput(name: string, error: unknown): void {
  const reason = toZignalError(error).message;
  process.emitWarning(`The log can not be written to ${redactText(name)}: ${redactText(reason)}`, {
    type: "ZignalLogWarning",
    code: "ZIGNAL_LOG_OUTPUT",
  });
}

/** So long an output may take to write out what it holds back. */
const endPatienceMs = 10_000;

async function end(stream: PinoStream, name: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (cause: Error): void =>
    reject(new ZignalError("SystemError", `Lines of the log could not be written to ${name}`, { cause }));
  // A transport's worker does not hold the process, which must not end before its lines are written.
  const timer = setTimeout(() => fail(new Error(`it did not close within ${endPatienceMs} ms`)), endPatienceMs);
  stream.once("close", resolve);
  stream.on("error", fail);
  try {
    stream.end();
    await promise;
  } finally {
    clearTimeout(timer);
  }
}

function opened(open: () => PinoStream, name: string, isFile = false): OpenOutput {
  let stream: PinoStream | undefined;
  /** Files that were let go of, with lines still to be written. */
  const ending = new Set<Promise<void>>();
  let failure: unknown;
  let isClosed = false;
  const onError = (error: unknown): void => {
    if (failure === undefined) warnOfOutput(name, error);
    failure = error;
  };
  const start = (): PinoStream | undefined => {
    try {
      const started = open();
      // Without a listener a full disk would end the process.
      started.on("error", onError);
      return started;
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  return {
    write(line) {
      // After close there is nobody to write for; an open file would never be closed again.
      if (isClosed) return;
      stream ??= failure === undefined ? start() : undefined;
      // A log that has no place is better on the terminal than nowhere.
      if (stream === undefined) process.stderr.write(line);
      else stream.write(line);
    },
    reopen() {
      // A file that could not be opened gets another chance.
      failure = undefined;
      if (stream === undefined || !isFile) return;
      const ended = end(stream, name).finally(() => ending.delete(ended));
      // Told of by the stream's own listener.
      ended.catch(() => undefined);
      ending.add(ended);
      stream = undefined;
    },
    async close() {
      isClosed = true;
      const closing = stream;
      stream = undefined;
      if (closing?.fd === 1 || closing?.fd === 2) closing.flushSync?.();
      else if (closing !== undefined) ending.add(end(closing, name));
      await Promise.all(ending);
    },
  };
}
