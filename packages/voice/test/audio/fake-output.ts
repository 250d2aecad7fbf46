import type { FrameOutput } from "../../src/audio/frame-output.ts";

/** Writes down what a connection is given: frames as bytes, Speaking as `speaking:<flags>`. */
export class FakeOutput implements FrameOutput {
  readonly log: { readonly atMs: number; readonly what: Uint8Array | `speaking:${number}` }[] = [];
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #canSend: boolean;

  constructor(now: () => number = () => 0, canSend = true) {
    this.#now = now;
    this.#canSend = canSend;
  }

  get canSend(): boolean {
    return this.#canSend;
  }

  set canSend(canSend: boolean) {
    this.#canSend = canSend;
    for (const listener of this.#listeners) listener();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get frames(): Uint8Array[] {
    return this.log.flatMap(({ what }) => (typeof what === "string" ? [] : [what]));
  }

  get speaking(): string[] {
    return this.log.flatMap(({ what }) => (typeof what === "string" ? [what] : []));
  }

  sendFrame(opus: Uint8Array): boolean {
    if (!this.#canSend) return false;
    this.log.push({ atMs: this.#now(), what: opus });
    return true;
  }

  setSpeaking(flags: number): void {
    this.log.push({ atMs: this.#now(), what: `speaking:${flags}` });
  }

  onCanSendChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The log in short: numbers of numbered packets, `S` for silence, Speaking as it is. */
export function story(output: FakeOutput): (number | string)[] {
  return output.log.map(({ what }) => {
    if (typeof what === "string") return what;
    if (what.length === 3 && what[0] === 0xf8) return "S";
    return ((what[1] ?? 0) << 8) | (what[2] ?? 0);
  });
}
