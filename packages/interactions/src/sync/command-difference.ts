/** The fields of a command that an app sets. */
const commandFields = [
  "name",
  "name_localizations",
  "description",
  "description_localizations",
  "options",
  "default_member_permissions",
  "nsfw",
  "handler",
] as const;

/** Lists whose order says nothing. */
const sets: ReadonlySet<string> = new Set(["channel_types", "file_types"]);

/** Those that only global commands have. Left out, they are Discord's choice: then nothing is compared. */
const globalFields = ["contexts", "integration_types"] as const;

/** Names of the fields in which a wanted command differs from Discord's. */
export function differences(wanted: object, present: object, options: { global: boolean }): string[] {
  const changed: string[] = [];
  for (const field of commandFields) {
    // The handler of an entry point is Discord's choice, too, where it is not set.
    if (field === "handler" && get(wanted, field) === undefined) continue;
    compare(get(wanted, field), get(present, field), field, changed);
  }
  if (options.global) {
    for (const field of globalFields) {
      const value = get(wanted, field);
      if (value !== undefined) compare(sorted(value), sorted(get(present, field)), field, changed);
    }
  }
  return changed;
}

function get(object: object, field: string): unknown {
  return (object as Record<string, unknown>)[field];
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).toSorted(byText) : value;
}

function asIs(value: unknown): unknown {
  return value;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What Discord leaves out, or fills in, is the same: nothing, `null`, `false`, and empty text, lists and objects. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isNothing);
}

function compare(wanted: unknown, present: unknown, path: string, changed: string[]): void {
  if (isNothing(wanted) && isNothing(present)) return;
  if (Array.isArray(wanted) && Array.isArray(present)) {
    if (wanted.length !== present.length) changed.push(path);
    else for (const [index, item] of wanted.entries()) compare(item, present[index], `${path}[${index}]`, changed);
    return;
  }
  if (isObject(wanted) && isObject(present)) {
    const fields = new Set([...Object.keys(wanted), ...Object.keys(present)].filter((field) => !isAdded(field)));
    for (const field of fields) {
      const order = sets.has(field) ? sorted : asIs;
      compare(order(get(wanted, field)), order(get(present, field)), `${path}.${field}`, changed);
    }
    return;
  }
  if (wanted !== present) changed.push(path);
}

/** What Discord adds to answers. */
function isAdded(field: string): boolean {
  return field === "name_localized" || field === "description_localized";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
