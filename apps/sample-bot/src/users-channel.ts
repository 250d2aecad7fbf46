import type { Client } from "@zignal/client";
import type { VoiceConnection } from "@zignal/voice";

/** Joins the voice channel that the user is in; `undefined` when they are in none. */
export async function joinUsersChannel(
  client: Client,
  { guildId, user }: { guildId: string | undefined; user: { id: string } },
): Promise<VoiceConnection | undefined> {
  if (guildId === undefined) return undefined;
  const channelId = client.cache?.getVoiceState(guildId, user.id)?.channel_id;
  if (channelId === undefined || channelId === null) return undefined;
  return await client.voice.joinVoiceChannel({ guildId, channelId });
}
