import { ValidationError } from "@zignal/errors";

export type CdnImageFormat = "png" | "jpg" | "webp" | "gif";

export interface CdnImageOptions {
  /** @defaultValue `"webp"`; `"png"` where there is no other */
  format?: CdnImageFormat;
  /** Width and height in pixels: a power of two from 16 to 4096. @defaultValue Discord's */
  size?: number;
  /** Moving, where the picture is. @defaultValue `true` for hashes that start with `a_` */
  animated?: boolean;
}

const base = "https://cdn.discordapp.com";

/** @throws {ValidationError} if `size` is no power of two from 16 to 4096. */
function image(path: string, hash: string, options: CdnImageOptions): string {
  const { format = "webp", size, animated = hash.startsWith("a_") } = options;
  const query = new URLSearchParams();
  if (size !== undefined) query.set("size", String(checkedSize(size)));
  if (animated && format === "webp") query.set("animated", "true");
  const text = query.toString();
  return `${base}/${path}/${hash}.${format}${text === "" ? "" : `?${text}`}`;
}

function checkedSize(size: number): number {
  if (Number.isInteger(Math.log2(size)) && size >= 16 && size <= 4096) return size;
  throw ValidationError.of("size", `must be a power of two from 16 to 4096 (was ${size})`);
}

/** The addresses of pictures. */
export interface CdnUrls {
  userAvatar(userId: string, hash: string, options?: CdnImageOptions): string;
  /** The picture of a user without an avatar. @param discriminator - Of a user with the old kind of name. */
  defaultAvatar(userId: string, discriminator?: string): string;
  memberAvatar(guildId: string, userId: string, hash: string, options?: CdnImageOptions): string;
  userBanner(userId: string, hash: string, options?: CdnImageOptions): string;
  memberBanner(guildId: string, userId: string, hash: string, options?: CdnImageOptions): string;
  avatarDecoration(asset: string): string;
  guildIcon(guildId: string, hash: string, options?: CdnImageOptions): string;
  guildBanner(guildId: string, hash: string, options?: CdnImageOptions): string;
  guildSplash(guildId: string, hash: string, options?: CdnImageOptions): string;
  guildDiscoverySplash(guildId: string, hash: string, options?: CdnImageOptions): string;
  guildTagBadge(guildId: string, hash: string, options?: CdnImageOptions): string;
  roleIcon(roleId: string, hash: string, options?: CdnImageOptions): string;
  /** @param options - `animated`: is the emoji so? Its id does not tell. */
  emoji(emojiId: string, options?: CdnImageOptions): string;
  /** @param format - `json` is Lottie. @defaultValue `"png"` */
  sticker(stickerId: string, format?: "png" | "gif" | "json"): string;
  scheduledEventCover(eventId: string, hash: string, options?: CdnImageOptions): string;
  applicationIcon(applicationId: string, hash: string, options?: CdnImageOptions): string;
  applicationCover(applicationId: string, hash: string, options?: CdnImageOptions): string;
  /** A picture of an activity: `large_image` and `small_image` of its assets. */
  applicationAsset(applicationId: string, assetId: string, options?: CdnImageOptions): string;
  achievementIcon(applicationId: string, achievementId: string, hash: string, options?: CdnImageOptions): string;
  storePageAsset(applicationId: string, assetId: string, options?: CdnImageOptions): string;
  /** @param assetId - `banner_asset_id` of the pack. */
  stickerPackBanner(assetId: string, options?: CdnImageOptions): string;
  teamIcon(teamId: string, hash: string, options?: CdnImageOptions): string;
}

/**
 * The addresses of pictures on Discord's CDN. Every method throws a {@link ValidationError} for a wrong `size`.
 * @see {@link https://docs.discord.com/developers/reference#image-formatting | Discord Docs/Image Formatting}
 */
export const cdn: CdnUrls = {
  userAvatar: (userId, hash, options = {}) => image(`avatars/${userId}`, hash, options),
  defaultAvatar(userId, discriminator = "0") {
    const index = discriminator === "0" ? Number((BigInt(userId) >> 22n) % 6n) : Number(discriminator) % 5;
    return `${base}/embed/avatars/${index}.png`;
  },
  memberAvatar: (guildId, userId, hash, options = {}) =>
    image(`guilds/${guildId}/users/${userId}/avatars`, hash, options),
  userBanner: (userId, hash, options = {}) => image(`banners/${userId}`, hash, options),
  memberBanner: (guildId, userId, hash, options = {}) =>
    image(`guilds/${guildId}/users/${userId}/banners`, hash, options),
  avatarDecoration: (asset) => `${base}/avatar-decoration-presets/${asset}.png`,
  guildIcon: (guildId, hash, options = {}) => image(`icons/${guildId}`, hash, options),
  guildBanner: (guildId, hash, options = {}) => image(`banners/${guildId}`, hash, options),
  guildSplash: (guildId, hash, options = {}) => image(`splashes/${guildId}`, hash, options),
  guildDiscoverySplash: (guildId, hash, options = {}) => image(`discovery-splashes/${guildId}`, hash, options),
  guildTagBadge: (guildId, hash, options = {}) => image(`guild-tag-badges/${guildId}`, hash, options),
  roleIcon: (roleId, hash, options = {}) => image(`role-icons/${roleId}`, hash, options),
  emoji: (emojiId, options = {}) => image("emojis", emojiId, options),
  sticker: (stickerId, format = "png") =>
    format === "gif"
      ? `https://media.discordapp.net/stickers/${stickerId}.gif`
      : `${base}/stickers/${stickerId}.${format}`,
  scheduledEventCover: (eventId, hash, options = {}) => image(`guild-events/${eventId}`, hash, options),
  applicationIcon: (applicationId, hash, options = {}) => image(`app-icons/${applicationId}`, hash, options),
  applicationCover: (applicationId, hash, options = {}) => image(`app-icons/${applicationId}`, hash, options),
  applicationAsset: (applicationId, assetId, options = {}) => image(`app-assets/${applicationId}`, assetId, options),
  achievementIcon: (applicationId, achievementId, hash, options = {}) =>
    image(`app-assets/${applicationId}/achievements/${achievementId}/icons`, hash, options),
  storePageAsset: (applicationId, assetId, options = {}) =>
    image(`app-assets/${applicationId}/store`, assetId, options),
  stickerPackBanner: (assetId, options = {}) => image("app-assets/710982414301790216/store", assetId, options),
  teamIcon: (teamId, hash, options = {}) => image(`team-icons/${teamId}`, hash, options),
};
