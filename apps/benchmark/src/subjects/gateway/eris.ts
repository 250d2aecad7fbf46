import Eris from "eris";
import { benchmarkToken } from "../benchmark-token.ts";
import type { GatewayTarget, OnDispatch } from "../gateway-subject.ts";
import { LoopbackAgent } from "../loopback-agent.ts";

/** Eris' shard, with its handling of the events switched off, so that only the raw dispatch is left. */
export async function connectEris({ port, eventNames }: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  const client = Eris(`Bot ${benchmarkToken}`, {
    intents: 0,
    compress: false,
    disableEvents: Object.fromEntries(eventNames.map((name) => [name, true])),
    rest: { baseURL: "/api/v10", agent: new LoopbackAgent(port) },
  });
  client.on("rawWS", (packet) => {
    if (packet.op === 0) onDispatch(packet.t);
  });
  await client.connect();
}
