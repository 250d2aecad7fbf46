import { Gateway } from "@zignal/gateway";
import { benchmarkToken } from "../benchmark-token.ts";
import { type GatewayTarget, type OnDispatch, gatewayInformation } from "../gateway-subject.ts";

/** Ours. */
export async function connectZignal(
  { port, compression, wanted }: GatewayTarget,
  onDispatch: OnDispatch,
): Promise<void> {
  const gateway = new Gateway({
    token: benchmarkToken,
    intents: [],
    compression,
    rest: { gateway: { getBotGateway: async () => gatewayInformation(port) } },
    ...(wanted === undefined ? {} : { wanted: (event: string) => wanted.includes(event) }),
  });
  gateway.on("dispatch", (payload) => onDispatch(payload.t));
  await gateway.connect();
}
