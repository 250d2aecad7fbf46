/** What surfaces as an uncaught exception while `action` runs. */
export async function collectUncaught(action: () => Promise<void>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const listener = (error: unknown): void => void uncaught.push(error);
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", listener);
  try {
    await action();
    await new Promise(setImmediate);
  } finally {
    process.off("uncaughtException", listener);
    for (const each of before) process.on("uncaughtException", each);
  }
  return uncaught;
}
