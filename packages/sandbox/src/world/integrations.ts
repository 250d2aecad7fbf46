import { unknown } from "./api-error.ts";
import type { Application, ApplicationStore } from "./applications.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** An application that is in a guild. */
export interface Integration {
  readonly id: string;
  readonly guildId: string;
  readonly applicationId: string;
  readonly addedBy: string;
}

/** The integrations of each guild: its bots. */
export class IntegrationStore {
  readonly #context: WorldContext;
  readonly #applications: ApplicationStore;
  readonly #users: UserStore;
  readonly #integrations = new Map<string, Integration>();

  constructor(context: WorldContext, applications: ApplicationStore, users: UserStore) {
    this.#context = context;
    this.#applications = applications;
    this.#users = users;
  }

  /** A bot joined. */
  add(guildId: string, application: Application, addedBy: string): Integration {
    const integration = { id: this.#context.newId(), guildId, applicationId: application.id, addedBy };
    this.#integrations.set(integration.id, integration);
    const payload = { ...this.payload(integration, false), guild_id: guildId };
    this.#context.publish("INTEGRATION_CREATE", payload, { kind: "guild", guildId });
    this.#publishUpdate(guildId);
    return integration;
  }

  ofGuild(guildId: string): Integration[] {
    return [...this.#integrations.values()].filter((integration) => integration.guildId === guildId);
  }

  /** @throws {ApiError} 10005 */
  require(guildId: string, id: string): Integration {
    const integration = this.#integrations.get(id);
    if (integration === undefined || integration.guildId !== guildId) throw unknown("Integration");
    return integration;
  }

  /** A bot left: what was its integration goes too. */
  removeBot(guildId: string, botId: string): void {
    const found = this.ofGuild(guildId).find(
      ({ applicationId }) => this.#applications.get(applicationId)?.botId === botId,
    );
    if (found === undefined) return;
    this.#integrations.delete(found.id);
    const payload = { id: found.id, guild_id: guildId, application_id: found.applicationId };
    this.#context.publish("INTEGRATION_DELETE", payload, { kind: "guild", guildId });
    this.#publishUpdate(guildId);
  }

  /** The integration object. */
  payload({ id, applicationId, addedBy }: Integration, withUser: boolean): object {
    const application = this.#applications.get(applicationId);
    if (application === undefined) throw unknown("Application");
    const { name, icon, description, botId } = application;
    return {
      id,
      type: "discord",
      name,
      enabled: true,
      account: { id: applicationId, name },
      application: { id: applicationId, name, icon, description, bot: this.#users.require(botId) },
      scopes: ["applications.commands", "bot"],
      ...(withUser ? { user: this.#users.require(addedBy) } : {}),
    };
  }

  #publishUpdate(guildId: string): void {
    this.#context.publish("GUILD_INTEGRATIONS_UPDATE", { guild_id: guildId }, { kind: "guild", guildId });
  }
}
