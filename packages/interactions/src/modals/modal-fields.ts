import type { APIModalSubmission, ModalSubmitComponent } from "@zignal/types";
import { resolveMentionable, resolveUser } from "../commands/resolved.ts";
import type {
  ResolvedAttachment,
  ResolvedChannel,
  ResolvedMentionable,
  ResolvedRole,
  ResolvedUser,
} from "../commands/resolved.ts";

/** The type of each kind of field in a submitted modal. */
export interface FieldKinds {
  /** A text input. */
  text: string;
  /** A string select. */
  select: readonly string[];
  users: readonly ResolvedUser[];
  roles: readonly ResolvedRole[];
  mentionables: readonly ResolvedMentionable[];
  channels: readonly ResolvedChannel[];
  /** A file upload. */
  files: readonly ResolvedAttachment[];
  /** A radio group; `undefined` if nothing was chosen. */
  radio: string | undefined;
  /** A checkbox group. */
  checkboxes: readonly string[];
  /** A single checkbox. */
  checkbox: boolean;
}

export type FieldKind = keyof FieldKinds;

/** The fields of a modal: their kinds by custom id. */
export type FieldMap = Readonly<Record<string, FieldKind>>;

/** The values of the fields by custom id; untyped where no fields are defined. */
export type FieldValues<Fields extends FieldMap> = string extends keyof Fields
  ? Readonly<Record<string, unknown>>
  : { readonly [Name in keyof Fields]: FieldKinds[Fields[Name]] };

const kinds: Readonly<Record<number, FieldKind>> = {
  4: "text",
  3: "select",
  5: "users",
  6: "roles",
  7: "mentionables",
  8: "channels",
  19: "files",
  21: "radio",
  22: "checkboxes",
  23: "checkbox",
};

/** What is there for a field that Discord left out, as it does where nothing was filled in. */
export const emptyField: { readonly [Kind in FieldKind]: FieldKinds[Kind] } = {
  text: "",
  select: [],
  users: [],
  roles: [],
  mentionables: [],
  channels: [],
  files: [],
  radio: undefined,
  checkboxes: [],
  checkbox: false,
};

export interface SubmittedField {
  kind: FieldKind;
  value: FieldKinds[FieldKind];
}

/** The fields of a submitted modal by custom id, resolved. */
export function fieldsOf(submission: APIModalSubmission): ReadonlyMap<string, SubmittedField> {
  const fields = new Map<string, SubmittedField>();
  for (const row of submission.components) {
    const components: readonly ModalSubmitComponent[] =
      "component" in row ? [row.component] : "components" in row ? row.components : [];
    for (const component of components) {
      const kind = kinds[component.type];
      if (kind !== undefined) fields.set(component.custom_id, { kind, value: valueOf(kind, component, submission) });
    }
  }
  return fields;
}

function valueOf(
  kind: FieldKind,
  component: ModalSubmitComponent,
  { resolved }: APIModalSubmission,
): FieldKinds[FieldKind] {
  if ("value" in component) return component.value ?? emptyField[kind];
  // Nothing was filled in: neither the list nor its absence is documented.
  if (!Array.isArray(component.values)) return emptyField[kind];
  const { values } = component;
  switch (kind) {
    case "users":
      return present(values.map((id) => resolveUser(id, resolved)));
    case "roles":
      return present(values.map((id) => resolved?.roles?.[id]));
    case "mentionables":
      return present(values.map((id) => resolveMentionable(id, resolved)));
    case "channels":
      return present(values.map((id) => resolved?.channels?.[id]));
    case "files":
      return present(values.map((id) => resolved?.attachments?.[id]));
    default:
      return values;
  }
}

function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}
