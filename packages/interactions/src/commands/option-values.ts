import type { APIInteractionDataResolved } from "@zignal/types";
import { resolveMentionable, resolveUser } from "./resolved.ts";

/** An option as it arrives. */
export interface IncomingOption {
  name: string;
  type: number;
  value?: string | number | boolean;
  focused?: boolean;
  options?: readonly IncomingOption[];
}

const subcommand = 1;
const subcommandGroup = 2;

export interface CommandCall {
  /** The names of group and subcommand after the command's, with spaces between: a key of the command's table. */
  path: string;
  options: readonly IncomingOption[];
}

/** Follows groups and subcommands down to the options that have values. */
export function callOf(options: readonly IncomingOption[] | undefined): CommandCall {
  let path = "";
  let current = options ?? [];
  for (;;) {
    const [first] = current;
    if (first === undefined || (first.type !== subcommand && first.type !== subcommandGroup)) {
      return { path, options: current };
    }
    path = path === "" ? first.name : `${path} ${first.name}`;
    current = first.options ?? [];
  }
}

/** The values by name; what is not there is `undefined`. */
export function valuesOf(
  options: readonly IncomingOption[],
  resolved: APIInteractionDataResolved | undefined,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { name, type, value } of options) values[name] = valueOf(type, value, resolved);
  return values;
}

function valueOf(
  type: number,
  value: string | number | boolean | undefined,
  resolved: APIInteractionDataResolved | undefined,
): unknown {
  // Ids stay text: as numbers they would lose their last digits.
  if (typeof value !== "string") return value;
  switch (type) {
    case 6:
      return resolveUser(value, resolved);
    case 7:
      return resolved?.channels?.[value];
    case 8:
      return resolved?.roles?.[value];
    case 9:
      return resolveMentionable(value, resolved);
    case 11:
      return resolved?.attachments?.[value];
    default:
      return value;
  }
}
