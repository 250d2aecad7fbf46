import { me } from "./call.ts";
import type { Endpoints } from "./call.ts";
import { ok } from "./reply.ts";

/** How many sessions a bot may start in a day. */
const sessionsPerDay = 1000;

export const gatewayEndpoints: Endpoints = {
  get_gateway: ({ gatewayUrl }) => ok({ url: gatewayUrl }),

  get_bot_gateway: (call) =>
    ok({
      url: call.gatewayUrl,
      shards: call.recommendedShards,
      session_start_limit: {
        ...call.sessionStartLimit(me(call).application.id, sessionsPerDay),
        max_concurrency: me(call).application.maxConcurrency,
      },
    }),

  list_voice_regions: () => ok(voiceRegions),
  list_guild_voice_regions: () => ok(voiceRegions),
};

const voiceRegions = [
  { id: "us-east", name: "US East", optimal: true, deprecated: false, custom: false },
  { id: "rotterdam", name: "Rotterdam", optimal: false, deprecated: false, custom: false },
];
