/** Told of each event, or of several together. `name` is that of all of them. */
export type OnEvents = (name: string | null | undefined, count: number) => void;

/** Where the library is to connect how many shards. */
export interface ShardsTarget {
  port: number;
  shards: number;
  /** Whether `zlib-stream` is used; plain if not. */
  compressed: boolean;
}

export type ConnectShards = (target: ShardsTarget, onEvents: OnEvents) => unknown;

/** Names of the libraries, and of the ways they have to run many shards. */
export type ShardsSubjectName = "zignal" | "zignal on 2 workers" | "discord.js" | "discord.js on 2 workers";

const subjects: Record<ShardsSubjectName, () => Promise<ConnectShards>> = {
  zignal: async () => (await import("./gateway-shards/zignal.ts")).connectZignalShards,
  "zignal on 2 workers": async () => (await import("./gateway-shards/zignal.ts")).connectZignalWorkers,
  "discord.js": async () => (await import("./gateway-shards/discord.js.ts")).connectDiscordJsShards,
  "discord.js on 2 workers": async () => (await import("./gateway-shards/discord.js.ts")).connectDiscordJsWorkers,
};

/** Loads one library, and only that, and connects its shards. */
export async function connectShardsSubject(name: string, target: ShardsTarget, onEvents: OnEvents): Promise<void> {
  const connect = await subjects[name as ShardsSubjectName]();
  await connect(target, onEvents);
}
