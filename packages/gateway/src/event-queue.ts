/** Hands on one event to its end before the next: a listener may cause others in the middle of one. */
export class EventQueue<Event> {
  readonly #handle: (event: Event) => void;
  readonly #waiting: Event[] = [];
  #isBusy = false;

  constructor(handle: (event: Event) => void) {
    this.#handle = handle;
  }

  push(event: Event): void {
    this.#waiting.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#handle(next);
    } finally {
      this.#isBusy = false;
    }
  }
}
