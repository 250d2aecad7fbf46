const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;

/** What the process was started with, as far as it tells how voice servers are reached. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Discord's voice servers speak TLS; one on this machine is a sandbox's. */
export function voiceScheme(endpoint: string, environment: Environment): "ws" | "wss" {
  if (environment["ZIGNAL_GATEWAY_URL"]?.startsWith("ws:") === true) return "ws";
  return loopback.test(endpoint) ? "ws" : "wss";
}

/** @param endpoint - As VOICE_SERVER_UPDATE names it: host, with port. */
export function voiceUrl(endpoint: string, scheme: "ws" | "wss"): string {
  return `${scheme}://${endpoint}/?v=8`;
}
