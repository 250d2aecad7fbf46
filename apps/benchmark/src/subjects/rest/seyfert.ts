import { ApiHandler } from "seyfert";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Seyfert's HTTP side by itself. */
export function openSeyfert({ port }: RestTarget): RestSubject {
  const api = new ApiHandler({ token: benchmarkToken, domain: `http://127.0.0.1:${port}`, baseUrl: "api/v10" });
  return {
    createMessage: (channelId, content) =>
      api.request("POST", `/channels/${channelId}/messages`, { body: { content } }),
  };
}
