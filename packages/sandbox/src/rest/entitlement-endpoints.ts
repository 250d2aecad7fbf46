import { unknown } from "../world/api-error.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import { ownApplication } from "./application-endpoints.ts";
import type { Endpoints } from "./call.ts";
import { form, param, queryFlag, queryValue } from "./call.ts";
import { choice, integer, snowflake } from "./fields.ts";
import { object, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const creation = object({
  sku_id: required(snowflake),
  owner_id: required(snowflake),
  owner_type: required(choice([1, 2])),
});

const ofGuild = 1;

export const entitlementEndpoints: Endpoints = {
  get_entitlements: (call) => {
    const { application } = ownApplication(call);
    const [userId, guildId, before, after] = (["user_id", "guild_id", "before", "after"] as const).map((name) =>
      queryValue(call, name, snowflake),
    );
    const skus = call.query.getAll("sku_ids").flatMap((ids) => ids.split(","));
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 100;
    const found = call.world.entitlements
      .ofApplication(application.id)
      .filter((entitlement) => userId === undefined || entitlement.user_id === userId)
      .filter((entitlement) => guildId === undefined || entitlement.guild_id === guildId)
      .filter(({ sku_id: sku }) => skus.length === 0 || skus.includes(sku))
      .filter(({ consumed }) => !queryFlag(call, "only_active") || !consumed)
      .filter(({ id }) => before === undefined || compareSnowflakes(id, before) < 0)
      .filter(({ id }) => after === undefined || compareSnowflakes(id, after) > 0);
    return ok(found.slice(0, limit));
  },

  create_entitlement: (call) => {
    const { application } = ownApplication(call);
    const { sku_id: skuId, owner_id: ownerId, owner_type: type } = form(call, creation);
    if (type === ofGuild) call.world.guilds.require(ownerId);
    else if (call.world.users.get(ownerId) === undefined) throw unknown("User");
    const owner = type === ofGuild ? { guild_id: ownerId } : { user_id: ownerId };
    return ok(call.world.entitlements.create(application.id, skuId, owner));
  },

  get_entitlement: (call) => {
    const { application } = ownApplication(call);
    return ok(call.world.entitlements.require(application.id, param(call, "entitlement_id")));
  },

  consume_entitlement: (call) => {
    const { application } = ownApplication(call);
    const { entitlements } = call.world;
    entitlements.consume(entitlements.require(application.id, param(call, "entitlement_id")));
    return noContent;
  },

  delete_entitlement: (call) => {
    const { application } = ownApplication(call);
    const { entitlements } = call.world;
    entitlements.delete(entitlements.require(application.id, param(call, "entitlement_id")));
    return noContent;
  },

  // Nobody pays by the month here: there are test entitlements only.
  get_sku_subscriptions: () => ok([]),
  get_sku_subscription: () => {
    throw unknown("SKU");
  },
};
