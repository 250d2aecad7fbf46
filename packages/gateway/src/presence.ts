import type { GatewayActivityUpdateData, PresenceUpdateStatus } from "@zignal/types";

/** A presence; what is left out takes its default. */
export interface PresenceInput {
  /** @defaultValue `"online"` */
  status?: `${PresenceUpdateStatus}`;
  /** @defaultValue none */
  activities?: readonly GatewayActivityUpdateData[];
  /** @defaultValue `false` */
  afk?: boolean;
  /** Since when the bot is idle, as Unix time in milliseconds. @defaultValue `null` */
  since?: number | null;
}

/** A presence as Discord takes it. */
export type PresenceData = Required<PresenceInput>;

/** @see {@link https://docs.discord.com/developers/events/gateway-events#update-presence | Discord Docs/Update Presence} */
export function presenceData(presence: PresenceInput): PresenceData {
  return { status: "online", activities: [], afk: false, since: null, ...presence };
}
