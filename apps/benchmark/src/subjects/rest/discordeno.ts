import { createRestManager } from "@discordeno/rest";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Discordeno turns keys to camelCase on the way in and back on the way out: that is its interface, so it counts. */
export function openDiscordeno({ port }: RestTarget): RestSubject {
  const rest = createRestManager({ token: benchmarkToken, applicationId: 1456000000000000003n });
  // Given as `proxy.baseUrl`, it would leave the limits to that proxy.
  rest.baseUrl = `http://127.0.0.1:${port}/api`;
  return {
    createMessage: (channelId, content) => rest.post(`/channels/${channelId}/messages`, { body: { content } }),
  };
}
