import type { JsonObject } from "./json.ts";
import { compareSnowflakes } from "./snowflakes.ts";
import type { WorldContext } from "./world-context.ts";

export interface AuditLogChange {
  readonly key: string;
  readonly old_value?: unknown;
  readonly new_value?: unknown;
}

export interface AuditLogEntry {
  readonly id: string;
  readonly target_id: string | null;
  readonly user_id: string;
  readonly action_type: number;
  readonly changes?: readonly AuditLogChange[];
  readonly options?: JsonObject;
  readonly reason?: string;
}

/** Discord keeps 45 days. */
const keptMs = 45 * 24 * 60 * 60 * 1000;

/** What was done in each guild, and by whom. */
export class AuditLogStore {
  readonly #context: WorldContext;
  readonly #byGuild = new Map<string, { readonly atMs: number; readonly entry: AuditLogEntry }[]>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** Writes an entry, and says so. */
  add(guildId: string, input: Omit<AuditLogEntry, "id">): AuditLogEntry {
    const entry: AuditLogEntry = { id: this.#context.newId(), ...input };
    const atMs = this.#context.nowMs();
    const kept = (this.#byGuild.get(guildId) ?? []).filter((other) => other.atMs >= atMs - keptMs);
    this.#byGuild.set(guildId, [...kept, { atMs, entry }]);
    const payload = { ...entry, guild_id: guildId };
    this.#context.publish("GUILD_AUDIT_LOG_ENTRY_CREATE", payload, { kind: "guild", guildId });
    return entry;
  }

  /** Newest first. */
  ofGuild(guildId: string): AuditLogEntry[] {
    const since = this.#context.nowMs() - keptMs;
    return (this.#byGuild.get(guildId) ?? [])
      .filter(({ atMs }) => atMs >= since)
      .map(({ entry }) => entry)
      .toSorted((a, b) => compareSnowflakes(b.id, a.id));
  }
}

/** What is different, field by field; fields that only say who or where something is are left out. */
export function changesBetween(before: object | undefined, after: object | undefined): AuditLogChange[] {
  const old = new Map(Object.entries(before ?? {}));
  const now = new Map(Object.entries(after ?? {}));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => !unsaid.has(key))
    .map((key) => ({ key, old_value: old.get(key) ?? undefined, new_value: now.get(key) ?? undefined }))
    .filter(({ old_value, new_value }) => JSON.stringify(old_value) !== JSON.stringify(new_value));
}

const unsaid: ReadonlySet<string> = new Set([
  "guild_id",
  "user",
  "creator",
  "creator_id",
  "token",
  "url",
  "member",
  "roles",
  "emojis",
  "stickers",
  "last_message_id",
  "guild_scheduled_event_exceptions",
]);
