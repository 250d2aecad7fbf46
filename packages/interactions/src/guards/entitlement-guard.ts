import { premiumMessage } from "../context/premium-message.ts";
import type { PremiumMessageOptions } from "../context/premium-message.ts";
import type { Guard } from "./guard.ts";
import type { RefusalOptions } from "./guards.ts";

/**
 * Lets users through who, or whose guild, have bought one of these SKUs; the others are shown a premium button for each.
 * @throws {ValidationError} if there is no SKU, or there are more than five.
 */
export function entitlement(
  skuIds: readonly string[],
  { message, ...options }: RefusalOptions & Omit<PremiumMessageOptions, "ephemeral"> = {},
): Guard {
  const refusal = message ?? premiumMessage(skuIds, options);
  return (ctx) => (ctx.isEntitled(...skuIds) ? undefined : refusal);
}
