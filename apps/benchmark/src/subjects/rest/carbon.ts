import { RequestClient } from "@buape/carbon";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Carbon's HTTP side, with the settings it has for processes that last. */
export function openCarbon({ port, concurrency, unlimited }: RestTarget): RestSubject {
  const client = new RequestClient(benchmarkToken, {
    baseUrl: `http://127.0.0.1:${port}/api/v10`,
    runtimeProfile: "persistent",
    ...(unlimited ? { scheduler: { maxConcurrency: concurrency } } : {}),
  });
  return {
    createMessage: (channelId, content) => client.post(`/channels/${channelId}/messages`, { body: { content } }),
  };
}
