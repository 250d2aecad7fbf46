import type { TracingChannel } from "node:diagnostics_channel";
import type { UserInteraction } from "./context/interaction-context.ts";

/** What is published about each interaction: start, end, asyncEnd and error of a tracing channel. */
export interface InteractionTrace {
  interaction: UserInteraction;
  /** `"/search"`, `"component vote:{poll}"`, … */
  name: string;
  /** Milliseconds from the start to the first answer, once that has been taken; Discord waits 3,000. */
  answeredAfterMs?: number;
}

/**
 * The channel `zignal:interactions:handle`. Asked of the runtime and not imported: interactions over HTTP are served where
 * there are no modules of node as well, and then there is nobody to trace for.
 */
export const traced: TracingChannel<InteractionTrace> | undefined = channelOf(globalThis);

function channelOf({ process }: { process?: Partial<typeof globalThis.process> }): typeof traced {
  return process?.getBuiltinModule?.("node:diagnostics_channel")?.tracingChannel("zignal:interactions:handle");
}
