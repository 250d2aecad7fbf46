import type { AuditLogEntry } from "../world/audit-log.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { queryValue } from "./call.ts";
import { integer, snowflake } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { ok } from "./reply.ts";

/** Newest first; with `after`, oldest first. */
function page(call: Call, guildId: string): AuditLogEntry[] {
  const [userId, targetId, before, after] = (["user_id", "target_id", "before", "after"] as const).map((name) =>
    queryValue(call, name, snowflake),
  );
  const action = queryValue(call, "action_type", integer({ min: 1 }));
  const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 50;
  const entries = call.world.auditLog
    .ofGuild(guildId)
    .filter((entry) => userId === undefined || entry.user_id === userId)
    .filter((entry) => targetId === undefined || entry.target_id === targetId)
    .filter((entry) => action === undefined || entry.action_type === action)
    .filter(({ id }) => before === undefined || compareSnowflakes(id, before) < 0)
    .filter(({ id }) => before !== undefined || after === undefined || compareSnowflakes(id, after) > 0);
  const ordered = before === undefined && after !== undefined ? entries.toReversed() : entries;
  return ordered.slice(0, limit);
}

export const auditLogEndpoints: Endpoints = {
  list_guild_audit_log_entries: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ViewAuditLog);
    const { world } = call;
    const entries = page(call, guildId);
    const ids = new Set(entries.flatMap(({ user_id, target_id }) => [user_id, target_id ?? ""]));
    return ok({
      audit_log_entries: entries,
      users: [...ids].flatMap((id) => world.users.get(id) ?? []),
      integrations: world.integrations
        .ofGuild(guildId)
        .filter(({ id }) => ids.has(id))
        .map((integration) => world.integrations.payload(integration, false)),
      webhooks: world.webhooks
        .ofGuild(guildId)
        .filter(({ id }) => ids.has(id))
        .map((webhook) => world.webhooks.payload(webhook, { origin: call.origin, withUser: true })),
      guild_scheduled_events: world.scheduledEvents
        .ofGuild(guildId)
        .filter(({ id }) => ids.has(id))
        .map((event) => world.scheduledEvents.payload(event)),
      threads: world.channels
        .activeThreads(guildId)
        .filter(({ id }) => ids.has(id))
        .map((thread) => world.channels.payload(thread)),
      application_commands: [],
      auto_moderation_rules: world.autoModeration
        .ofGuild(guildId)
        .filter(({ id }) => ids.has(id))
        .map((rule) => world.autoModeration.payload(rule)),
    });
  },
};
