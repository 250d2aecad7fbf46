import type { AnyCallOptions } from "./call-options.ts";
import type { Route } from "./route.ts";

/** What the typed methods stand on. */
export interface Caller {
  /**
   * @param parameters - Values of the route's placeholders, in their order; not yet encoded.
   * @param body - JSON body, or `undefined`.
   */
  call<Result>(
    route: Route,
    parameters: readonly string[],
    body: unknown,
    options: AnyCallOptions | undefined,
  ): Promise<Result>;
}
