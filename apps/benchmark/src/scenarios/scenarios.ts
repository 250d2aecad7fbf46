import type { Scenario } from "../harness/scenario.ts";
import { gateway, gatewayUnwanted, gatewayZlib, gatewayZstd } from "./gateway.ts";
import { gatewayIdle, gatewayIdleZlib, gatewayWorkers } from "./gateway-shards.ts";
import { restBucketChange, restGlobal, restLimitsChange } from "./rest-limits-trouble.ts";
import { restBucket, restLimits } from "./rest-limits.ts";
import { clientDispatch } from "./client-dispatch.ts";
import { builders } from "./builders.ts";
import { interactions } from "./interactions.ts";
import { cache, cacheGuilds, cacheMembers, cacheMillion } from "./cache.ts";
import { observabilityClient, observabilityGateway, observabilityRest } from "./observability.ts";
import { restBatch } from "./rest-batch.ts";
import { restMemory, restMillion } from "./rest-memory.ts";
import { restUpload } from "./rest-upload.ts";
import { rest } from "./rest.ts";
import { size } from "./size.ts";
import { startup } from "./startup.ts";
import { voiceReceive, voiceSend, voiceSendXChaCha } from "./voice.ts";

/** Everything that can be measured, in the order of `pnpm bench all`. */
export const scenarios: readonly Scenario[] = [
  rest,
  restLimits,
  restBucket,
  restLimitsChange,
  restBucketChange,
  restGlobal,
  restBatch,
  restUpload,
  restMemory,
  restMillion,
  gateway,
  gatewayZlib,
  gatewayZstd,
  gatewayUnwanted,
  gatewayWorkers,
  gatewayIdle,
  gatewayIdleZlib,
  cache,
  cacheMembers,
  cacheGuilds,
  cacheMillion,
  clientDispatch,
  builders,
  interactions,
  observabilityGateway,
  observabilityClient,
  observabilityRest,
  voiceSend,
  voiceSendXChaCha,
  voiceReceive,
  startup,
  size,
];
