import type { Clock, ValidationIssue } from "@zignal/errors";
import { systemClock, ValidationError } from "@zignal/errors";
import type { EntityKind, EntityOfKind } from "./entities.ts";
import { entityKinds } from "./entities.ts";
import { fieldIssues, keptFields } from "./field-selection.ts";
import type { FieldSelection, KeptFields } from "./field-selection.ts";
import type { CacheLimits } from "./limits.ts";
import { defaultLimits, limitIssues, mergeLimits } from "./limits.ts";

/** `"all"`, `"none"`, or a filter that is asked each time an entity is about to be kept or changed. */
export type KeepPolicy<T> = "all" | "none" | ((entity: T) => boolean);

/** What to keep, by kind. Users of members that are kept are kept whatever `users` says. */
export type KeepPolicies = { [Kind in EntityKind]?: KeepPolicy<EntityOfKind[Kind]> };

export interface CacheOptions extends Partial<CacheLimits> {
  /** What to keep, by kind. @defaultValue everything */
  keep?: KeepPolicies;
  /** By kind, how long something may stay without being read or written, in milliseconds. @defaultValue no end */
  maxAgeMs?: { [Kind in EntityKind]?: number };
  /** How often entities past `maxAgeMs` are looked for, in milliseconds. @defaultValue `60_000` */
  sweepIntervalMs?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

/** {@link CacheOptions}, and which fields to keep: apart, so that options for a cache of whole entities can not have them. */
export interface FieldOptions<Fields extends FieldSelection> {
  /**
   * By kind, the fields to keep; the types of what comes out follow. Ids, and what says where something belongs, are always
   * kept. @defaultValue all fields, also those that Discord adds some day
   */
  fields?: Fields;
}

export interface ResolvedCacheOptions {
  limits: CacheLimits;
  keep: KeepPolicies;
  fields: KeptFields;
  maxAgeMs: { readonly [Kind in EntityKind]?: number };
  sweepIntervalMs: number;
  clock: Clock;
}

/** Uses are stamped with 32 bits of milliseconds; half of them are left for sweeps that come late. */
const longestAgeMs = 2 ** 31;

/**
 * Fills in the defaults.
 * @throws {ValidationError} naming each option that does not fit.
 */
export function resolveCacheOptions(options: CacheOptions & FieldOptions<FieldSelection>): ResolvedCacheOptions {
  const issues: ValidationIssue[] = limitIssues(options);
  for (const [kind, policy] of Object.entries(options.keep ?? {})) {
    if (!isKind(kind)) issues.push(unknownKind(`keep.${kind}`));
    else if (policy !== "all" && policy !== "none" && typeof policy !== "function") {
      issues.push({ path: `keep.${kind}`, message: `must be "all", "none" or a function (was ${String(policy)})` });
    }
  }
  for (const [kind, age] of Object.entries(options.maxAgeMs ?? {})) {
    if (!isKind(kind)) issues.push(unknownKind(`maxAgeMs.${kind}`));
    else if (!(age > 0 && age <= longestAgeMs)) {
      const message = `must be above 0 and at most ${longestAgeMs}, in milliseconds (was ${age})`;
      issues.push({ path: `maxAgeMs.${kind}`, message });
    }
  }
  for (const [kind, fields] of Object.entries(options.fields ?? {})) {
    issues.push(...(isKind(kind) ? fieldIssues(kind, fields) : [unknownKind(`fields.${kind}`)]));
  }
  const sweepIntervalMs = options.sweepIntervalMs ?? 60_000;
  if (!(sweepIntervalMs > 0)) {
    issues.push({ path: "sweepIntervalMs", message: `must be above 0, in milliseconds (was ${sweepIntervalMs})` });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return {
    limits: mergeLimits(defaultLimits, options),
    keep: options.keep ?? {},
    fields: keptFields(options.fields ?? {}),
    maxAgeMs: options.maxAgeMs ?? {},
    sweepIntervalMs,
    clock: options.clock ?? systemClock,
  };
}

function isKind(name: string): name is EntityKind {
  return entityKinds.some((kind) => kind === name);
}

function unknownKind(path: string): ValidationIssue {
  return { path, message: `is no kind of entity; there are ${entityKinds.join(", ")}` };
}
