/** Flags by name, or a list of names. */
export type NamedFlags<Name extends string> = { readonly [Key in Name]?: boolean } | readonly Name[];

/**
 * The names that an input asks for.
 * @param kind - What the flags are, for messages: `intents`.
 * @param known - Every name there is, aliases too.
 * @param expected - What would fit, for messages.
 * @throws {TypeError} naming what is unknown, or is no flag.
 */
export function wantedNames<Name extends string>(
  kind: string,
  input: NamedFlags<Name>,
  known: Readonly<Record<Name, unknown>>,
  expected: string,
): Name[] {
  const given: unknown = input;
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`${kind}: must be ${expected} (was ${String(given)})`);
  }
  if (Array.isArray(given)) return given.map((name) => checkName(kind, name, known));
  const names: Name[] = [];
  for (const [key, wanted] of Object.entries<unknown>({ ...given })) {
    const name = checkName(kind, key, known);
    if (wanted === undefined) continue;
    if (typeof wanted !== "boolean") {
      throw new TypeError(`${kind}.${key}: must be true or false (was ${JSON.stringify(wanted)})`);
    }
    if (wanted) names.push(name);
  }
  return names;
}

function checkName<Name extends string>(kind: string, name: unknown, known: Readonly<Record<Name, unknown>>): Name {
  if (typeof name === "string" && Object.hasOwn(known, name)) return name as Name;
  const all = Object.keys(known);
  throw new TypeError(
    `${kind}: unknown ${kind.slice(0, -1)} "${String(name)}"${suggestion(String(name), all)}. Known: ${all.join(", ")}`,
  );
}

/** `GUILD_MESSAGES`, `guild_messages` and `GuildMessages` are near misses worth naming. */
function suggestion(name: string, all: readonly string[]): string {
  const squashed = name.replaceAll(/[^a-z]/gi, "").toLowerCase();
  const match = all.find((known) => known.toLowerCase() === squashed);
  return match === undefined ? "" : `; did you mean "${match}"?`;
}
