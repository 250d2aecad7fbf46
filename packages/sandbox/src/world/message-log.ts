import type { Message } from "./message-types.ts";
import { compareSnowflakes } from "./snowflakes.ts";

export interface MessagePage {
  before?: string;
  after?: string;
  around?: string;
  /** @defaultValue 50 */
  limit?: number;
}

/** The messages of one channel, oldest first. Pages are cut out by halving, so that long histories cost no more. */
export class MessageLog {
  readonly #byId = new Map<string, Message>();
  /** Ids of what everybody sees, in their order. Ephemeral messages are kept, but are not part of the history. */
  readonly #history: string[] = [];

  add(message: Message): void {
    this.#byId.set(message.id, message);
    if (message.visibleTo === undefined) this.#history.push(message.id);
  }

  get(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  /** @returns whether it was there. */
  delete(id: string): boolean {
    if (!this.#byId.delete(id)) return false;
    const index = this.#firstFrom(id);
    if (this.#history[index] === id) this.#history.splice(index, 1);
    return true;
  }

  /** Newest first. */
  page({ before, after, around, limit = 50 }: MessagePage): Message[] {
    let from = 0;
    let to = this.#history.length;
    if (after !== undefined) {
      from = this.#firstFrom(after);
      if (this.#history[from] === after) from += 1;
      to = from + limit;
    } else if (around === undefined) {
      if (before !== undefined) to = this.#firstFrom(before);
      from = to - limit;
    } else {
      const middle = this.#firstFrom(around);
      from = middle - Math.floor(limit / 2);
      to = middle + Math.ceil(limit / 2);
    }
    const ids = this.#history.slice(Math.max(0, from), Math.max(0, to)).toReversed();
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Where the first id that is not older than `id` stands. */
  #firstFrom(id: string): number {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareSnowflakes(this.#history[middle] ?? "", id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
