import type { MessageInput } from "@zignal/builders";
import { systemClock, ValidationError } from "@zignal/errors";
import type { Clock } from "@zignal/errors";
import { Permissions } from "@zignal/types/permissions";
import type { PermissionsInput } from "@zignal/types/permissions";
import type { InteractionContext } from "../context/interaction-context.ts";
import type { Guard } from "./guard.ts";

/** What is said instead of the standard words, to a user who is refused. */
export interface RefusalOptions {
  message?: MessageInput;
}

/** Lets members through who have all of these permissions in the channel; outside guilds nobody. */
export function userPermissions(wanted: PermissionsInput, options: RefusalOptions = {}): Guard {
  const bits = Permissions.from(wanted);
  return (ctx) => {
    const { member } = ctx;
    if (member !== undefined && Permissions.has(member.permissions, bits)) return undefined;
    return options.message ?? `You need these permissions: ${Permissions.toNames(bits).join(", ")}`;
  };
}

/** Lets users through where the bot itself has all of these permissions. */
export function botPermissions(wanted: PermissionsInput, options: RefusalOptions = {}): Guard {
  const bits = Permissions.from(wanted);
  return (ctx) => {
    if (Permissions.has(ctx.interaction.app_permissions, bits)) return undefined;
    return options.message ?? `I need these permissions here: ${Permissions.toNames(bits).join(", ")}`;
  };
}

/** Lets these users through, such as the bot's owners. */
export function onlyUsers(userIds: readonly string[], options: RefusalOptions = {}): Guard {
  const allowed = new Set(userIds);
  return (ctx) => (allowed.has(ctx.user.id) ? undefined : (options.message ?? "This is not for you."));
}

/** Lets users through in these channels. */
export function onlyChannels(channelIds: readonly string[], options: RefusalOptions = {}): Guard {
  const allowed = new Set(channelIds);
  return (ctx) => {
    if (ctx.channelId !== undefined && allowed.has(ctx.channelId)) return undefined;
    return options.message ?? `Use this in ${channelIds.map((id) => `<#${id}>`).join(", ")}.`;
  };
}

export interface CooldownOptions extends RefusalOptions {
  /** How often in that time. @defaultValue `1` */
  uses?: number;
  /** The time, in milliseconds, from the first use on. */
  perMs: number;
  /** Who shares it. @defaultValue `"user"` */
  scope?: "user" | "channel" | "guild" | "everybody";
  /** @defaultValue the system's */
  clock?: Clock;
}

/** Above this many it is looked for those that are over, so that memory follows those who are active. */
const sweepAbove = 1000;

/**
 * Lets everybody through so often in a time. It is kept in this process.
 * @throws {ValidationError} if `uses` or `perMs` is not above 0.
 */
export function cooldown(options: CooldownOptions): Guard {
  const { uses = 1, perMs, scope = "user", clock = systemClock } = options;
  if (!(Number.isInteger(uses) && uses > 0))
    throw ValidationError.of("uses", `must be a whole number above 0 (was ${uses})`);
  if (!(perMs > 0)) throw ValidationError.of("perMs", `must be above 0 milliseconds (was ${perMs})`);
  const windows = new Map<string, { count: number; until: number }>();
  let sweepAt = sweepAbove;
  return (ctx) => {
    const now = clock.now();
    const key = keyOf(ctx, scope);
    const window = windows.get(key);
    if (window === undefined || window.until <= now) {
      windows.set(key, { count: 1, until: now + perMs });
      if (windows.size > sweepAt) {
        for (const [old, { until }] of windows) if (until <= now) windows.delete(old);
        sweepAt = Math.max(sweepAbove, windows.size * 2);
      }
      return undefined;
    }
    if (window.count < uses) {
      window.count++;
      return undefined;
    }
    const seconds = Math.ceil((window.until - now) / 1000);
    return options.message ?? `Please wait ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  };
}

function keyOf(ctx: InteractionContext, scope: NonNullable<CooldownOptions["scope"]>): string {
  switch (scope) {
    case "user":
      return ctx.user.id;
    case "channel":
      return ctx.channelId ?? ctx.user.id;
    case "guild":
      return ctx.guildId ?? ctx.user.id;
    default:
      return "";
  }
}
