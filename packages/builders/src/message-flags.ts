/**
 * The message flags that a sender may set.
 * @see {@link https://docs.discord.com/developers/resources/message#message-object-message-flags | Discord Docs/Message Flags}
 */
export const messageFlags = {
  suppressEmbeds: 0x4,
  ephemeral: 0x40,
  suppressNotifications: 0x1000,
  isVoiceMessage: 0x2000,
  isComponentsV2: 0x8000,
} as const;
