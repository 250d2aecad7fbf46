import { REST } from "@discordjs/rest";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** discord.js' HTTP package by itself. */
export function openDiscordJs({ port, unlimited }: RestTarget): RestSubject {
  const rest = new REST({
    api: `http://127.0.0.1:${port}/api`,
    version: "10",
    ...(unlimited ? { globalRequestsPerSecond: Number.MAX_SAFE_INTEGER } : {}),
  }).setToken(benchmarkToken);
  return {
    createMessage: (channelId, content) => rest.post(`/channels/${channelId}/messages`, { body: { content } }),
  };
}
