import { Pool } from "undici";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** The floor: one HTTP request through a pool, its answer parsed, and nothing of Discord's. */
export function openUndici({ port, concurrency }: RestTarget): RestSubject {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency });
  const headers = {
    authorization: `Bot ${benchmarkToken}`,
    "content-type": "application/json",
    "user-agent": "DiscordBot (https://example.com, 1.0.0)",
  };
  return {
    createMessage: async (channelId, content) => {
      const response = await pool.request({
        method: "POST",
        path: `/api/v10/channels/${channelId}/messages`,
        headers,
        body: JSON.stringify({ content }),
      });
      return await response.body.json();
    },
  };
}
