import type { ValidationIssue } from "@zignal/errors";
import type { EntityKind, EntityOfKind } from "./entities.ts";

/** Names of all fields of a type; of a union, those of each of its members. */
type FieldOf<Entity> = Entity extends unknown ? keyof Entity & string : never;

/** By kind, the fields to keep. Kinds that are not named are kept whole. */
export type FieldSelection = {
  readonly [Kind in EntityKind]?: readonly FieldOf<EntityOfKind[Kind]>[];
};

/** Nothing was chosen: every field is kept. */
export type WholeEntities = { readonly [Kind in EntityKind]?: never };

/** What is kept whatever was chosen: who it is, and where it belongs. */
interface AlwaysKept {
  guilds: "id" | "unavailable";
  channels: "id" | "type" | "guild_id";
  threads: "id" | "type" | "guild_id" | "parent_id";
  roles: "id";
  members: "user";
  users: "id";
  messages: "id" | "channel_id" | "guild_id";
  emojis: "id";
  stickers: "id" | "guild_id";
  presences: "user" | "guild_id";
  voiceStates: "guild_id" | "channel_id" | "user_id";
  stageInstances: "id" | "guild_id";
  scheduledEvents: "id" | "guild_id";
  soundboardSounds: "sound_id" | "guild_id";
}

const alwaysKept: { readonly [Kind in EntityKind]: readonly AlwaysKept[Kind][] } = {
  guilds: ["id", "unavailable"],
  channels: ["id", "type", "guild_id"],
  threads: ["id", "type", "guild_id", "parent_id"],
  roles: ["id"],
  members: ["user"],
  users: ["id"],
  messages: ["id", "channel_id", "guild_id"],
  emojis: ["id"],
  stickers: ["id", "guild_id"],
  presences: ["user", "guild_id"],
  voiceStates: ["guild_id", "channel_id", "user_id"],
  stageInstances: ["id", "guild_id"],
  scheduledEvents: ["id", "guild_id"],
  soundboardSounds: ["sound_id", "guild_id"],
};

/** A type without the fields that are not chosen; of a union, each of its members. */
type PickFields<Entity, Field> = Entity extends unknown
  ? { [Name in keyof Entity as Name extends Field ? Name : never]: Entity[Name] }
  : never;

/** An entity of this kind as the cache hands it out, given which fields it keeps. */
export type Kept<Fields extends FieldSelection, Kind extends EntityKind> = Fields extends {
  readonly [Name in Kind]: readonly (infer Chosen)[];
}
  ? PickFields<EntityOfKind[Kind], Chosen | AlwaysKept[Kind]>
  : EntityOfKind[Kind];

/** The fields to keep, by kind; `undefined` for kinds that are kept whole. */
export type KeptFields = { readonly [Kind in EntityKind]?: ReadonlySet<string> };

/** The chosen fields with those that are kept in any case. */
export function keptFields(selection: FieldSelection): KeptFields {
  const kept: Partial<Record<EntityKind, ReadonlySet<string>>> = {};
  for (const [name, fields] of Object.entries(selection)) {
    const kind = name as EntityKind;
    kept[kind] = new Set<string>([...fields, ...alwaysKept[kind]]);
  }
  return kept;
}

/** What is wrong with a selection, whose kinds are known to be kinds. */
export function fieldIssues(kind: string, fields: unknown): ValidationIssue[] {
  if (Array.isArray(fields) && fields.every((field) => typeof field === "string" && field !== "")) return [];
  return [{ path: `fields.${kind}`, message: `must be a list of names of fields (was ${JSON.stringify(fields)})` }];
}
