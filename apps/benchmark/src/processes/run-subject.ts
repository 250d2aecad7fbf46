import type { Sample } from "../harness/scenario.ts";
import { type RunningProcess, startRole } from "./role.ts";
import type { SubjectSpecification } from "./subject-process.ts";

/** Longest that a run may take, in milliseconds: far above what any takes. */
const timeoutMs = 180_000;

/**
 * Runs a subject once in a fresh process.
 * @throws {Error} if it ends without figures or does not end; the message says what it last complained about.
 */
export async function runSubject(specification: SubjectSpecification): Promise<Sample> {
  return await readSample(startRole("role:subject", specification));
}

/** Waits for a process to answer with its figures. */
export async function readSample(child: RunningProcess): Promise<Sample> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.process.kill("SIGKILL");
  }, timeoutMs);
  try {
    const [answer, code] = await Promise.all([child.answer, child.exited]);
    if (answer !== "") return JSON.parse(answer) as Sample;
    const how = timedOut ? `no answer within ${timeoutMs / 1000} s` : `ended with code ${code} and no figures`;
    throw new Error(`${how}. ${lastError(child.complaint())}`);
  } finally {
    clearTimeout(timer);
  }
}

/** The line of a stack trace that names the error, or the last lines there are. */
function lastError(complaint: string): string {
  const lines = complaint.split("\n").filter((line) => line.trim() !== "");
  return lines.findLast((line) => /^\S*(Error|Exception)\b.*:/.test(line)) ?? lines.slice(-3).join(" ");
}
