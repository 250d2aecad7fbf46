import type { ConnectGatewaySubject, GatewayTarget, OnDispatch } from "./gateway-subject.ts";

/** Names of the libraries. */
export type GatewaySubjectName =
  | "ws"
  | "ws uncompressed"
  | "zignal"
  | "discord.js"
  | "eris"
  | "oceanic.js"
  | "discordeno"
  | "cloudstorm"
  | "seyfert";

/** The libraries that are measured on the gateway. To add one: a file in `gateway/`, its name above and its line here. */
const subjects: Record<GatewaySubjectName, () => Promise<ConnectGatewaySubject>> = {
  ws: async () => (await import("./gateway/ws.ts")).connectWs,
  "ws uncompressed": async () => (await import("./gateway/ws.ts")).connectWsUncompressed,
  zignal: async () => (await import("./gateway/zignal.ts")).connectZignal,
  "discord.js": async () => (await import("./gateway/discord.js.ts")).connectDiscordJs,
  eris: async () => (await import("./gateway/eris.ts")).connectEris,
  "oceanic.js": async () => (await import("./gateway/oceanic.js.ts")).connectOceanic,
  discordeno: async () => (await import("./gateway/discordeno.ts")).connectDiscordeno,
  cloudstorm: async () => (await import("./gateway/cloudstorm.ts")).connectCloudstorm,
  seyfert: async () => (await import("./gateway/seyfert.ts")).connectSeyfert,
};

/** Loads one library, and only that, and connects it. */
export async function connectGatewaySubject(
  name: string,
  target: GatewayTarget,
  onDispatch: OnDispatch,
): Promise<void> {
  const connect: ConnectGatewaySubject = await subjects[name as GatewaySubjectName]();
  await connect(target, onDispatch);
}
