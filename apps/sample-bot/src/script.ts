import type { Transcript } from "./transcript.ts";

/** What the scripted conversation found. */
export interface DemoOutcome {
  steps: number;
  failedSteps: number;
  /** Milliseconds from action to answer of every step that nothing held up. */
  latenciesMs: number[];
}

/** Runs steps, times them, and writes down how each ended; one that fails does not stop the next. */
export class Script {
  readonly outcome: DemoOutcome = { steps: 0, failedSteps: 0, latenciesMs: [] };
  readonly #transcript: Transcript;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  async step<Result>(
    expectation: string,
    action: () => Promise<Result>,
    { disturbed = false }: { disturbed?: boolean } = {},
  ): Promise<Result | undefined> {
    this.outcome.steps += 1;
    const began = performance.now();
    try {
      const result = await action();
      const tookMs = performance.now() - began;
      if (!disturbed) this.outcome.latenciesMs.push(tookMs);
      this.#transcript.passed(`${expectation} (${tookMs.toFixed(0)} ms)`);
      return result;
    } catch (error) {
      this.outcome.failedSteps += 1;
      this.#transcript.failed(`expected: ${expectation}`);
      this.#transcript.line(`    ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** @throws {Error} that shows both, when they differ. */
export function expectText(actual: string | undefined, wanted: string): void {
  if (actual !== wanted)
    throw new Error(`expected "${wanted}", saw ${actual === undefined ? "nothing" : `"${actual}"`}`);
}
