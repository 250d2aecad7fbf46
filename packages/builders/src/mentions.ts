/** Pings a user, where the message allows it. */
export function userMention(userId: string): string {
  return `<@${userId}>`;
}

export function channelMention(channelId: string): string {
  return `<#${channelId}>`;
}

/** Pings a role, where the message allows it. */
export function roleMention(roleId: string): string {
  return `<@&${roleId}>`;
}

/** A command to click. @param name - With its group and subcommand, such as `"list add"`. */
export function commandMention(name: string, commandId: string): string {
  return `</${name}:${commandId}>`;
}

/** A custom emoji. */
export function customEmoji(name: string, id: string, animated = false): string {
  return `<${animated ? "a" : ""}:${name}:${id}>`;
}

/** A part of the guild to go to. `linked-roles` may name a role. */
export function guildNavigation(place: "customize" | "browse" | "guide" | "linked-roles", roleId?: string): string {
  return roleId === undefined ? `<id:${place}>` : `<id:${place}:${roleId}>`;
}

/** The address of a message. @param guildId - Left out for a direct message. */
export function messageLink(channelId: string, messageId: string, guildId = "@me"): string {
  return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
}

const styles = {
  shortTime: "t",
  mediumTime: "T",
  shortDate: "d",
  longDate: "D",
  longDateShortTime: "f",
  fullDateShortTime: "F",
  shortDateShortTime: "s",
  shortDateMediumTime: "S",
  relative: "R",
} as const;

/** How a moment is shown: `relative` is "in 5 minutes". */
export type TimestampStyle = keyof typeof styles;

/**
 * A moment, in each reader's own time zone and language.
 * @param when - A date, or milliseconds since 1970.
 * @param style - @defaultValue `"longDateShortTime"`
 * @throws {RangeError} if `when` is no moment.
 * @see {@link https://docs.discord.com/developers/reference#message-formatting-timestamp-styles | Discord Docs/Timestamp Styles}
 */
export function timestamp(when: Date | number, style?: TimestampStyle): string {
  const seconds = Math.floor(Number(when) / 1000);
  // As far as a Date goes.
  if (!(Math.abs(seconds) <= 8_640_000_000_000))
    throw new RangeError(`when: must be a date or milliseconds (was ${String(when)})`);
  return style === undefined ? `<t:${seconds}>` : `<t:${seconds}:${styles[style]}>`;
}
