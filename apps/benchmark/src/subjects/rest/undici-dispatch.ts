import { Pool } from "undici";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** What is left of undici without the promise and the stream that `request` puts around an answer. */
export function openUndiciDispatch({ port, concurrency }: RestTarget): RestSubject {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency });
  const headers = {
    authorization: `Bot ${benchmarkToken}`,
    "content-type": "application/json",
    "user-agent": "DiscordBot (https://example.com, 1.0.0)",
  };
  return {
    createMessage: async (channelId, content) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const chunks: Buffer[] = [];
      pool.dispatch(
        {
          method: "POST",
          path: `/api/v10/channels/${channelId}/messages`,
          headers,
          body: JSON.stringify({ content }),
        },
        {
          onRequestStart: () => {},
          onResponseStart: () => {},
          onResponseData: (_controller, chunk) => chunks.push(chunk),
          onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
          onResponseError: (_controller, error) => reject(error),
        },
      );
      return await promise;
    },
  };
}
