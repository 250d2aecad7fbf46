/**
 * The resource that rate limits are counted by: channel, guild, or webhook (with its token, where the path has it).
 * @see {@link https://docs.discord.com/developers/topics/rate-limits | Discord Docs/Rate Limits}
 */
export function topLevelResource(route: string, params: Readonly<Record<string, string>>): string {
  if (route.startsWith("/channels/{channel_id}")) return params["channel_id"] ?? "";
  if (route.startsWith("/guilds/{guild_id}")) return params["guild_id"] ?? "";
  if (route.startsWith("/webhooks/{webhook_id}")) return `${params["webhook_id"]}/${params["webhook_token"] ?? ""}`;
  return "";
}
