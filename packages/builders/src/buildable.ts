/** Anything that makes a `T` when asked: every builder, or an object of your own. */
export interface Buildable<T> {
  build(options?: BuildOptions): T;
}

export interface BuildOptions {
  /** `false` leaves the check of Discord's limits out, for hot paths. @defaultValue `true` */
  validate?: boolean;
}

/** Discord's JSON with its string enums as plain strings: `type: "user"` fits where the API's types have an enum. */
export type Plain<T> = T extends string ? `${T}` : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;

/** What every method that takes an embed, component or the like accepts: a builder, or Discord's JSON. */
export type Input<T> = Buildable<T> | Json<T>;

/** Discord's JSON like {@link Plain}, in which builders can stand where their JSON can. */
export type Json<T> = T extends string ? `${T}` : T extends object ? { [Key in keyof T]: Part<T[Key]> } : T;

/** A field of {@link Json}: an object, but no list, may be a builder. */
type Part<T> = Json<T> | ([Built<T>] extends [never] ? never : Buildable<Built<T>>);

type Built<T> = Exclude<Extract<T, object>, readonly unknown[]>;

/** The JSON of a builder, unchecked (whoever holds it is checked as a whole), or a copy of plain JSON. */
export function toJson<T>(input: Input<T>): T {
  // Builders are built and enums are their strings: what is left is what the types of the API say.
  return copyJson<unknown>(input) as T;
}

/** The JSON of each. */
export function toJsonList<T>(inputs: readonly Input<T>[]): T[] {
  // No list, from plain JavaScript: the check says so.
  if (!Array.isArray(inputs)) return copyJson<unknown>(inputs) as T[];
  const list: T[] = [];
  for (const input of inputs) list.push(toJson(input));
  return list;
}

const unchecked: BuildOptions = { validate: false };

function isBuildable(value: object): value is Buildable<unknown> {
  return "build" in value && typeof value.build === "function";
}

/**
 * Copies arrays and plain objects, and builds the builders in them; anything else (a date, bytes, a stream) is kept as
 * it is.
 */
export function copyJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (isBuildable(value)) return value.build(unchecked) as T;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) {
    const field = copy[key];
    if (typeof field === "object" && field !== null) copy[key] = copyJson(field);
  }
  return copy as T;
}
