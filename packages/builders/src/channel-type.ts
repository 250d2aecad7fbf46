import type { ChannelType } from "@zignal/types";

const types = {
  text: 0,
  dm: 1,
  voice: 2,
  groupDm: 3,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  stage: 13,
  directory: 14,
  forum: 15,
  media: 16,
} as const;

/**
 * A channel's type by name.
 * @see {@link https://docs.discord.com/developers/resources/channel#channel-object-channel-types | Discord Docs/Channel Types}
 */
export type ChannelTypeName = keyof typeof types;

/** The numbers that there are. */
export const channelTypeNumbers: readonly number[] = Object.values(types);

/** A channel's type, by name or by Discord's number. */
export type ChannelTypeInput = ChannelTypeName | ChannelType;

/** Discord's number of a channel type; an unknown name becomes `NaN`, which validation names. */
export function channelTypeFrom(type: ChannelTypeInput): ChannelType {
  if (typeof type === "number") return type;
  return Object.hasOwn(types, type) ? types[type] : Number.NaN;
}
