import type {
  RESTGetAPISKUSubscriptionResult,
  RESTGetAPISKUSubscriptionsQuery,
  RESTGetAPISKUSubscriptionsResult,
} from "@zignal/types";
import type { SKUSubscriptionQuery } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/skus`. */
export class Skus {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * List SKU Subscriptions.
   * `GET /skus/{sku_id}/subscriptions`
   * @see {@link https://docs.discord.com/developers/resources/subscription#list-sku-subscriptions | Discord Docs}
   */
  getSkuSubscriptions(
    skuId: string,
    options?: CallOptions & { query?: RESTGetAPISKUSubscriptionsQuery },
  ): Promise<RESTGetAPISKUSubscriptionsResult> {
    return this.#caller.call(routes.getSkuSubscriptions, [skuId], undefined, options);
  }

  /**
   * Get SKU Subscription.
   * `GET /skus/{sku_id}/subscriptions/{subscription_id}`
   * @see {@link https://docs.discord.com/developers/resources/subscription#get-sku-subscription | Discord Docs}
   */
  getSkuSubscription(
    skuId: string,
    subscriptionId: string,
    options?: CallOptions & { query?: SKUSubscriptionQuery },
  ): Promise<RESTGetAPISKUSubscriptionResult> {
    return this.#caller.call(routes.getSkuSubscription, [skuId, subscriptionId], undefined, options);
  }
}
