import type { GatewayActivityUpdateData, GatewayPresenceUpdateData, PresenceUpdateStatus } from "@zignal/types";

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

/** @see {@link https://docs.discord.com/developers/events/gateway-events#update-presence | Discord Docs/Update Presence} */
export function presenceData({
  status = "online",
  activities = [],
  afk = false,
  since = null,
}: PresenceInput): GatewayPresenceUpdateData {
  // The enum's members are these strings.
  return { status: status as PresenceUpdateStatus, activities: [...activities], afk, since };
}
