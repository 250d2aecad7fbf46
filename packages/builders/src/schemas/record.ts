/** The value as an object to look into, where it is one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : nothing;
}

const nothing: Readonly<Record<string, unknown>> = {};

/** The value as a list to look into, where it is one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : none;
}

const none: readonly unknown[] = [];

/** Is it set, that is neither left out nor `null`? */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
