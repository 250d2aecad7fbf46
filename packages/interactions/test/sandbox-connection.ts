import { HttpError } from "@zignal/errors";
import type { Sandbox } from "@zignal/sandbox";
import type { APIInteraction, APIMessage } from "@zignal/types";
import type { InteractionRest } from "../src/index.ts";
import { commandApi } from "../src/sync/command-api.ts";

/** The least that a REST client has to do for the handler, over `fetch`: a stranger to `@zignal/rest`. */
export function fetchRest({ restUrl, token }: Sandbox): InteractionRest {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(restUrl + path, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      const { status } = response;
      const { code: discordCode } = JSON.parse(text) as { code: number };
      throw new HttpError(`${method} ${path}: ${status} ${text}`, { method, route: path, status, discordCode });
    }
    return text === "" ? undefined : JSON.parse(text);
  };
  const message = async (method: string, path: string, body?: unknown): Promise<APIMessage> =>
    // What Discord answers to these.
    (await call(method, path, body)) as APIMessage;
  return {
    applications: commandApi({ token, baseUrl: restUrl }),
    interactions: {
      createInteractionResponse: (id, interactionToken, body) =>
        call("POST", `/interactions/${id}/${interactionToken}/callback`, body),
    },
    webhooks: {
      executeWebhook: (app, interactionToken, body) =>
        call("POST", `/webhooks/${app}/${interactionToken}?wait=true`, body),
      getOriginalWebhookMessage: (app, interactionToken) =>
        message("GET", `/webhooks/${app}/${interactionToken}/messages/@original`),
      getWebhookMessage: (app, interactionToken, id) =>
        message("GET", `/webhooks/${app}/${interactionToken}/messages/${id}`),
      updateOriginalWebhookMessage: (app, interactionToken, body) =>
        message("PATCH", `/webhooks/${app}/${interactionToken}/messages/@original`, body),
      deleteOriginalWebhookMessage: (app, interactionToken) =>
        call("DELETE", `/webhooks/${app}/${interactionToken}/messages/@original`),
      updateWebhookMessage: (app, interactionToken, id, body) =>
        message("PATCH", `/webhooks/${app}/${interactionToken}/messages/${id}`, body),
      deleteWebhookMessage: (app, interactionToken, id) =>
        call("DELETE", `/webhooks/${app}/${interactionToken}/messages/${id}`),
    },
  };
}

interface GatewayPayload {
  op: number;
  t: string | null;
  s: number | null;
  d: unknown;
}

/** The least of a gateway connection: identifies, and hands over interactions. @returns Closes it. */
export async function listen(
  { gatewayUrl, token }: Sandbox,
  onInteraction: (interaction: APIInteraction) => void,
): Promise<() => Promise<void>> {
  const socket = new WebSocket(`${gatewayUrl}?v=10&encoding=json`);
  const ready = Promise.withResolvers<void>();
  socket.addEventListener("error", () => ready.reject(new Error("the socket failed")));
  socket.addEventListener("message", ({ data }) => {
    const { op, t, d } = JSON.parse(String(data)) as GatewayPayload;
    if (op === 10) {
      const properties = { os: "linux", browser: "test", device: "test" };
      socket.send(JSON.stringify({ op: 2, d: { token, intents: 1, properties } }));
    }
    if (t === "READY") ready.resolve();
    if (t === "INTERACTION_CREATE") onInteraction(d as APIInteraction);
  });
  await ready.promise;
  return async () => {
    const closed = new Promise((resolve) => {
      socket.addEventListener("close", resolve, { once: true });
    });
    socket.close(1000);
    await closed;
  };
}
