import { Client } from "oceanic.js";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Oceanic's request handler: its own methods build a structure of the answer as well. */
export function openOceanic({ port }: RestTarget): RestSubject {
  const client = new Client({ auth: `Bot ${benchmarkToken}`, rest: { baseURL: `http://127.0.0.1:${port}/api/v10` } });
  return {
    createMessage: (channelId, content) =>
      client.rest.authRequest({ method: "POST", path: `/channels/${channelId}/messages`, json: { content } }),
  };
}
