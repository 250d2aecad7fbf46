import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, ContextAPI } from "@opentelemetry/api";

/**
 * What a diagnostics channel binds to its `start`: OpenTelemetry's context for everything that happens inside, so that spans
 * of the user's own find their parent as well.
 */
export class ContextStore extends AsyncLocalStorage<Context> {
  readonly #api: ContextAPI;

  constructor(api: ContextAPI) {
    super();
    this.#api = api;
  }

  override run<Result>(store: Context, callback: () => Result): Result;
  override run<Result, Arguments extends unknown[]>(
    store: Context,
    callback: (...parameters: Arguments) => Result,
    ...parameters: Arguments
  ): Result;
  override run<Result, Arguments extends unknown[]>(
    store: Context,
    callback: (...parameters: Arguments) => Result,
    ...parameters: Arguments
  ): Result {
    // The second way serves a Node that binds stores without calling `run`.
    return super.run(store, () => this.#api.with(store, () => callback(...parameters)));
  }

  /** The context inside which the caller runs. */
  active(): Context {
    return this.getStore() ?? this.#api.active();
  }
}
