import type { Attachment, UploadedFile } from "./attachments.ts";
import type { JsonObject } from "./json.ts";
import type { AllowedMentions } from "./mentions.ts";
import type { Poll } from "./polls.ts";

/** @see {@link https://docs.discord.com/developers/resources/message#message-object-message-types | Discord Docs/Message Types} */
export const MessageType = {
  Default: 0,
  ChannelNameChange: 4,
  ChannelPinnedMessage: 6,
  UserJoin: 7,
  ChannelFollowAdd: 12,
  ThreadCreated: 18,
  Reply: 19,
  ChatInputCommand: 20,
  ThreadStarterMessage: 21,
  ContextMenuCommand: 23,
  AutoModerationAction: 24,
  StageStart: 27,
  StageEnd: 28,
  StageTopic: 31,
  PollResult: 46,
} as const;

/** @see {@link https://docs.discord.com/developers/resources/message#message-object-message-flags | Discord Docs/Message Flags} */
export const MessageFlag = {
  Crossposted: 0x1,
  IsCrosspost: 0x2,
  SuppressEmbeds: 0x4,
  HasThread: 0x20,
  Ephemeral: 0x40,
  Loading: 0x80,
  SuppressNotifications: 0x1000,
  IsVoiceMessage: 0x2000,
  HasSnapshot: 0x4000,
  IsComponentsV2: 0x8000,
} as const;

export interface EmojiRef {
  /** `null` for a unicode emoji. */
  readonly id: string | null;
  readonly name: string | null;
  readonly animated?: boolean;
}

export interface MessageReference {
  /** 0 for replies and other references, 1 for forwards. */
  readonly type: 0 | 1;
  readonly message_id?: string;
  readonly channel_id: string;
  readonly guild_id?: string;
}

/** Who wrote a message: a user, or a webhook under the name it chose. */
export type MessageAuthor =
  | { readonly kind: "user"; readonly id: string }
  | {
      readonly kind: "webhook";
      readonly id: string;
      readonly name: string;
      readonly avatar: string | null;
      readonly applicationId: string | null;
    };

/** A message as the world keeps it. `messages.payload(message, viewerId)` makes what Discord sends. */
export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly author: MessageAuthor;
  readonly type: number;
  content: string;
  readonly timestamp: string;
  editedTimestamp: string | null;
  readonly tts: boolean;
  mentionEveryone: boolean;
  mentionIds: string[];
  mentionRoles: string[];
  attachments: Attachment[];
  embeds: JsonObject[];
  components: JsonObject[];
  readonly reactions: { readonly emoji: EmojiRef; readonly userIds: string[] }[];
  readonly nonce: string | number | undefined;
  pinnedAt: string | undefined;
  flags: number;
  readonly reference: MessageReference | undefined;
  readonly snapshots: JsonObject[] | undefined;
  /** The message that was replied to; kept even when it is deleted, to say so. */
  readonly referencedId: string | undefined;
  readonly poll: Poll | undefined;
  readonly applicationId: string | undefined;
  readonly interactionMetadata: JsonObject | undefined;
  readonly interaction: JsonObject | undefined;
  threadId: string | undefined;
  /** Ephemeral messages: the only user who sees it, besides the bot. */
  readonly visibleTo: string | undefined;
  /** In threads: which message of the thread it is. */
  readonly position: number | undefined;
}

/** Body of a message in Discord's field names, already validated. */
export interface MessageBody {
  content?: string | null;
  embeds?: readonly JsonObject[] | null;
  components?: readonly JsonObject[] | null;
  allowed_mentions?: AllowedMentions | null;
  flags?: number | null;
  tts?: boolean;
  nonce?: string | number | null;
  enforce_nonce?: boolean;
  message_reference?: {
    type?: number;
    message_id?: string;
    channel_id?: string;
    guild_id?: string;
    fail_if_not_exists?: boolean;
  } | null;
  poll?: JsonObject | null;
  /** On edits: which attachments stay, and metadata of new ones. */
  attachments?: readonly JsonObject[] | null;
}

export interface NewMessage {
  channelId: string;
  author: MessageAuthor;
  body: MessageBody;
  files?: readonly UploadedFile[];
  /** @defaultValue by the body: a reply or an ordinary message */
  type?: number;
  visibleTo?: string;
  applicationId?: string;
  interactionMetadata?: JsonObject;
  interaction?: JsonObject;
  reference?: MessageReference;
  /** Is it the copy of a message that was published in a channel that this one follows? */
  isCrosspost?: boolean;
}
