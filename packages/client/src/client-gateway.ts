import type { Gateway } from "@zignal/gateway";

/** What a client asks of its gateway: anything with these fits. */
export type ClientGateway = Pick<
  Gateway,
  | "connect"
  | "disconnect"
  | "reconnect"
  | "on"
  | "off"
  | "shards"
  | "shardCount"
  | "send"
  | "requestGuildMembers"
  | "setPresence"
  | "getStats"
>;
