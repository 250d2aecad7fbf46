import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch, Usage } from "../processes/subject-process.ts";
import { markContent } from "../servers/guild-payloads.ts";
import { connectClientSubject } from "../subjects/client-subjects.ts";

/** What the gateway will send. */
export interface ClientDispatchOptions {
  port: number;
  /** Messages between the marks. */
  events: number;
}

/** Receives messages as fast as a whole client hands them out; the marks are among them. */
export async function clientDispatch(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, events } = options as unknown as ClientDispatchOptions;
  const { promise, resolve, reject } = Promise.withResolvers<{ usage: Usage; received: number }>();
  let isStarted = false;
  let received = 0;
  const onMessage = (content: string): void => {
    if (content !== markContent) {
      received += 1;
    } else if (isStarted) {
      const counted = received;
      Promise.resolve(watch.stop()).then((usage) => resolve({ usage, received: counted }), reject);
    } else {
      isStarted = true;
      received = 0;
      Promise.resolve(watch.start()).catch(reject);
    }
  };
  await connectClientSubject(subject, port, onMessage);
  const { usage, received: count } = await promise;
  if (count !== events) throw new Error(`received ${count} of ${events} messages`);
  return {
    cpuUs: (usage.cpuMs * 1000) / events,
    wallUs: (usage.wallMs * 1000) / events,
    peakMemoryMiB: usage.peakMemoryMiB,
  };
}
