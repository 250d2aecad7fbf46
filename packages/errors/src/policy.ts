/** What a policy tells the operation that it runs. */
export interface PolicyContext {
  /** Which attempt this is, counted from 1. */
  readonly attempt: number;
  /** Aborts when the caller gives up or time is over: pass it on to whatever the operation awaits. */
  readonly signal: AbortSignal;
}

export type Operation<T> = (context: PolicyContext) => PromiseLike<T> | T;

/**
 * Something that runs operations under a rule: {@link retry}, {@link timeout}, {@link CircuitBreaker}, or your own.
 */
export interface Policy {
  execute<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T>;
}

/** What {@link combine} takes: a {@link Policy}, or one that counts no attempts, such as cockatiel's bulkhead. */
export interface Combinable {
  execute<T>(
    operation: (context: { readonly signal: AbortSignal; readonly attempt?: number }) => PromiseLike<T> | T,
    signal?: AbortSignal,
  ): Promise<T>;
}

const neverAborted: AbortSignal = new AbortController().signal;

/**
 * One policy out of several, the first outermost: `combine(retry(), breaker, timeout({ timeoutMs: 5_000 }))` retries calls
 * that go through the breaker and may take five seconds each.
 */
export function combine(...policies: readonly Combinable[]): Policy {
  return {
    execute: <T>(operation: Operation<T>, signal: AbortSignal = neverAborted): Promise<T> =>
      run(policies, operation, { attempt: 1, signal }),
  };
}

async function run<T>(policies: readonly Combinable[], operation: Operation<T>, context: PolicyContext): Promise<T> {
  const [outermost, ...rest] = policies;
  if (outermost === undefined) return operation(context);
  // Only a policy that repeats counts attempts; the others say 1, or nothing.
  return outermost.execute(
    (inner) => run(rest, operation, { signal: inner.signal, attempt: Math.max(context.attempt, inner.attempt ?? 1) }),
    context.signal,
  );
}
