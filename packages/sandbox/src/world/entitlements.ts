import { ApiError, unknown } from "./api-error.ts";
import type { WorldContext } from "./world-context.ts";

/** What somebody has bought, or was given to try. */
export interface Entitlement {
  readonly id: string;
  readonly sku_id: string;
  readonly application_id: string;
  readonly user_id?: string;
  readonly guild_id?: string;
  /** 8: a test entitlement, the only kind that is made here. */
  readonly type: 8;
  deleted: boolean;
  consumed: boolean;
  readonly starts_at: null;
  readonly ends_at: null;
}

/** Test entitlements. */
export class EntitlementStore {
  readonly #context: WorldContext;
  readonly #entitlements = new Map<string, Entitlement>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  create(applicationId: string, skuId: string, owner: { user_id: string } | { guild_id: string }): Entitlement {
    const entitlement: Entitlement = {
      id: this.#context.newId(),
      sku_id: skuId,
      application_id: applicationId,
      ...owner,
      type: 8,
      deleted: false,
      consumed: false,
      starts_at: null,
      ends_at: null,
    };
    this.#entitlements.set(entitlement.id, entitlement);
    this.#publish("CREATE", entitlement);
    return entitlement;
  }

  ofApplication(applicationId: string): Entitlement[] {
    return [...this.#entitlements.values()].filter(({ application_id: id }) => id === applicationId);
  }

  /** @throws {ApiError} 10029 */
  require(applicationId: string, id: string): Entitlement {
    const entitlement = this.#entitlements.get(id);
    if (entitlement === undefined || entitlement.application_id !== applicationId) throw unknown("Entitlement");
    return entitlement;
  }

  /** @throws {ApiError} 40018 when it is used up already */
  consume(entitlement: Entitlement): void {
    if (entitlement.consumed) throw new ApiError(400, 40018, "Only consumable SKUs can be consumed");
    entitlement.consumed = true;
    this.#publish("UPDATE", entitlement);
  }

  delete(entitlement: Entitlement): void {
    entitlement.deleted = true;
    this.#entitlements.delete(entitlement.id);
    this.#publish("DELETE", entitlement);
  }

  /** Goes to the application's bot, whatever its intents. */
  #publish(what: "CREATE" | "UPDATE" | "DELETE", entitlement: Entitlement): void {
    const audience = { kind: "user", userId: entitlement.application_id } as const;
    this.#context.publish(`ENTITLEMENT_${what}`, { ...entitlement }, audience);
  }
}
