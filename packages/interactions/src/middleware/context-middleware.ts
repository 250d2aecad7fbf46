import type { InteractionContext } from "../context/interaction-context.ts";

/** What a middleware adds that adds nothing. */
export type NothingAdded = object;

/** Runs the rest. What it is given is added to the context of the handler; it must be, where something is promised. */
export type Next<Added extends object> = NothingAdded extends Added
  ? (added?: Added) => Promise<void>
  : (added: Added) => Promise<void>;

/** Runs around handlers, and may add to their context: made by {@link defineMiddleware}. */
export type ContextMiddleware<Added extends object = NothingAdded, Needs extends object = NothingAdded> = (
  ctx: InteractionContext & Needs,
  next: Next<Added>,
) => unknown;

/** Any middleware: whatever it needs and adds. */
export type AnyMiddleware = (ctx: never, next: (added?: object) => Promise<void>) => unknown;

/** The middleware of a definition, in their order. */
export type MiddlewareList = readonly AnyMiddleware[];

type AddedBy<Middleware> = Middleware extends (ctx: never, next: (added: infer Added) => Promise<void>) => unknown
  ? Extract<Added, object>
  : NothingAdded;

/** One type with another's names on top. */
export type Extended<Context, Added> = [keyof Added] extends [never]
  ? Context
  : [keyof Context & keyof Added] extends [never]
    ? Context & Added
    : Omit<Context, keyof Added> & Added;

/** What a list of middleware adds. Of one whose order is not known, nothing: write it as a tuple (`as const`). */
export type AdditionsOf<List extends MiddlewareList, Before = NothingAdded> = List extends readonly [
  infer First,
  ...infer Rest extends MiddlewareList,
]
  ? AdditionsOf<Rest, Extended<Before, AddedBy<First>>>
  : Before;

/** The list as it has to be: each after those that add what it needs. */
export type Ordered<List extends MiddlewareList, Before extends object = NothingAdded> = List extends readonly [
  infer First,
  ...infer Rest extends MiddlewareList,
]
  ? readonly [
      (ctx: InteractionContext & Before, next: (added?: object) => Promise<void>) => unknown,
      ...Ordered<Rest, Before & AddedBy<First>>,
    ]
  : List;

/** A context with what its middleware adds. */
export type WithMiddleware<Context, List extends MiddlewareList> = Extended<Context, AdditionsOf<List>>;

/**
 * A middleware that adds to the context of the handlers which list it:
 * `defineMiddleware<{ account: Account }>(async (ctx, next) => next({ account: await accountOf(ctx.user.id) }))`.
 *
 * Without calling `next` nothing else runs; answer the user then. A second type names what the middleware before have to
 * add: `defineMiddleware<{ shop: Shop }, { account: Account }>(…)`. A name that the context has is replaced for the
 * handler only, not for other middleware.
 */
export function defineMiddleware<Added extends object = NothingAdded, Needs extends object = NothingAdded>(
  run: ContextMiddleware<Added, Needs>,
): ContextMiddleware<Added, Needs> {
  return run;
}
