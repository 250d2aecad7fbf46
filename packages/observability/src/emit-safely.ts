/**
 * Calls a listener of the user's in such a way that what it throws can not fail what is being reported: it surfaces as an
 * uncaught exception instead.
 */
export function emitSafely(emit: () => void): void {
  try {
    emit();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
