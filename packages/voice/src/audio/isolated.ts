/** Calls something of somebody else's: what it throws surfaces as an uncaught exception, and disturbs nothing here. */
export function isolated(action: () => void): void {
  try {
    action();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
