import type { EventIdentity } from "./event-identity.ts";

interface HeldEvent<Event> {
  key: string;
  event: Event;
  /** In which order the held ones came. */
  order: number;
}

interface Stream<Event> {
  /** What the old set has handed out and the new one has not brought yet. */
  delivered: string[];
  /** What the new set has brought and the old one has not handed out yet. */
  held: HeldEvent<Event>[];
}

/**
 * Two sessions bring the same events, of which each is to be handed out once. While both run, the old set hands out and
 * the new one's events are held; an event that both have brought is forgotten. So only what one of them is ahead by
 * is kept, however long it takes. Pure: sequences of two streams are matched, nothing else.
 *
 * It rests on the order within a stream (a guild) being the same on both: an event that matches settles everything
 * before it. What stands before a match on the new side, the old one has skipped: it has lost it, so it is handed out.
 */
export class Overlap<Event> {
  readonly #streams = new Map<string, Stream<Event>>();
  #count = 0;
  #order = 0;

  /** Events that are kept because only one side has brought them. */
  get size(): number {
    return this.#count;
  }

  /**
   * The old set is about to hand out an event.
   * @returns What it has skipped, to be handed out before.
   */
  delivered({ stream: name, key }: EventIdentity): Event[] {
    const stream = this.#stream(name);
    const at = stream.held.findIndex((held) => held.key === key);
    if (at < 0) {
      stream.delivered.push(key);
      this.#count += 1;
      return [];
    }
    const settled = stream.held.splice(0, at + 1);
    this.#forget(name, stream, settled.length);
    settled.pop();
    return settled.map(({ event }) => event);
  }

  /** The new set has brought an event. */
  received({ stream: name, key }: EventIdentity, event: Event): void {
    if (this.repeats({ stream: name, key })) return;
    this.#stream(name).held.push({ key, event, order: this.#order });
    this.#order += 1;
    this.#count += 1;
  }

  /** Whether the old set has handed it out; asked once for each event of the new set, in their order. */
  repeats({ stream: name, key }: EventIdentity): boolean {
    const stream = this.#streams.get(name);
    const at = stream?.delivered.indexOf(key) ?? -1;
    if (stream === undefined || at < 0) return false;
    stream.delivered.splice(0, at + 1);
    this.#forget(name, stream, at + 1);
    return true;
  }

  /** The old set hands out nothing any more. @returns What it has not handed out, in the order it came. */
  takeOver(): Event[] {
    const all: HeldEvent<Event>[] = [];
    for (const [name, stream] of this.#streams) {
      const held = stream.held.splice(0);
      all.push(...held);
      this.#forget(name, stream, held.length);
    }
    return all.toSorted((a, b) => a.order - b.order).map(({ event }) => event);
  }

  #stream(name: string): Stream<Event> {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = { delivered: [], held: [] };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #forget(name: string, stream: Stream<Event>, count: number): void {
    this.#count -= count;
    if (stream.delivered.length === 0 && stream.held.length === 0) this.#streams.delete(name);
  }
}
