export { allowedMentions, noMentions } from "./allowed-mentions.ts";
export type { AllowedMentionsInput } from "./allowed-mentions.ts";
export type { Buildable, BuildOptions, Input, Json, Plain } from "./buildable.ts";
export { toJson } from "./buildable.ts";
export type { ChannelTypeInput, ChannelTypeName } from "./channel-type.ts";
export type { ColorInput } from "./color.ts";
export { ActionRowBuilder } from "./components/action-row-builder.ts";
export { ButtonBuilder } from "./components/button-builder.ts";
export type { ButtonStyleName } from "./components/button-builder.ts";
export { ContainerBuilder } from "./components/container-builder.ts";
export {
  FileBuilder,
  MediaGalleryBuilder,
  SeparatorBuilder,
  TextDisplayBuilder,
  ThumbnailBuilder,
} from "./components/content-builders.ts";
export type { MediaOptions } from "./components/content-builders.ts";
export {
  ChannelSelectBuilder,
  MentionableSelectBuilder,
  RoleSelectBuilder,
  UserSelectBuilder,
} from "./components/entity-select-builders.ts";
export { SectionBuilder } from "./components/section-builder.ts";
export { StringSelectBuilder } from "./components/string-select-builder.ts";
export type { SelectOption } from "./components/string-select-builder.ts";
export { EmbedBuilder } from "./embed-builder.ts";
export type { EmojiInput } from "./emoji.ts";
export type { AttachmentEdit } from "./message-attachments.ts";
export { MessageBuilder } from "./message-builder.ts";
export type { FileOptions, MessageBody, MessageBuildOptions, VoiceMessageOptions } from "./message-builder.ts";
export { PollBuilder } from "./poll-builder.ts";
export { cdn } from "./cdn.ts";
export type { CdnImageFormat, CdnImageOptions, CdnUrls } from "./cdn.ts";
export type { IntegrationTypeName, InteractionContextName } from "./commands/command-builder.ts";
export { choiceFrom, commandOption } from "./commands/command-option.ts";
export type {
  AttachmentOptionSettings,
  ChannelOptionSettings,
  NumberOptionSettings,
  OptionChoice,
  OptionKind,
  OptionKinds,
  OptionSettings,
  StringOptionSettings,
} from "./commands/command-option.ts";
export type { Localizations } from "./commands/locale.ts";
export {
  EntryPointCommandBuilder,
  MessageCommandBuilder,
  UserCommandBuilder,
} from "./commands/other-command-builders.ts";
export {
  SlashCommandBuilder,
  slashCommandFrom,
  SubcommandBuilder,
  SubcommandGroupBuilder,
} from "./commands/slash-command-builder.ts";
export type { SlashCommandInput } from "./commands/slash-command-builder.ts";
export {
  blockQuote,
  bold,
  bulletList,
  codeBlock,
  escapeMarkdown,
  escapeMentions,
  heading,
  hideLinkPreview,
  hyperlink,
  inlineCode,
  italic,
  orderedList,
  spoiler,
  strikethrough,
  subtext,
  underline,
} from "./formatting.ts";
export { ChannelBuilder } from "./guild/channel-builder.ts";
export type { ForumTagOptions, PermissionOverwrite } from "./guild/channel-builder.ts";
export { RoleBuilder } from "./guild/role-builder.ts";
export {
  channelMention,
  commandMention,
  customEmoji,
  guildNavigation,
  messageLink,
  roleMention,
  timestamp,
  userMention,
} from "./mentions.ts";
export type { TimestampStyle } from "./mentions.ts";
export { messageFlags } from "./message-flags.ts";
export {
  CheckboxBuilder,
  CheckboxGroupBuilder,
  FileUploadBuilder,
  RadioGroupBuilder,
} from "./modal/choice-builders.ts";
export type { ChoiceDetails, FileType } from "./modal/choice-builders.ts";
export { LabelBuilder, ModalBuilder, modalFrom } from "./modal/modal-builder.ts";
export type { ModalInput } from "./modal/modal-builder.ts";
export { TextInputBuilder } from "./modal/text-input-builder.ts";
export { messageFrom } from "./message-input.ts";
export type { MessageInput, MessageJson } from "./message-input.ts";
export { AutoModerationRuleBuilder } from "./guild/auto-moderation-builder.ts";
export type { KeywordPreset, KeywordTrigger } from "./guild/auto-moderation-builder.ts";
export { ScheduledEventBuilder } from "./guild/scheduled-event-builder.ts";
export type { Recurrence, Weekday, WeekdaySet } from "./guild/scheduled-event-builder.ts";
export { ForumPostBuilder, ThreadBuilder } from "./guild/thread-builders.ts";
export type { ArchiveDuration, ForumPostBody } from "./guild/thread-builders.ts";
export { WebhookBuilder, WebhookMessageBuilder } from "./guild/webhook-builders.ts";
export type { WebhookMessageBody } from "./guild/webhook-builders.ts";
