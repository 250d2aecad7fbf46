import { REST } from "@discordjs/rest";
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { benchmarkToken } from "../benchmark-token.ts";
import type { GatewayTarget, OnDispatch } from "../gateway-subject.ts";

/** discord.js' gateway package by itself, decompressing with node:zlib. It has no zstd. */
export async function connectDiscordJs({ port, compression }: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  const manager = new WebSocketManager({
    rest: new REST({ api: `http://127.0.0.1:${port}/api`, version: "10" }).setToken(benchmarkToken),
    intents: 0,
    compression: compression === "zlib-stream" ? CompressionMethod.ZlibNative : null,
  });
  manager.setToken(benchmarkToken);
  manager.on(WebSocketShardEvents.Dispatch, (payload) => onDispatch(payload.t));
  await manager.connect();
}
