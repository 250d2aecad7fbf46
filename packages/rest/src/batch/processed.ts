import { ZignalError } from "@zignal/errors";
import type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";

/** What a handler makes of its items: one result each, whatever the handler does. */
export async function processed(
  handler: BatchHandler,
  items: readonly BatchItem[],
  send: (request: BatchSend) => Promise<unknown>,
): Promise<readonly BatchResult[]> {
  try {
    const results: unknown = await handler.process(items, send);
    // A handler of the user's may return anything.
    const given = Array.isArray(results) ? (results as (BatchResult | undefined)[]) : [];
    return items.map((_, index) => given[index] ?? { status: "rejected", reason: noResult(handler) });
  } catch (reason) {
    return items.map(() => ({ status: "rejected", reason }));
  }
}

function noResult(handler: BatchHandler): ZignalError {
  return new ZignalError("SystemError", `The batch handler of ${handler.pattern} returned no result for this request`, {
    recovery: "Return one result per item, in their order.",
  });
}
