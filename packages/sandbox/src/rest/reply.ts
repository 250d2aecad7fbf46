/** An answer, before it is written. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; absent for none. */
  readonly body?: unknown;
  /** What is sent in the place of JSON, such as a picture. */
  readonly file?: { readonly contentType: string; readonly data: Uint8Array };
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

/** A file, such as a picture. */
export function fileReply(contentType: string, data: Uint8Array): Reply {
  return { status: 200, file: { contentType, data } };
}

export const noContent: Reply = { status: 204 };
