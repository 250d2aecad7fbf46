/** Starts a server on a free port of loopback and yields the port. */
export type StartServer = (options: Record<string, unknown>) => Promise<number>;

/** Names of the servers there are. */
export type ServerName = "rest" | "rest-limits" | "moderation" | "upload" | "interactions" | "gateway" | "voice";

const servers: Record<ServerName, () => Promise<StartServer>> = {
  rest: async () => (await import("./rest-server.ts")).startRestServer,
  "rest-limits": async () => (await import("./rest-limits-server.ts")).startRestLimitsServer,
  moderation: async () => (await import("./moderation-server.ts")).startModerationServer,
  upload: async () => (await import("./upload-server.ts")).startUploadServer,
  interactions: async () => (await import("./interactions-server.ts")).startInteractionsServer,
  gateway: async () => (await import("./gateway-server.ts")).startGatewayServer,
  voice: async () => (await import("./voice-server.ts")).startVoiceServer,
};

/** Loads one server, and only that. */
export async function loadServer(name: ServerName): Promise<StartServer> {
  return await servers[name]();
}
