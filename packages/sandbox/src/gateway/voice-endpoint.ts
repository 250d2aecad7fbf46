import { isRecord } from "./payload-decoding.ts";

/**
 * VOICE_SERVER_UPDATE for who has reached the sandbox under another name, as a bot in a container does: the voice server is
 * found under that name too, at its own port.
 * @param reachedAt - The URL of the gateway, as the bot has it.
 */
export function withEndpointFor(d: object, reachedAt: string | undefined): object {
  if (reachedAt === undefined || !isRecord(d) || typeof d["endpoint"] !== "string") return d;
  const { hostname } = new URL(reachedAt);
  const { port } = new URL(`ws://${d["endpoint"]}`);
  const endpoint = `${hostname}:${port}`;
  return endpoint === d["endpoint"] ? d : { ...d, endpoint };
}
