import { type ChildProcess, spawn } from "node:child_process";
import { extname } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** File descriptor on which a child answers: libraries print to the others as they please. */
export const answerDescriptor = 3;

const entry = fileURLToPath(new URL(`../main${extname(import.meta.url)}`, import.meta.url));
// From the sources (tests, mostly) our packages come from their sources as well; built, they come from their `dist`.
const nodeFlags = entry.endsWith(".ts") ? ["--conditions=@zignal/source"] : [];

/** A process that this one started. */
export interface RunningProcess {
  process: ChildProcess;
  /** What it wrote to the answer descriptor, until that was closed. */
  answer: Promise<string>;
  /** The last that it wrote to stderr. */
  complaint(): string;
  exited: Promise<number | null>;
}

/** Starts this program again in a role, with one word of specification. */
export function startRole(role: "role:server" | "role:subject", specification: unknown): RunningProcess {
  return startNode([...nodeFlags, entry, role, JSON.stringify(specification)]);
}

/** Starts Node with these arguments and an answer descriptor. */
export function startNode(args: readonly string[]): RunningProcess {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("exit", resolve);
  const pipe = child.stdio[answerDescriptor];
  const answer = pipe === null || pipe === undefined ? Promise.resolve("") : readAll(pipe as Readable);
  return { process: child, answer, complaint: () => complaint, exited };
}

async function readAll(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
  return text;
}
