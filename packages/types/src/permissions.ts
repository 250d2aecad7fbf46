import { wantedNames } from "./named-flags.ts";

/** Permissions by name. `true` grants; `false` and absence do not. */
export type PermissionFlags = { readonly [Name in PermissionName]?: boolean };

/** Anything that names a set of permissions: flags, a list of names, bits, or Discord's decimal string of bits. */
export type PermissionsInput = PermissionFlags | readonly PermissionName[] | bigint | string;

export type PermissionName = keyof typeof bits;

/**
 * The bits by name, in camelCase. The last name is that of the older API; it is the same bit.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags | Discord Docs/Permissions}
 */
const bits = {
  createInstantInvite: 0x1n,
  kickMembers: 0x2n,
  banMembers: 0x4n,
  administrator: 0x8n,
  manageChannels: 0x10n,
  manageGuild: 0x20n,
  addReactions: 0x40n,
  viewAuditLog: 0x80n,
  prioritySpeaker: 0x100n,
  stream: 0x200n,
  viewChannel: 0x400n,
  sendMessages: 0x800n,
  sendTtsMessages: 0x1000n,
  manageMessages: 0x2000n,
  embedLinks: 0x4000n,
  attachFiles: 0x8000n,
  readMessageHistory: 0x10000n,
  mentionEveryone: 0x20000n,
  useExternalEmojis: 0x40000n,
  viewGuildInsights: 0x80000n,
  connect: 0x100000n,
  speak: 0x200000n,
  muteMembers: 0x400000n,
  deafenMembers: 0x800000n,
  moveMembers: 0x1000000n,
  useVad: 0x2000000n,
  changeNickname: 0x4000000n,
  manageNicknames: 0x8000000n,
  manageRoles: 0x10000000n,
  manageWebhooks: 0x20000000n,
  manageGuildExpressions: 0x40000000n,
  useApplicationCommands: 0x80000000n,
  requestToSpeak: 0x100000000n,
  manageEvents: 0x200000000n,
  manageThreads: 0x400000000n,
  createPublicThreads: 0x800000000n,
  createPrivateThreads: 0x1000000000n,
  useExternalStickers: 0x2000000000n,
  sendMessagesInThreads: 0x4000000000n,
  useEmbeddedActivities: 0x8000000000n,
  moderateMembers: 0x10000000000n,
  viewCreatorMonetizationAnalytics: 0x20000000000n,
  useSoundboard: 0x40000000000n,
  createGuildExpressions: 0x80000000000n,
  createEvents: 0x100000000000n,
  useExternalSounds: 0x200000000000n,
  sendVoiceMessages: 0x400000000000n,
  setVoiceChannelStatus: 0x1000000000000n,
  sendPolls: 0x2000000000000n,
  useExternalApps: 0x4000000000000n,
  pinMessages: 0x8000000000000n,
  bypassSlowmode: 0x10000000000000n,
  /** Older name of `viewGuildInsights`. */
  viewChannelInsights: 0x80000n,
} as const;

const aliases: ReadonlySet<string> = new Set<PermissionName>(["viewChannelInsights"]);

const names: readonly PermissionName[] = Object.keys(bits).filter((name): name is PermissionName => !aliases.has(name));

/** What {@link Permissions} offers. Bits are `bigint`, as they do not fit a `number`. */
export interface PermissionTools {
  /** The bit of each name. */
  readonly bits: typeof bits;
  /** Every name once, without the aliases. */
  readonly names: readonly PermissionName[];
  /** Every permission. */
  readonly all: bigint;

  /**
   * The bits for a set of permissions. Discord's JSON has them as a decimal string: `Permissions.from(role.permissions)`.
   * @throws {TypeError} naming the permission that is unknown, or the value that is no set of bits.
   */
  from(input: PermissionsInput): bigint;

  /** The names in a set of bits, without aliases; unknown bits are left out. */
  toNames(permissions: PermissionsInput): PermissionName[];

  /** Does `permissions` contain all of `wanted`? `administrator` contains everything. */
  has(permissions: PermissionsInput, wanted: PermissionsInput): boolean;
}

/** Permissions: between names and bits. */
export const Permissions: PermissionTools = {
  bits,
  names,
  all: names.reduce((all, name) => all | bits[name], 0n),

  from(input) {
    if (typeof input === "bigint") {
      if (input < 0n) throw new TypeError(`permissions: must not be negative (was ${input})`);
      return input;
    }
    if (typeof input === "string") {
      if (!/^\d+$/.test(input)) throw new TypeError(`permissions: must be a decimal string of bits (was "${input}")`);
      return BigInt(input);
    }
    let result = 0n;
    for (const name of wantedNames(
      "permissions",
      input,
      bits,
      "flags, a list of names, a bigint or a decimal string",
    )) {
      result |= bits[name];
    }
    return result;
  },

  toNames(permissions) {
    const present = Permissions.from(permissions);
    return names.filter((name) => (present & bits[name]) !== 0n);
  },

  has(permissions, wanted) {
    const present = Permissions.from(permissions);
    const needed = Permissions.from(wanted);
    return (present & bits.administrator) !== 0n || (present & needed) === needed;
  },
};
