import type {
  APIAllowedMentions,
  APIComponentInMessageActionRow,
  APIEmbed,
  APIMessageTopLevelComponent,
  FileInput,
  RESTAPIAttachment,
  RESTAPIPoll,
  RESTPostAPIChannelMessageJSONBody,
} from "@zignal/types";
import { allowedMentions } from "./allowed-mentions.ts";
import type { AllowedMentionsInput } from "./allowed-mentions.ts";
import { copyJson, toJson, toJsonList } from "./buildable.ts";
import type { BuildOptions, Input } from "./buildable.ts";
import { ActionRowBuilder } from "./components/action-row-builder.ts";
import { TextDisplayBuilder } from "./components/content-builders.ts";
import { attachmentsOf, editedAttachment } from "./message-attachments.ts";
import type { AddedFile, AttachmentEdit } from "./message-attachments.ts";
import { messageFlags } from "./message-flags.ts";
import { messageEditSchema, messageSchema, usesComponentsV2 } from "./schemas/message.ts";
import { checked } from "./validation.ts";

/** What Discord takes to send a message, and the files to send with it. */
export type MessageBody = RESTPostAPIChannelMessageJSONBody & { files?: FileInput[] };

export interface MessageBuildOptions extends BuildOptions {
  /** `true` for the edit of a message: it may be empty, as what is left out stays as it is. @defaultValue `false` */
  edit?: boolean;
}

/** How a file is sent. */
export interface FileOptions {
  /** MIME type. @defaultValue what Discord makes of the name */
  contentType?: string;
  /** Alternative text: at most 1024 characters. */
  description?: string;
  /** Hidden until it is clicked. @defaultValue `false` */
  spoiler?: boolean;
}

/** What a voice message carries beside its audio file. */
export interface VoiceMessageOptions {
  durationSeconds: number;
  /** Loudness at up to 256 moments, one byte each. */
  waveform: Uint8Array;
  /** @defaultValue `"voice-message.ogg"` */
  name?: string;
  /** @defaultValue `"audio/ogg"` */
  contentType?: string;
}

/**
 * A message: to send, to edit, to answer an interaction or to post through a webhook.
 *
 * Builders that are added are built when the message is. Components V2 (text displays, containers, …) set their flag
 * by themselves.
 * @see {@link https://docs.discord.com/developers/resources/message#create-message | Discord Docs/Create Message}
 */
export class MessageBuilder {
  readonly #data: MessageBody = {};
  #embeds: Input<APIEmbed>[] | undefined;
  #components: Input<APIMessageTopLevelComponent>[] | undefined;
  #files: AddedFile[] | undefined;
  #kept: RESTAPIAttachment[] | undefined;
  #poll: Input<RESTAPIPoll> | undefined;
  #mentioned: string[] | undefined;

  /** Markdown, at most 2000 characters; empty text clears it in an edit. */
  content(content: string): this {
    this.#data.content = content;
    return this;
  }

  /** Adds an embed: at most 10, of at most 6000 characters together. */
  addEmbed(embed: Input<APIEmbed>): this {
    (this.#embeds ??= []).push(embed);
    return this;
  }

  addEmbeds(...embeds: readonly Input<APIEmbed>[]): this {
    (this.#embeds ??= []).push(...embeds);
    return this;
  }

  /** Replaces all embeds; an empty list clears them in an edit. */
  setEmbeds(embeds: readonly Input<APIEmbed>[]): this {
    this.#embeds = [...embeds];
    return this;
  }

  /** Adds components of the top level: action rows, or components V2. */
  addComponent(...components: readonly Input<APIMessageTopLevelComponent>[]): this {
    (this.#components ??= []).push(...components);
    return this;
  }

  /** Replaces all components; an empty list clears them in an edit. */
  setComponents(components: readonly Input<APIMessageTopLevelComponent>[]): this {
    this.#components = [...components];
    return this;
  }

  /** Adds an action row of up to five buttons, or of one select menu. */
  addRow(...components: readonly Input<APIComponentInMessageActionRow>[]): this {
    return this.addComponent(new ActionRowBuilder(...components));
  }

  /** Adds a text display, which makes it a message of components V2. */
  addText(content: string): this {
    return this.addComponent(new TextDisplayBuilder(content));
  }

  /**
   * Adds a file; at most 10.
   * @param name - With its ending, such as `data.txt`.
   * @param data - Text, bytes, a `Blob`, or a stream, which is sent as it is read.
   */
  addFile(file: FileInput): this;
  addFile(name: string, data: FileInput["data"], options?: FileOptions): this;
  addFile(nameOrFile: string | FileInput, data: FileInput["data"] = "", options: FileOptions = {}): this {
    const { spoiler = false, ...rest } = options;
    const file = typeof nameOrFile === "string" ? { name: nameOrFile, data, ...rest } : { ...nameOrFile };
    (this.#files ??= []).push(spoiler ? { file, details: { is_spoiler: true } } : { file });
    return this;
  }

  /** In an edit: the attachments to keep. Those that are not named are removed; files that are added come on top. */
  keepAttachments(...attachmentIds: readonly string[]): this {
    (this.#kept ??= []).push(...attachmentIds.map((id) => ({ id })));
    return this;
  }

  /** In an edit: keeps an attachment, and changes what is said of it. */
  editAttachment(attachmentId: string, changes: AttachmentEdit): this {
    (this.#kept ??= []).push(editedAttachment(attachmentId, changes));
    return this;
  }

  /**
   * Mentions a user and allows the ping; who is not so added, or allowed by {@link allowedMentions}, is not pinged.
   * Where the content does not mention the user yet, the mention is added at its end.
   */
  addMention(userId: string): this {
    (this.#mentioned ??= []).push(userId);
    return this;
  }

  /** Who may be pinged, instead of all whom the content mentions. */
  allowedMentions(mentions: AllowedMentionsInput): this {
    this.#data.allowed_mentions = allowedMentions(mentions);
    return this;
  }

  /** Read aloud. @defaultValue `false` */
  setTTS(tts = true): this {
    this.#data.tts = tts;
    return this;
  }

  /**
   * Makes it the reply to a message of the same channel.
   * @param options - `failIfNotExists`: `false` sends it as a plain message when the other is gone. @defaultValue `true`
   */
  reply(messageId: string, options: { failIfNotExists?: boolean } = {}): this {
    this.#data.message_reference = {
      message_id: messageId,
      ...(options.failIfNotExists !== undefined && { fail_if_not_exists: options.failIfNotExists }),
    };
    return this;
  }

  /** Forwards a message of any channel that the bot can read. */
  forward(messageId: string, channelId: string, guildId?: string): this {
    this.#data.message_reference = {
      type: 1,
      message_id: messageId,
      channel_id: channelId,
      ...(guildId !== undefined && { guild_id: guildId }),
    };
    return this;
  }

  /** Adds a sticker; at most three. */
  addSticker(stickerId: string): this {
    const ids: string[] = [...(this.#data.sticker_ids ?? []), stickerId];
    // The API's types have one, two or three; validation says so, too.
    this.#data.sticker_ids = ids as [string];
    return this;
  }

  setPoll(poll: Input<RESTAPIPoll>): this {
    this.#poll = poll;
    return this;
  }

  /**
   * A number or text of at most 25 characters that comes back in the event of this message.
   * @param enforce - Discord sends no second message for a nonce of the last minutes. @defaultValue `false`
   */
  nonce(nonce: string | number, enforce = false): this {
    this.#data.nonce = nonce;
    if (enforce) this.#data.enforce_nonce = true;
    return this;
  }

  /** Seen by the user of the interaction only; for answers to interactions. */
  ephemeral(ephemeral = true): this {
    return this.#flag(messageFlags.ephemeral, ephemeral);
  }

  /** Sends it without a push or desktop notification. */
  silent(silent = true): this {
    return this.#flag(messageFlags.suppressNotifications, silent);
  }

  /** Shows no previews of links. */
  suppressEmbeds(suppress = true): this {
    return this.#flag(messageFlags.suppressEmbeds, suppress);
  }

  /** Discord's bits, instead of those set so far. */
  flags(flags: number): this {
    this.#data.flags = flags;
    return this;
  }

  /** Makes it a voice message of this audio (Ogg with Opus); it can have nothing else. */
  voiceMessage(audio: FileInput["data"], options: VoiceMessageOptions): this {
    const { durationSeconds, waveform, name = "voice-message.ogg", contentType = "audio/ogg" } = options;
    const details = { duration_secs: durationSeconds, waveform: base64(waveform) };
    this.#kept = undefined;
    this.#files = [{ file: { name, data: audio, contentType }, details }];
    return this.#flag(messageFlags.isVoiceMessage, true);
  }

  /**
   * Discord's JSON, and `files` where there are any.
   * @throws {ValidationError} with every fault, unless `validate` is `false`.
   */
  build(options?: MessageBuildOptions): MessageBody {
    const body: MessageBody = { ...this.#data };
    if (this.#embeds !== undefined) body.embeds = toJsonList(this.#embeds);
    if (this.#components !== undefined) {
      body.components = toJsonList(this.#components);
      if (usesComponentsV2(body.components, undefined)) body.flags = (body.flags ?? 0) | messageFlags.isComponentsV2;
    }
    if (this.#poll !== undefined) body.poll = toJson(this.#poll);
    if (this.#files !== undefined) body.files = this.#files.map(({ file }) => ({ ...file }));
    if (this.#files !== undefined || this.#kept !== undefined) {
      const attachments = attachmentsOf(this.#kept, this.#files ?? []);
      if (attachments !== undefined) body.attachments = attachments;
    }
    if (body.sticker_ids !== undefined) body.sticker_ids = copyJson(body.sticker_ids);
    if (body.message_reference !== undefined) body.message_reference = { ...body.message_reference };
    if (body.allowed_mentions !== undefined) body.allowed_mentions = copyJson(body.allowed_mentions);
    if (this.#mentioned !== undefined) mention(body, this.#mentioned);
    return checked(body, options?.edit === true ? messageEditSchema : messageSchema, "message", options);
  }

  #flag(flag: number, on: boolean): this {
    const flags = this.#data.flags ?? 0;
    this.#data.flags = on ? flags | flag : flags & ~flag;
    return this;
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  // One by one: spread out, many bytes would be too many arguments.
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function mention(body: MessageBody, userIds: readonly string[]): void {
  const allowed: APIAllowedMentions = (body.allowed_mentions ??= { parse: [] });
  if (allowed.parse?.some((kind: string) => kind === "users") !== true) {
    allowed.users = [...new Set([...(allowed.users ?? []), ...userIds])];
  }
  if (((body.flags ?? 0) & messageFlags.isComponentsV2) !== 0) return;
  for (const id of userIds) {
    const content = body.content ?? "";
    if (content.includes(`<@${id}>`) || content.includes(`<@!${id}>`)) continue;
    body.content = content === "" ? `<@${id}>` : `${content} <@${id}>`;
  }
}
