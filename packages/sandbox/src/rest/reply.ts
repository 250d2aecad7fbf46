/** An answer, before it is written. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; absent for none. */
  readonly body?: unknown;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export const noContent: Reply = { status: 204 };
