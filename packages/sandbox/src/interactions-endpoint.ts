import type { Application } from "./world/applications.ts";
import { ANSWER_WITHIN_MS } from "./world/interactions.ts";

/** What is read of an interaction to bring its answer home. */
interface Addressed {
  id: string;
  token: string;
}

/**
 * Posts an interaction to an application's endpoint, signed, and takes what it answers for the callback. Where it answers
 * 202, or nothing in time, the callback has to come over the API.
 * @param restUrl - Of the API that takes callbacks.
 * @see {@link https://docs.discord.com/developers/interactions/overview#preparing-for-interactions | Discord Docs/Interactions Endpoint}
 */
export async function postInteraction(application: Application, payload: Addressed, restUrl: string): Promise<void> {
  const url = application.interactionsEndpointUrl;
  if (url === null) return;
  const body = JSON.stringify(payload);
  const timestamp = String(Math.floor(Date.now() / 1000));
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Discord-Interactions/1.0 (+https://discord.com)",
        "x-signature-ed25519": application.signingKey.sign(timestamp, body),
        "x-signature-timestamp": timestamp,
      },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const type = answer.headers.get("content-type");
    const callback = await answer.arrayBuffer();
    if (answer.status !== 200 || type === null) return;
    const taken = await fetch(`${restUrl}/interactions/${payload.id}/${payload.token}/callback`, {
      method: "POST",
      headers: { "content-type": type },
      body: callback,
    });
    await taken.arrayBuffer();
  } catch {
    // As with Discord: the user sees that the application did not respond.
  }
}
