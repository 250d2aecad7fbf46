import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import type { PhaseResult } from "../servers/interactions-server.ts";
import { connectInteractionSubject } from "../subjects/interaction-subjects.ts";

/** How many interactions each phase has. */
export interface AnswerInteractionsOptions {
  port: number;
  warmUp: number;
  paced: number;
  flood: number;
  slow: number;
}

/** Answers interactions: some each second, as many as it can, and some each second with an API that takes its time. */
export async function answerInteractions(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, warmUp, paced, flood, slow } = options as unknown as AnswerInteractionsOptions;
  const run = async (phase: Record<string, number>): Promise<PhaseResult> => {
    const query = new URLSearchParams(
      Object.entries(phase).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return (await (await fetch(`http://127.0.0.1:${port}/control/run?${query.toString()}`)).json()) as PhaseResult;
  };
  await connectInteractionSubject(subject, port);
  await run({ count: warmUp, perSecond: 0, open: 20, latencyMs: 0 });
  const alone = await run({ count: paced, perSecond: 200, open: 0, latencyMs: 0 });
  await watch.start();
  const flooded = await run({ count: flood, perSecond: 0, open: 50, latencyMs: 0 });
  const { cpuMs } = await watch.stop();
  const slowed = await run({ count: slow, perSecond: 200, open: 0, latencyMs: 50 });
  return {
    p50Ms: alone.p50Ms,
    p99Ms: alone.p99Ms,
    sustainedPerSecond: flooded.answeredPerSecond,
    cpuUs: (cpuMs * 1000) / flood,
    slowPerSecond: slowed.answeredPerSecond,
    slowP99Ms: slowed.p99Ms,
  };
}
