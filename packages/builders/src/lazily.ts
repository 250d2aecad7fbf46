/** Makes a value, such as a schema, when it is first needed: importing the package makes none. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
