/**
 * Runs the steps one after the other, each of them whatever becomes of those before: a part that fails to stop must not keep
 * the others going.
 * @throws what failed; an `AggregateError` where several did.
 */
export async function runEvery(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 1) throw new AggregateError(failures, "Several parts failed to stop");
  if (failures.length === 1) throw failures[0];
}
