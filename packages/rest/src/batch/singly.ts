import { HttpError } from "@zignal/errors";
import type { BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";

/** Has Discord found fault with the request itself, or with what is allowed? Parts of it may do where the whole does not. */
export function isFaulty(error: unknown): boolean {
  return error instanceof HttpError && (error.status === 400 || error.status === 403);
}

/**
 * Sends each item as its caller asked for it, one after the other, where they can not go as one. If even the first is
 * forbidden the others are not asked for: each 403 counts towards a ban of the address.
 */
export async function singly(
  items: readonly BatchItem[],
  send: (request: BatchSend) => Promise<unknown>,
): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  for (const { method, path, body, reason } of items) {
    const [result] = await Promise.allSettled([send({ method, path, body, reason })]);
    if (results.length === 0 && isForbidden(result)) return items.map(() => result);
    results.push(result);
  }
  return results;
}

/** Likewise, where the order does not matter: the others go together. */
export async function singlyTogether(
  items: readonly BatchItem[],
  send: (request: BatchSend) => Promise<unknown>,
): Promise<readonly BatchResult[]> {
  const [first] = await singly(items.slice(0, 1), send);
  if (first === undefined) return [];
  if (isForbidden(first)) return items.map(() => first);
  const others = items.slice(1).map(({ method, path, body, reason }) => send({ method, path, body, reason }));
  return [first, ...(await Promise.allSettled(others))];
}

function isForbidden(result: BatchResult): boolean {
  return result.status === "rejected" && result.reason instanceof HttpError && result.reason.status === 403;
}
