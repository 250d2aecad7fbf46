import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch, Usage } from "../processes/subject-process.ts";
import { benchmarkEventNames, markEvent } from "../servers/dispatch-events.ts";
import type { Compression } from "../servers/session-stream.ts";
import { connectGatewaySubject } from "../subjects/gateway-subjects.ts";

/** What the gateway will send. */
export interface GatewayDispatchOptions {
  port: number;
  compression: Compression;
  /** Events between the marks. */
  events: number;
  /** Whether the library is told that nobody wants the events between the marks. */
  unwanted: boolean;
}

/** Receives a stream of dispatches as fast as the library takes them; the marks are in the stream. */
export async function gatewayDispatch(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, compression, events, unwanted } = options as unknown as GatewayDispatchOptions;
  const { promise, resolve, reject } = Promise.withResolvers<{ usage: Usage; received: number }>();
  let marks = 0;
  let received = 0;
  const onDispatch = (name: string | null | undefined): void => {
    if (name !== markEvent) {
      received += 1;
      return;
    }
    marks += 1;
    if (marks === 1) {
      received = 0;
      Promise.resolve(watch.start()).catch(reject);
    } else {
      const counted = received;
      Promise.resolve(watch.stop()).then((usage) => resolve({ usage, received: counted }), reject);
    }
  };
  await connectGatewaySubject(
    subject,
    { port, compression, eventNames: benchmarkEventNames, wanted: unwanted ? [markEvent] : undefined },
    onDispatch,
  );
  const { usage, received: count } = await promise;
  if (!unwanted && count !== events) throw new Error(`received ${count} of ${events} events`);
  return {
    cpuUs: (usage.cpuMs * 1000) / events,
    wallUs: (usage.wallMs * 1000) / events,
    peakMemoryMiB: usage.peakMemoryMiB,
  };
}
