import { ValidationError } from "@zignal/errors";
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
  write(line: string): void;
  /** Writes out what is held back, and lets go of what was opened here; a stream of the user's stays open. */
  close(): Promise<void>;
}

/**
 * Opens an output with its first line, so that a logger that says nothing costs nothing.
 * @throws {ValidationError} if it is none.
 */
export function openOutput(output: LogOutput, path: string): OpenOutput {
  if (output === "stdout") return opened(() => loadPino().destination({ fd: 1, sync: true }));
  if (output === "stderr") return opened(() => loadPino().destination({ fd: 2, sync: true }));
  if (typeof output === "object" && output !== null) {
    if ("write" in output) return { write: (line) => void output.write(line), close: () => Promise.resolve() };
    if ("file" in output) {
      // Not synchronous: a slow disk must not stop the bot. pino flushes it when the process exits.
      return opened(() => loadPino().destination({ dest: output.file, append: true, mkdir: true, sync: false }));
    }
    if ("transport" in output) return opened(() => loadPino().transport(withOptions(output.transport)));
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
}

function opened(open: () => PinoStream & { flushSync?(): void; destroyed?: boolean; fd?: number }): OpenOutput {
  let stream: ReturnType<typeof open> | undefined;
  let isClosed = false;
  return {
    write(line) {
      // After close there is nobody to write for; an open file would never be closed again.
      if (isClosed) return;
      stream ??= open();
      stream.write(line);
    },
    async close() {
      isClosed = true;
      const closing = stream;
      stream = undefined;
      if (closing === undefined) return;
      if (closing.fd === 1 || closing.fd === 2) {
        closing.flushSync?.();
        return;
      }
      await new Promise<void>((resolve, reject) => {
        closing.once("close", resolve);
        closing.on("error", reject);
        closing.end();
      });
    },
  };
}
