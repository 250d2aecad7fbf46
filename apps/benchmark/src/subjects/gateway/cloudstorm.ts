import { createRequire } from "node:module";
import { Client, type IClientOptions } from "cloudstorm";
import { benchmarkToken } from "../benchmark-token.ts";
import type { GatewayTarget, OnDispatch } from "../gateway-subject.ts";

// cloudstorm depends on an older snowtransfer than the newest, and takes only its own.
const { SnowTransfer } = createRequire(import.meta.resolve("cloudstorm"))("snowtransfer") as {
  SnowTransfer: new (
    token: string,
    options: { baseHost: string; baseURL: string },
  ) => NonNullable<IClientOptions["snowtransferInstance"]>;
};

/** cloudstorm, a gateway and no more. It has no zstd. */
export async function connectCloudstorm({ port, compression }: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  const client = new Client(benchmarkToken, {
    intents: 0,
    shards: [0],
    totalShards: 1,
    snowtransferInstance: new SnowTransfer(benchmarkToken, {
      baseHost: `http://127.0.0.1:${port}`,
      baseURL: "/api/v10",
    }),
    ws: { compress: compression === "zlib-stream", encoding: "json" },
  });
  client.on("dispatch", (payload) => onDispatch(payload.t));
  await client.connect();
}
