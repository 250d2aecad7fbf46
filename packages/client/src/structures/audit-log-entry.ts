import type { APIAuditLogChange, APIAuditLogEntry } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import type { StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** One entry of a guild's audit log: who did what to whom, and why. */
export class AuditLogEntry extends Structure<APIAuditLogEntry> {
  readonly guildId: string;

  constructor(raw: APIAuditLogEntry, guildId: string, host: StructureHost) {
    super(raw, host);
    this.guildId = guildId;
  }

  get id(): string {
    return this.raw.id;
  }

  /** @see {@link https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events | Discord Docs/Audit Log Events} */
  get actionType(): APIAuditLogEntry["action_type"] {
    return this.raw.action_type;
  }

  /** Who did it: a user or an app. */
  get executorId(): string | undefined {
    return this.raw.user_id ?? undefined;
  }

  /** To whom, or what. */
  get targetId(): string | undefined {
    return this.raw.target_id ?? undefined;
  }

  get reason(): string | undefined {
    return this.raw.reason;
  }

  get changes(): readonly APIAuditLogChange[] {
    return this.raw.changes ?? [];
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }
}

/** Which entries of an audit log to look at. */
export interface AuditLogQuery {
  /** Only what this user or app did. */
  userId?: string;
  /** Only what was done to this user, channel, role, … */
  targetId?: string;
  actionType?: APIAuditLogEntry["action_type"];
  /** Only entries older than this id. */
  before?: string;
  /** How many at most. @defaultValue all of them: Discord keeps 45 days */
  limit?: number;
  signal?: AbortSignal;
}

/** A guild's audit log, newest first, page by page as it is asked for. */
export async function* guildAuditLog(
  host: StructureHost,
  guildId: string,
  { limit, signal, before, userId, targetId, actionType }: AuditLogQuery,
): AsyncGenerator<AuditLogEntry, void, void> {
  const query = {
    ...(before === undefined ? {} : { before }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(targetId === undefined ? {} : { target_id: targetId }),
    ...(actionType === undefined ? {} : { action_type: actionType }),
  };
  const options = {
    query,
    ...(limit === undefined ? {} : { max: limit }),
    ...(signal === undefined ? {} : { signal }),
  };
  for await (const raw of host.rest.guilds.iterateGuildAuditLogEntries(guildId, options)) {
    yield host.make.auditLogEntry(raw, guildId);
  }
}
