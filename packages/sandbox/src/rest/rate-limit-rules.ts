/** A limit of one or more operations. Each top-level resource (channel, guild, webhook) has a window of its own. */
export interface RateLimitRule {
  /** Operations with the same name share windows and the hash that is sent. */
  readonly bucket: string;
  readonly limit: number;
  readonly windowMs: number;
  /** No limit at all, and no headers. */
  readonly exempt?: boolean;
}

/** A tighter limit for requests that change certain fields. It is told by 429 only, never by headers beforehand. */
export interface SubLimitRule {
  readonly operation: string;
  /** Fields of the body that count. */
  readonly fields: readonly string[];
  readonly limit: number;
  readonly windowMs: number;
}

const rule = (bucket: string, limit: number, windowMs: number): RateLimitRule => ({ bucket, limit, windowMs });

const reactions = rule("reactions", 1, 250);
const messageSend = rule("message-send", 5, 5_000);
const messageEdit = rule("message-edit", 5, 5_000);
const webhook = rule("webhook", 5, 2_000);
const memberChange = rule("member-change", 10, 10_000);
const memberRoles = rule("member-roles", 10, 10_000);
const commandWrite = rule("command-write", 5, 20_000);
const threads = rule("threads", 10, 10_000);
const none: RateLimitRule = { bucket: "none", limit: 0, windowMs: 0, exempt: true };

/** By operation id. Figures as bots meet them; Discord changes them at will, so nobody should rely on one. */
export const rateLimitRules: Readonly<Record<string, RateLimitRule>> = {
  create_interaction_response: none,
  get_gateway: none,
  get_bot_gateway: rule("gateway-bot", 2, 5_000),
  create_message: messageSend,
  update_message: messageEdit,
  delete_message: rule("message-delete", 5, 1_000),
  bulk_delete_messages: rule("message-bulk-delete", 1, 3_000),
  list_messages: rule("message-list", 5, 5_000),
  get_message: rule("message-get", 5, 5_000),
  add_my_message_reaction: reactions,
  delete_my_message_reaction: reactions,
  delete_user_message_reaction: reactions,
  delete_all_message_reactions: reactions,
  delete_all_message_reactions_by_emoji: reactions,
  trigger_typing_indicator: rule("typing", 5, 5_000),
  create_pin: rule("pins", 5, 4_000),
  delete_pin: rule("pins", 5, 4_000),
  deprecated_create_pin: rule("pins", 5, 4_000),
  deprecated_delete_pin: rule("pins", 5, 4_000),
  update_channel: rule("channel-update", 5, 15_000),
  get_channel: rule("channel-get", 50, 10_000),
  create_guild_channel: rule("guild-channel-create", 10, 10_000),
  create_thread: threads,
  create_thread_from_message: threads,
  update_guild_member: memberChange,
  update_my_guild_member: memberChange,
  get_guild_member: rule("member-get", 5, 1_000),
  list_guild_members: rule("member-list", 10, 10_000),
  search_guild_members: rule("member-search", 10, 10_000),
  add_guild_member_role: memberRoles,
  delete_guild_member_role: memberRoles,
  ban_user_from_guild: rule("ban", 5, 1_000),
  unban_user_from_guild: rule("ban", 5, 1_000),
  get_guild: rule("guild-get", 5, 5_000),
  list_guild_roles: rule("role-list", 10, 10_000),
  create_guild_role: rule("role-create", 10, 10_000),
  get_user: rule("user-get", 30, 30_000),
  get_my_user: rule("my-user", 30, 30_000),
  update_my_user: rule("my-user-update", 2, 3_600_000),
  list_my_guilds: rule("my-guilds", 10, 10_000),
  create_dm: rule("dm-create", 10, 10_000),
  create_application_command: commandWrite,
  update_application_command: commandWrite,
  delete_application_command: commandWrite,
  bulk_set_application_commands: rule("command-bulk", 2, 10_000),
  create_guild_application_command: commandWrite,
  update_guild_application_command: commandWrite,
  delete_guild_application_command: commandWrite,
  bulk_set_guild_application_commands: rule("guild-command-bulk", 2, 10_000),
  execute_webhook: webhook,
  get_webhook_message: webhook,
  update_webhook_message: webhook,
  delete_webhook_message: webhook,
  get_original_webhook_message: webhook,
  update_original_webhook_message: webhook,
  delete_original_webhook_message: webhook,
};

/** @see {@link https://docs.discord.com/developers/topics/rate-limits | Discord Docs/Rate Limits} */
export const subLimitRules: readonly SubLimitRule[] = [
  { operation: "update_channel", fields: ["name", "topic"], limit: 2, windowMs: 600_000 },
];
