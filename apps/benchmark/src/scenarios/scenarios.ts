import type { Scenario } from "../harness/scenario.ts";
import { gateway, gatewayUnwanted, gatewayZlib, gatewayZstd } from "./gateway.ts";
import { restBucket, restLimits } from "./rest-limits.ts";
import { rest } from "./rest.ts";
import { size } from "./size.ts";
import { startup } from "./startup.ts";

/** Everything that can be measured, in the order of `pnpm bench all`. */
export const scenarios: readonly Scenario[] = [
  rest,
  restLimits,
  restBucket,
  gateway,
  gatewayZlib,
  gatewayZstd,
  gatewayUnwanted,
  startup,
  size,
];
