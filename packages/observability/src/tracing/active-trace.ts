/** Under the names that OpenTelemetry gives them in logs of other formats. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

type ReadTraceIds = () => TraceIds | undefined;

const readers = new Set<ReadTraceIds>();

/** Lets loggers know the span that they write within, while tracing runs. @returns an end to it. */
export function offerTraceIds(read: ReadTraceIds): () => void {
  readers.add(read);
  return () => void readers.delete(read);
}

/** The ids of the span that the caller runs within, if it is within one and tracing runs. */
export function activeTraceIds(): TraceIds | undefined {
  for (const read of readers) {
    const ids = read();
    if (ids !== undefined) return ids;
  }
  return undefined;
}
