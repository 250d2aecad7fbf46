import type {
  APISubscription,
  RESTGetAPISKUSubscriptionResult,
  RESTGetAPISKUSubscriptionsQuery,
  RESTGetAPISKUSubscriptionsResult,
} from "@zignal/types";
import type { SKUSubscriptionQuery } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import type { IterationOptions } from "../paging.ts";
import { afterId, byAge, iteratePages, pageOptions } from "../paging.ts";
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

  /**
   * Goes through the subscriptions to a SKU, the oldest first.
   * @see {@link https://docs.discord.com/developers/resources/subscription#list-sku-subscriptions | Discord Docs}
   */
  async *iterateSkuSubscriptions(
    skuId: string,
    options: IterationOptions<Omit<RESTGetAPISKUSubscriptionsQuery, "before">> = {},
  ): AsyncGenerator<APISubscription, void, void> {
    yield* iteratePages(
      options,
      afterId<APISubscription>(
        100,
        ({ id }) => id,
        async (after, limit) => {
          const page = pageOptions<RESTGetAPISKUSubscriptionsQuery>(options, {
            limit,
            after: after ?? options.query?.after ?? "0",
          });
          return (await this.getSkuSubscriptions(skuId, page)).toSorted(byAge);
        },
      ),
    );
  }
}
