/**
 * The permissions the sandbox asks for, as bits.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags | Discord Docs/Permissions}
 */
export const PermissionBit = {
  CreateInstantInvite: 0x1n,
  KickMembers: 0x2n,
  BanMembers: 0x4n,
  Administrator: 0x8n,
  ManageChannels: 0x10n,
  ManageGuild: 0x20n,
  AddReactions: 0x40n,
  ViewAuditLog: 0x80n,
  ViewChannel: 0x400n,
  SendMessages: 0x800n,
  SendTtsMessages: 0x1000n,
  ManageMessages: 0x2000n,
  EmbedLinks: 0x4000n,
  AttachFiles: 0x8000n,
  ReadMessageHistory: 0x10000n,
  MentionEveryone: 0x20000n,
  UseExternalEmojis: 0x40000n,
  Connect: 0x100000n,
  MuteMembers: 0x400000n,
  DeafenMembers: 0x800000n,
  MoveMembers: 0x1000000n,
  ChangeNickname: 0x4000000n,
  ManageNicknames: 0x8000000n,
  ManageRoles: 0x10000000n,
  ManageWebhooks: 0x20000000n,
  ManageGuildExpressions: 0x40000000n,
  UseApplicationCommands: 0x80000000n,
  ManageThreads: 0x400000000n,
  CreatePublicThreads: 0x800000000n,
  CreatePrivateThreads: 0x1000000000n,
  SendMessagesInThreads: 0x4000000000n,
  ModerateMembers: 0x10000000000n,
  SetVoiceChannelStatus: 0x1000000000000n,
  SendPolls: 0x2000000000000n,
  PinMessages: 0x8000000000000n,
  BypassSlowmode: 0x10000000000000n,
} as const;

/** Every bit that Discord documents: 0 to 46, and 48 to 52. */
export const allPermissionBits: bigint = ((1n << 53n) - 1n) & ~(1n << 47n);
