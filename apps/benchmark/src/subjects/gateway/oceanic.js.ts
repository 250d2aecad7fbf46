import { Client, type DispatchEventMap } from "oceanic.js";
import { benchmarkToken } from "../benchmark-token.ts";
import type { GatewayTarget, OnDispatch } from "../gateway-subject.ts";

/** Oceanic's shard, with its handling of the events taken out, so that only the raw dispatch is left. */
export async function connectOceanic(target: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  const client = new Client({
    auth: `Bot ${benchmarkToken}`,
    rest: { baseURL: `http://127.0.0.1:${target.port}/api/v10` },
    gateway: {
      intents: 0,
      maxShards: 1,
      concurrency: 1,
      ...(target.compression === "none" ? {} : { compress: target.compression }),
    },
  });
  for (const name of target.eventNames) client.shards.dispatcher.unregister(name as keyof DispatchEventMap);
  client.on("packet", (packet) => onDispatch(packet.t));
  await client.connect();
}
