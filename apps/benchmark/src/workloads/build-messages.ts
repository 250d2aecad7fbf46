import { isDeepStrictEqual } from "node:util";
import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { openBuilderSubject } from "../subjects/builder-subjects.ts";

/** How many messages are built. */
export interface BuildMessagesOptions {
  warmUp: number;
  messages: number;
}

/** Builds and serialises messages, one after the other. */
export async function buildMessages(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { warmUp, messages } = options as unknown as BuildMessagesOptions;
  const build = await openBuilderSubject(subject);
  const literal = await openBuilderSubject("object literal");
  if (!isDeepStrictEqual(JSON.parse(build(7)), JSON.parse(literal(7)))) throw new Error(`builds ${build(7)}`);
  let length = 0;
  for (let number = 0; number < warmUp; number++) length += build(number).length;
  await watch.start();
  for (let number = 0; number < messages; number++) length += build(number).length;
  const { cpuMs, wallMs } = await watch.stop();
  if (length === 0) throw new Error("nothing was built");
  return { cpuUs: (cpuMs * 1000) / messages, wallUs: (wallMs * 1000) / messages };
}
