import { ApiError } from "../world/api-error.ts";
import type { AuditLogChange } from "../world/audit-log.ts";
import { changesBetween } from "../world/audit-log.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, stringsIn } from "../world/json.ts";
import type { World } from "../world/world.ts";
import type { Call } from "./call.ts";
import { me } from "./call.ts";
import type { Reply } from "./reply.ts";

/** Reads what an entry is about, as it is now. */
type StateReader = (world: World, guildId: string, id: string) => object;

const states = {
  guild: (world, guildId) => world.guilds.payload(world.guilds.require(guildId)),
  channel: (world, _guildId, id) => world.channels.payload(world.channels.require(id)),
  member: (world, guildId, id) => world.members.payload(world.members.require(guildId, id)),
  role: (world, guildId, id) => world.roles.require(guildId, id),
  invite: (world, _guildId, id) => world.invites.require(id),
  webhook: (world, _guildId, id) => world.webhooks.require(id),
  emoji: (world, guildId, id) => world.emojis.payload(world.emojis.require(guildId, id)),
  sticker: (world, guildId, id) => world.stickers.payload(world.stickers.require(guildId, id)),
  sound: (world, guildId, id) => world.soundboard.payload(world.soundboard.require(guildId, id)),
  event: (world, guildId, id) => world.scheduledEvents.payload(world.scheduledEvents.require(guildId, id)),
  stage: (world, _guildId, id) => world.stageInstances.require(id),
  rule: (world, guildId, id) => world.autoModeration.payload(world.autoModeration.require(guildId, id)),
} satisfies Readonly<Record<string, StateReader>>;

interface Audited {
  /** @see {@link https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events | Discord Docs/Audit Log Events} */
  readonly action: number;
  /** The action where it is about a thread. */
  readonly threadAction?: number;
  /** Absent where there is nothing to compare, such as a kick. */
  readonly kind?: keyof typeof states;
  /** Placeholder with the id of what it is about; absent where the answer tells. */
  readonly target?: string;
  readonly options?: (call: Call, reply: Reply) => JsonObject;
}

const overwrite = (action: number): Audited => ({
  action,
  kind: "channel",
  target: "channel_id",
  options: (call) => ({ id: call.params["overwrite_id"] ?? "" }),
});

const ofMessage = (action: number): Audited => ({
  action,
  options: (call) => ({ channel_id: call.params["channel_id"] ?? "", message_id: call.params["message_id"] ?? "" }),
});

const created = (action: number, kind: keyof typeof states): Audited => ({ action, kind });

const changed = (action: number, kind: keyof typeof states, target: string): Audited => ({ action, kind, target });

const audited: Readonly<Record<string, Audited>> = {
  update_guild: changed(1, "guild", "guild_id"),
  create_guild_channel: created(10, "channel"),
  update_channel: { ...changed(11, "channel", "channel_id"), threadAction: 111 },
  delete_channel: { ...changed(12, "channel", "channel_id"), threadAction: 112 },
  set_channel_permission_overwrite: overwrite(14),
  delete_channel_permission_overwrite: overwrite(15),
  create_thread: created(110, "channel"),
  create_thread_from_message: created(110, "channel"),
  delete_guild_member: { action: 20, target: "user_id" },
  prune_guild: {
    action: 21,
    options: ({ body }, reply) => ({
      delete_member_days: JSON.stringify(isJsonObject(body) ? (body["days"] ?? 7) : 7),
      members_removed: JSON.stringify(isJsonObject(reply.body) ? (reply.body["pruned"] ?? 0) : 0),
    }),
  },
  ban_user_from_guild: { action: 22, target: "user_id" },
  unban_user_from_guild: { action: 23, target: "user_id" },
  update_guild_member: changed(24, "member", "user_id"),
  add_guild_member_role: changed(25, "member", "user_id"),
  delete_guild_member_role: changed(25, "member", "user_id"),
  create_guild_role: created(30, "role"),
  update_guild_role: changed(31, "role", "role_id"),
  delete_guild_role: changed(32, "role", "role_id"),
  create_channel_invite: created(40, "invite"),
  invite_revoke: changed(42, "invite", "code"),
  create_webhook: created(50, "webhook"),
  update_webhook: changed(51, "webhook", "webhook_id"),
  delete_webhook: changed(52, "webhook", "webhook_id"),
  create_guild_emoji: created(60, "emoji"),
  update_guild_emoji: changed(61, "emoji", "emoji_id"),
  delete_guild_emoji: changed(62, "emoji", "emoji_id"),
  bulk_delete_messages: {
    action: 73,
    target: "channel_id",
    options: ({ body }) => ({ count: String(isJsonObject(body) ? stringsIn(body["messages"]).length : 0) }),
  },
  create_pin: ofMessage(74),
  delete_pin: ofMessage(75),
  delete_guild_integration: { action: 82, target: "integration_id" },
  create_stage_instance: created(83, "stage"),
  update_stage_instance: changed(84, "stage", "channel_id"),
  delete_stage_instance: changed(85, "stage", "channel_id"),
  create_guild_sticker: created(90, "sticker"),
  update_guild_sticker: changed(91, "sticker", "sticker_id"),
  delete_guild_sticker: changed(92, "sticker", "sticker_id"),
  create_guild_scheduled_event: created(100, "event"),
  update_guild_scheduled_event: changed(101, "event", "guild_scheduled_event_id"),
  delete_guild_scheduled_event: changed(102, "event", "guild_scheduled_event_id"),
  create_guild_soundboard_sound: created(130, "sound"),
  update_guild_soundboard_sound: changed(131, "sound", "sound_id"),
  delete_guild_soundboard_sound: changed(132, "sound", "sound_id"),
  create_auto_moderation_rule: created(140, "rule"),
  update_auto_moderation_rule: changed(141, "rule", "rule_id"),
  delete_auto_moderation_rule: changed(142, "rule", "rule_id"),
  update_guild_welcome_screen: { action: 1, target: "guild_id" },
  put_guilds_onboarding: { action: 167 },
};

const nothing = (): void => {};

/**
 * Looks at what an operation is about to change.
 * @returns what writes the audit log's entry, once the operation has been answered; it writes none where nothing changed
 */
export function beginAudit(operationId: string, call: Call): (reply: Reply) => void {
  const operation = audited[operationId];
  const guildId = operation === undefined ? undefined : guildOf(call);
  if (operation === undefined || guildId === undefined || call.caller === undefined) return nothing;
  const named = operation.target === undefined ? undefined : call.params[operation.target];
  const before = named === undefined ? undefined : read(call.world, operation, guildId, named);
  return (reply) => {
    const target = named ?? idIn(reply.body);
    const after = target === undefined ? undefined : read(call.world, operation, guildId, target);
    const changes = [...changesBetween(before, after), ...roleChanges(call.world, guildId, before, after)];
    if (operation.kind !== undefined && changes.length === 0) return;
    const { reason } = call;
    call.world.auditLog.add(guildId, {
      target_id: operation.kind === "invite" ? null : (target ?? null),
      user_id: me(call).user.id,
      action_type: actionOf(operation, before ?? after, changes),
      ...(operation.kind === undefined ? {} : { changes }),
      ...(operation.options === undefined ? {} : { options: operation.options(call, reply) }),
      ...(reason === undefined || reason === "" ? {} : { reason }),
    });
  };
}

function actionOf({ action, threadAction }: Audited, state: object | undefined, changes: AuditLogChange[]): number {
  if (threadAction !== undefined && state !== undefined && "thread_metadata" in state) return threadAction;
  // Discord tells changes of roles apart from those of the member.
  return action === 24 && changes.every(({ key }) => key.startsWith("$")) ? 25 : action;
}

/** A copy of the state, as the world changes its own objects; `undefined` where there is none. */
function read(world: World, { kind }: Audited, guildId: string, id: string): object | undefined {
  if (kind === undefined) return undefined;
  try {
    return structuredClone(states[kind](world, guildId, id));
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Roles that a member was given or lost, under `$add` and `$remove`. */
function roleChanges(
  world: World,
  guildId: string,
  before: object | undefined,
  after: object | undefined,
): AuditLogChange[] {
  if (before === undefined || after === undefined || !("roles" in before) || !("roles" in after)) return [];
  if (!("joined_at" in before)) return [];
  const [old, now] = [stringsIn(before.roles), stringsIn(after.roles)];
  const named = (ids: string[]): JsonObject[] =>
    ids.map((id) => ({ id, name: world.roles.get(guildId, id)?.name ?? "" }));
  return [
    { key: "$add", new_value: named(now.filter((id) => !old.includes(id))) },
    { key: "$remove", new_value: named(old.filter((id) => !now.includes(id))) },
  ].filter(({ new_value }) => new_value.length > 0);
}

function idIn(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  // Stages go by their channel, invites by their code, sounds have an id of their own name.
  const id = body["topic"] !== undefined && body["privacy_level"] !== undefined ? body["channel_id"] : body["id"];
  const known = id ?? body["sound_id"] ?? body["code"];
  return typeof known === "string" ? known : undefined;
}

/** The guild that the request is about, by whatever it names. */
function guildOf({ world, params, body }: Call): string | undefined {
  const { guild_id: guildId, webhook_id: webhookId, code } = params;
  if (guildId !== undefined) return guildId;
  if (webhookId !== undefined) return world.webhooks.get(webhookId)?.guild_id;
  const channelId = params["channel_id"] ?? (isJsonObject(body) ? body["channel_id"] : undefined);
  if (typeof channelId === "string") return world.channels.get(channelId)?.guild_id;
  return code === undefined ? undefined : world.invites.guildOf(code);
}
