import type { JsonObject } from "./json.ts";
import type { MemberStore } from "./members.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

export type PresenceStatus = "online" | "idle" | "dnd" | "offline";

export interface Presence {
  readonly status: PresenceStatus;
  readonly activities: readonly JsonObject[];
  /** Status by platform: `desktop`, `mobile`, `web`. */
  readonly clientStatus: Readonly<Record<string, string>>;
}

const offline: Presence = { status: "offline", activities: [], clientStatus: {} };

/** Who is online and does what. */
export class PresenceStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #members: MemberStore;
  readonly #presences = new Map<string, Presence>();

  constructor(context: WorldContext, users: UserStore, members: MemberStore) {
    this.#context = context;
    this.#users = users;
    this.#members = members;
  }

  get(userId: string): Presence {
    return this.#presences.get(userId) ?? offline;
  }

  /** `invisible` is for the caller to turn into `offline`. Every guild of the user hears it. */
  set(
    userId: string,
    presence: { status: PresenceStatus; activities?: readonly JsonObject[]; platform?: string },
  ): void {
    const { status, activities = [], platform = "web" } = presence;
    const clientStatus = status === "offline" ? {} : { [platform]: status };
    this.#presences.set(userId, { status, activities, clientStatus });
    for (const guildId of this.#members.guildIdsOf(userId)) {
      const payload = { ...this.payload(userId), guild_id: guildId };
      this.#context.publish("PRESENCE_UPDATE", payload, { kind: "guild", guildId });
    }
  }

  /** A presence without its guild, the user reduced to its id. */
  payload(userId: string): object {
    const { status, activities, clientStatus } = this.get(userId);
    return { user: { id: this.#users.require(userId).id }, status, activities, client_status: clientStatus };
  }

  /** The presences of a guild's members who are not offline. */
  ofGuild(guildId: string): object[] {
    return this.#members
      .list(guildId)
      .filter(({ userId }) => this.get(userId).status !== "offline")
      .map(({ userId }) => this.payload(userId));
  }
}
