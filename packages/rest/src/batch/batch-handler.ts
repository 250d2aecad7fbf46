import { ValidationError } from "@zignal/errors";
import type { HttpMethod } from "../endpoint.ts";

/** A request that waits to be folded with others. */
export interface BatchItem {
  readonly method: HttpMethod;
  /** Below the base URL, percent-encoded, without query. */
  readonly path: string;
  /** Values of the pattern's placeholders, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** For the audit log. */
  readonly reason: string | undefined;
}

/** A request that a handler sends in the place of others. */
export interface BatchSend {
  readonly method: HttpMethod;
  readonly path: string;
  readonly body?: unknown;
  readonly reason?: string | undefined;
}

/** What became of one item: its own value or its own error. */
export type BatchResult = PromiseSettledResult<unknown>;

/** Folds requests of one kind into fewer. */
export interface BatchHandler {
  /** Method and path with placeholders, such as `DELETE /channels/{channel_id}/messages/{message_id}`. `:name` will do too. */
  readonly pattern: string;
  /**
   * Does what the items ask for, with as few requests as it can.
   * @param send - Sends one request, under all limits; rejects when it fails.
   * @returns one result per item, in their order
   */
  process(items: readonly BatchItem[], send: (request: BatchSend) => Promise<unknown>): Promise<readonly BatchResult[]>;
  /** Leaves out what can not be folded: it is sent by itself. @defaultValue accepts everything */
  accepts?(item: BatchItem): boolean;
  /** Items with equal keys are folded together. @defaultValue the first parameter: one channel, one guild */
  groupBy?(item: BatchItem): string;
  /**
   * What is sent by itself goes after the items of the same path that wait here: the last word is the last then, too.
   * @defaultValue `false`
   */
  readonly keepsOrder?: boolean;
  /** Items per `process`. @defaultValue the batcher's `maxBatchSize` */
  readonly maxBatchSize?: number;
  /** Of several handlers whose pattern fits, the highest is asked first; the built-in ones have -100. @defaultValue `0` */
  readonly priority?: number;
}

/** A pattern, ready to be matched. */
export class BatchPattern {
  readonly #method: string;
  readonly #segments: readonly { readonly name: string | undefined; readonly text: string }[];

  /** @throws {ValidationError} when it is no method and path */
  constructor(pattern: string) {
    const match = /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/.exec(pattern);
    if (match === null) {
      throw ValidationError.of(
        "pattern",
        `must be a method and a path, such as "DELETE /channels/{channel_id}/messages/{message_id}" (was ${JSON.stringify(pattern)})`,
      );
    }
    this.#method = match[1] ?? "";
    this.#segments = (match[2] ?? "")
      .split("/")
      .map((text) => ({ name: /^(?:\{(\w+)\}|:(\w+))$/.exec(text)?.slice(1).find(Boolean), text }));
  }

  /** The placeholders' values, or `undefined` when it does not fit. */
  match(method: string, path: string): Record<string, string> | undefined {
    if (method !== this.#method) return undefined;
    const segments = path.split("/");
    if (segments.length !== this.#segments.length) return undefined;
    const parameters: Record<string, string> = {};
    for (const [index, { name, text }] of this.#segments.entries()) {
      const segment = segments[index] ?? "";
      if (name === undefined && segment !== text) return undefined;
      if (name === undefined) continue;
      try {
        parameters[name] = decodeURIComponent(segment);
      } catch {
        // No value that one could make anything of.
        return undefined;
      }
    }
    return parameters;
  }
}

export function fulfilled(value: unknown): BatchResult {
  return { status: "fulfilled", value };
}

export function rejected(reason: unknown): BatchResult {
  return { status: "rejected", reason };
}
