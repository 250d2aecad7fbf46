/** A library that creates messages over HTTP, opened and ready. */
export interface RestSubject {
  /** Creates a message the way a user of the library would, and resolves when its answer was parsed. */
  createMessage(channelId: string, content: string): Promise<unknown>;
}

/** Where the library is pointed at, and how it is set. */
export interface RestTarget {
  /** Port of the server on 127.0.0.1; the API is below `/api/v10`. */
  port: number;
  /** Requests that can be in flight at once. */
  concurrency: number;
  /** Whether the library's own limit on all requests (50 per second mostly) is lifted. */
  unlimited: boolean;
}

/** Opens a library: one file in `rest/` for each. */
export type OpenRestSubject = (target: RestTarget) => RestSubject | Promise<RestSubject>;
