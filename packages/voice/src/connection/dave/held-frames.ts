/** How much of one user may wait for keys: a second. */
const maxHeld = 50;
const maxHeldMs = 1_000;

/** Frames that could not be opened yet, per user, in their order: the keys to them may be on their way. */
export class HeldFrames<Frame extends { readonly userId: string; readonly receivedAtMs: number }> {
  readonly #byUser = new Map<string, Frame[]>();
  readonly #onDropped: () => void;

  /** @param onDropped - Called for each frame that is given up. */
  constructor(onDropped: () => void) {
    this.#onDropped = onDropped;
  }

  get size(): number {
    let size = 0;
    for (const frames of this.#byUser.values()) size += frames.length;
    return size;
  }

  hold(frame: Frame, nowMs: number): void {
    this.expire(nowMs);
    const frames = this.#byUser.get(frame.userId);
    if (frames === undefined) {
      this.#byUser.set(frame.userId, [frame]);
      return;
    }
    frames.push(frame);
    if (frames.length > maxHeld) {
      frames.shift();
      this.#onDropped();
    }
  }

  /** Takes out all that is not too old, each user's oldest first. */
  takeAll(nowMs: number): Frame[] {
    this.expire(nowMs);
    const all = [...this.#byUser.values()].flat();
    this.#byUser.clear();
    return all;
  }

  clear(): void {
    for (const userId of this.#byUser.keys()) this.remove(userId);
  }

  remove(userId: string): void {
    for (const _ of this.#byUser.get(userId) ?? []) this.#onDropped();
    this.#byUser.delete(userId);
  }

  expire(nowMs: number): void {
    for (const [userId, frames] of this.#byUser) {
      while (frames[0] !== undefined && nowMs - frames[0].receivedAtMs > maxHeldMs) {
        frames.shift();
        this.#onDropped();
      }
      if (frames.length === 0) this.#byUser.delete(userId);
    }
  }
}
