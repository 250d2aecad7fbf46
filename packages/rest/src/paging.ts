import { ValidationError } from "@zignal/errors";
import type { CallOptions } from "./call-options.ts";

/** How to go through pages. */
export interface PagingOptions {
  /** Items per request. @defaultValue the most that Discord gives */
  pageSize?: number;
  /** Items in all; the iteration then ends. @defaultValue `Infinity` */
  max?: number;
}

/** Options of an iterator: those of every call, those of paging, and the operation's query but for what paging sets. */
export type IterationOptions<Query> = CallOptions & PagingOptions & { query?: Omit<Query, "limit"> };

/** One kind of paging. */
export interface Paging<Page, Item, Cursor> {
  /** The most that Discord gives per request. */
  readonly mostPerPage: number;
  /** The least that Discord can be asked for. @defaultValue `1` */
  readonly leastPerPage?: number;
  /** Fetches what comes after the cursor; `undefined` at the start. */
  fetch(cursor: Cursor | undefined, limit: number): Promise<Page>;
  items(page: Page): readonly Item[];
  /** Where the next page begins; `undefined` when this was the last. */
  next(page: Page, items: readonly Item[], limit: number): Cursor | undefined;
}

/**
 * Goes through all pages, fetching each when it is needed; leaving the loop fetches no more.
 * @throws {ValidationError} when `pageSize` or `max` does not fit.
 */
export async function* iteratePages<Page, Item, Cursor>(
  { pageSize, max = Infinity }: PagingOptions,
  paging: Paging<Page, Item, Cursor>,
): AsyncGenerator<Item, void, void> {
  const most = paging.mostPerPage;
  const least = paging.leastPerPage ?? 1;
  const size = pageSize ?? most;
  if (!Number.isInteger(size) || size < least || size > most) {
    throw ValidationError.of("pageSize", `must be a whole number from ${least} to ${most} (was ${pageSize})`);
  }
  if (max !== Infinity && !(Number.isInteger(max) && max >= 0)) {
    throw ValidationError.of("max", `must be a whole number of 0 or more (was ${max})`);
  }
  let cursor: Cursor | undefined;
  for (let left = max; left > 0;) {
    const limit = Math.max(least, Math.min(size, left));
    const page = await paging.fetch(cursor, limit);
    const items = paging.items(page);
    yield* items.length > left ? items.slice(0, left) : items;
    left -= items.length;
    const next = paging.next(page, items, limit);
    // Where the same page comes again there would be no end.
    if (next === undefined || next === cursor) return;
    cursor = next;
  }
}

/** Pages that begin after an id, for lists in ascending order: a page that is not full is the last. */
export function afterId<Item>(
  mostPerPage: number,
  idOf: (item: Item) => string | undefined,
  fetch: (after: string | undefined, limit: number) => Promise<readonly Item[]>,
): Paging<readonly Item[], Item, string> {
  return {
    mostPerPage,
    fetch,
    items: (page) => page,
    next: (_page, items, limit) => {
      const last = items.at(-1);
      return items.length < limit || last === undefined ? undefined : idOf(last);
    },
  };
}

/** Pages of threads or pins, which say themselves whether there are more. */
export function untilNoMore<Page extends { has_more?: boolean }, Item>(
  [leastPerPage, mostPerPage]: readonly [least: number, most: number],
  items: (page: Page) => readonly Item[],
  cursorOf: (item: Item) => string | undefined,
  fetch: (before: string | undefined, limit: number) => Promise<Page>,
): Paging<Page, Item, string> {
  return {
    leastPerPage,
    mostPerPage,
    fetch,
    items,
    next: (page, all) => {
      const last = all.at(-1);
      return page.has_more === true && last !== undefined ? cursorOf(last) : undefined;
    },
  };
}

/** The options of each request out of those of the iteration. */
export function pageOptions<Query extends object>(
  { pageSize: _pageSize, max: _max, query, ...options }: IterationOptions<Query>,
  page: object,
): CallOptions & { query: Query } {
  return { ...options, query: { ...query, ...page } as Query };
}

/** Orders snowflakes of any length by age, the oldest first. */
export function byAge(a: { id: string }, b: { id: string }): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
