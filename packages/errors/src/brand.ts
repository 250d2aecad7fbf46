/**
 * Marks our error classes so that `instanceof` holds across duplicate copies of this package
 * (two versions in one `node_modules`, ESM beside a bundled copy): the symbol is the same in every copy.
 */
const kindsKey: unique symbol = Symbol.for("@zignal/errors/kinds");

interface Branded {
  readonly [kindsKey]?: readonly string[];
}

interface ErrorClass {
  readonly prototype: object;
}

/** Call once in a static block of each error class; `kind` is the class's name in every copy and version. */
export function brand(errorClass: ErrorClass, kind: string): void {
  const inherited = (errorClass.prototype as Branded)[kindsKey] ?? [];
  Object.defineProperty(errorClass.prototype, kindsKey, { value: [...inherited, kind] });
}

/** What `value instanceof errorClass` answers. */
export function isInstance(errorClass: ErrorClass, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (inherits(errorClass.prototype, value)) return true;
  // A user's subclass inherits the brand of ours but is not ours: only the prototype chain speaks for it.
  if (!Object.hasOwn(errorClass.prototype, kindsKey)) return false;
  const kind = kindsOf(errorClass.prototype)?.at(-1);
  return kind !== undefined && kindsOf(value)?.includes(kind) === true;
}

function inherits(prototype: object, value: object): boolean {
  try {
    return Object.prototype.isPrototypeOf.call(prototype, value);
  } catch {
    // A proxy may refuse to say.
    return false;
  }
}

function kindsOf(value: object): readonly string[] | undefined {
  try {
    const kinds: unknown = (value as Branded)[kindsKey];
    return Array.isArray(kinds) ? kinds : undefined;
  } catch {
    // A proxy may refuse; then it is none of ours.
    return undefined;
  }
}
