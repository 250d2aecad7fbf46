import { ValidationError } from "@zignal/errors";
import type { InteractionContext } from "../context/interaction-context.ts";
import { InteractionError } from "../interaction-error.ts";
import type { AnyMiddleware } from "./context-middleware.ts";

/** What middleware have added so far. */
export type Additions = Readonly<Record<PropertyKey, unknown>>;

export const nothingAdded: Additions = Object.freeze({});

/** What a context stands on. */
const reserved: readonly string[] = ["interaction", "responder"];

/** Runs middleware around each other, and `end` within, with what they have added. */
export async function runMiddleware(
  list: readonly AnyMiddleware[],
  context: InteractionContext,
  added: Additions,
  end: (added: Additions) => Promise<void>,
  index = 0,
): Promise<void> {
  const middleware = list[index];
  if (middleware === undefined) return end(added);
  let rest: WatchedRun | undefined;
  // The list's type has seen to it that what a middleware needs was added before.
  await middleware(extendedContext(context, unheardOf(context, added)) as never, (more) => {
    if (rest !== undefined) {
      throw new InteractionError("notPossible", "next() was called twice: a handler runs once for each interaction");
    }
    rest = new WatchedRun((resolve) => {
      resolve(runMiddleware(list, context, merge(added, more), end, index + 1));
    });
    return rest;
  });
  // A middleware that does not wait for the rest must not lose its errors.
  if (rest?.watched === false) await rest;
}

/** Knows whether somebody waits for it. */
class WatchedRun extends Promise<void> {
  watched = false;

  // What `then` gives is an ordinary promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // A promise is what it has to be, to see whether it is awaited.
  // oxlint-disable-next-line unicorn/no-thenable
  override then<Fulfilled = void, Rejected = never>(
    onFulfilled?: ((value: void) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.watched = true;
    return super.then(onFulfilled, onRejected);
  }
}

function merge(added: Additions, more: object | undefined): Additions {
  if (more === undefined) return added;
  for (const name of reserved) {
    if (Object.hasOwn(more, name)) {
      throw ValidationError.of(name, "is what the context stands on: a middleware has to add it under another name");
    }
  }
  return { ...added, ...more };
}

/** Without what would replace something of the context. */
function unheardOf(context: InteractionContext, added: Additions): Additions {
  const names = Reflect.ownKeys(added);
  if (!names.some((name) => name in context)) return added;
  return Object.fromEntries(names.filter((name) => !(name in context)).map((name) => [name, added[name]]));
}

/** A context with more on it; the one that it is made of stays as it is. */
export function extendedContext<Context extends InteractionContext>(context: Context, added: Additions): Context {
  if (added === nothingAdded) return context;
  const names = Reflect.ownKeys(added);
  if (names.length === 0) return context;
  const extended = Object.create(context) as Context;
  for (const name of names) {
    Object.defineProperty(extended, name, { value: added[name], enumerable: true, configurable: true, writable: true });
  }
  return extended;
}
