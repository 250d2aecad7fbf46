import { ValidationError } from "@zignal/errors";
import type { VoiceMember } from "../voice/member/voice-member.ts";
import type { VoiceService } from "../voice/voice-service.ts";
import type { Channel } from "../world/channel-types.ts";
import { isThread } from "../world/channel-types.ts";
import type { JsonObject } from "../world/json.ts";
import type { Message } from "../world/message-types.ts";
import { screenMessage } from "../world/moderation-screening.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { PresenceStatus } from "../world/presences.ts";
import { parseEmoji } from "../world/reactions.ts";
import type { World } from "../world/world.ts";
import type { CommandOptions, MessageInput, WaitOptions } from "./action-options.ts";
import { commandPath } from "./action-options.ts";
import { joinVoice } from "./actor-voice.ts";
import type { JoinVoiceOptions } from "./actor-voice.ts";
import { ActorInteractions, CommandType } from "./actor-interactions.ts";
import type { OptionValues } from "./command-options.ts";
import { Directory } from "./directory.ts";
import { defaultTimeoutMs, nextEvent } from "./event-waiting.ts";
import type { InteractionResult, OpenModal } from "./interaction-result.ts";
import { matcher } from "./message-filter.ts";
import type { MessageFilter } from "./message-filter.ts";
import type { FieldValues } from "./modal-values.ts";
import { readUpload } from "./read-upload.ts";
import { seen } from "./seen-message.ts";
import type { MessageRef, SeenMessage } from "./seen-message.ts";

/**
 * A person in the sandbox. Each action resolves with what the person then sees. Channels go by name or id; `@name` is
 * the direct message channel with somebody.
 */
export class Actor {
  readonly id: string;
  /** User name, such as `alice`. */
  readonly name: string;
  readonly #world: World;
  readonly #voice: VoiceService;
  readonly #guildId: string;
  readonly #interactions: ActorInteractions;

  /** @internal */
  constructor(world: World, voice: VoiceService, guildId: string, user: { id: string; username: string }) {
    this.#world = world;
    this.#voice = voice;
    this.#guildId = guildId;
    this.id = user.id;
    this.name = user.username;
    this.#interactions = new ActorInteractions(world, user.id);
  }

  /** @throws {ApiError} when the user may not write there, the message is empty, or a rule of auto-moderation blocks it. */
  async sendMessage(channel: string, input: string | MessageInput): Promise<SeenMessage> {
    const place = this.channel(channel);
    const sending = isThread(place) ? PermissionBit.SendMessagesInThreads : PermissionBit.SendMessages;
    this.#world.permissions.requireChannel(this.id, place.id, sending);
    const { files = [], replyTo, ...body } = typeof input === "string" ? { content: input } : input;
    requireLength(body.content);
    screenMessage(this.#world, { userId: this.id, channel: place, content: body.content ?? "" });
    const reference = replyTo === undefined ? {} : { message_reference: { message_id: replyTo.id } };
    const message = this.#world.messages.create({
      channelId: place.id,
      author: { kind: "user", id: this.id },
      body: { ...body, ...reference },
      files: await Promise.all(files.map(readUpload)),
    });
    return this.#seen(message);
  }

  /** Changes an own message. */
  async edit(message: MessageRef, content: string): Promise<SeenMessage> {
    this.#ownMessage(message, "edit");
    requireLength(content);
    return this.#seen(this.#world.messages.edit(message.channel_id, message.id, { content }));
  }

  /** Deletes an own message, or another's with the permission to manage messages. */
  async delete(message: MessageRef): Promise<void> {
    const { author } = this.#message(message);
    const needed = author.id === this.id ? 0n : PermissionBit.ManageMessages;
    this.#world.permissions.requireChannel(this.id, message.channel_id, needed);
    this.#world.messages.delete(message.channel_id, message.id);
  }

  /** @param emoji - A unicode emoji, or `name:id`. */
  async react(message: MessageRef, emoji: string): Promise<SeenMessage> {
    this.#world.permissions.requireChannel(this.id, message.channel_id, PermissionBit.AddReactions);
    const target = this.#message(message);
    this.#world.reactions.add(target, parseEmoji(emoji), this.id);
    return this.#seen(target);
  }

  async unreact(message: MessageRef, emoji: string): Promise<SeenMessage> {
    const target = this.#message(message);
    this.#world.reactions.remove(target, parseEmoji(emoji), this.id);
    return this.#seen(target);
  }

  /** Votes for an answer of a poll, or takes the vote back. */
  async vote(message: MessageRef, answerId: number, present: boolean = true): Promise<SeenMessage> {
    const target = this.#message(message);
    this.#world.vote({ channelId: message.channel_id, messageId: message.id }, this.id, answerId, present);
    return this.#seen(target);
  }

  /**
   * Runs a slash command.
   * @param values - By option name; users, roles and channels by name or id, files as `{ name, data }`.
   * @throws {ValidationError} naming each option that is unknown, missing or does not fit.
   * @throws {TimeoutError} when the bot does not answer within 3 seconds.
   */
  async runCommand(name: string, values: OptionValues = {}, options: CommandOptions = {}): Promise<InteractionResult> {
    const place = { channel: this.#commandChannel(options), timeoutMs: options.timeoutMs };
    return this.#interactions.runCommand(commandPath(name, options), values, place);
  }

  /** Runs a command of a user's context menu. */
  async runUserCommand(name: string, user: string, options: CommandOptions = {}): Promise<InteractionResult> {
    const channel = this.#commandChannel(options);
    const targetId = new Directory(this.#world, channel).findUser(user);
    if (targetId === undefined) throw ValidationError.of("user", `"${user}" does not exist`);
    const place = { channel, timeoutMs: options.timeoutMs };
    return this.#interactions.runContextCommand(name, CommandType.User, targetId, place);
  }

  /** Runs a command of a message's context menu. */
  async runMessageCommand(name: string, message: MessageRef, options: CommandOptions = {}): Promise<InteractionResult> {
    const place = { channel: this.channel(message.channel_id), timeoutMs: options.timeoutMs };
    return this.#interactions.runContextCommand(name, CommandType.Message, this.#message(message).id, place);
  }

  /** What the bot offers for an option, given what was typed so far. @returns choices as `{ name, value }`. */
  async autocomplete(
    name: string,
    option: string,
    partial: string,
    options: CommandOptions & { values?: OptionValues } = {},
  ): Promise<JsonObject[]> {
    const place = { channel: this.#commandChannel(options) };
    return this.#interactions.autocomplete(commandPath(name, options), option, partial, options.values ?? {}, place);
  }

  /** Presses a button, by custom id or label. */
  async clickButton(
    message: MessageRef,
    customIdOrLabel: string,
    options: WaitOptions = {},
  ): Promise<InteractionResult> {
    return this.#interactions.clickButton(this.#message(message), customIdOrLabel, this.#placeOf(message, options));
  }

  /** Picks in a select menu: options by value or label; users, roles and channels by name or id. */
  async select(
    message: MessageRef,
    customId: string,
    values: string | readonly string[],
    options: WaitOptions = {},
  ): Promise<InteractionResult> {
    const picked = typeof values === "string" ? [values] : values;
    return this.#interactions.select(this.#message(message), customId, picked, this.#placeOf(message, options));
  }

  /** Fills in a modal, by custom id or label of each field, and submits it. */
  async submitModal(modal: OpenModal, values: FieldValues, options: WaitOptions = {}): Promise<InteractionResult> {
    const place = { channel: this.channel(modal.channelId), timeoutMs: options.timeoutMs };
    return this.#interactions.submitModal(modal, values, place);
  }

  /** Joins a voice channel, or moves there: as a member that speaks, and keeps what it hears. */
  async joinVoice(channel: string, options: JoinVoiceOptions = {}): Promise<VoiceMember> {
    return joinVoice({ world: this.#world, voice: this.#voice }, this.id, this.channel(channel), options);
  }

  async leaveVoice(): Promise<void> {
    this.#world.voiceStates.update(this.#guildId, this.id, { channelId: null });
  }

  async setPresence(presence: { status: PresenceStatus; activities?: readonly JsonObject[] }): Promise<void> {
    this.#world.presences.set(this.id, { ...presence, platform: "desktop" });
  }

  /** Is interested in a scheduled event of the guild, or no more. */
  async setInterest(eventId: string, interested: boolean = true): Promise<void> {
    this.#world.scheduledEvents.setInterest({ guildId: this.#guildId, id: eventId }, this.id, interested);
  }

  /** Shows that the user types. */
  async typing(channel: string): Promise<void> {
    this.#world.startTyping(this.channel(channel).id, this.id);
  }

  /**
   * The next message that the user sees and that matches: text that it contains, an expression, fields, or a function.
   * @throws {TimeoutError} when none comes in time.
   */
  async waitForMessage(filter: MessageFilter, options: WaitOptions = {}): Promise<SeenMessage> {
    const matches = matcher(filter, (name) => this.#filterIds(name));
    const { after } = options;
    if (after !== undefined) {
      const later = this.#world.messages.list(after.channel_id, { after: after.id, limit: 1000 });
      const found = later.toReversed().find((message) => matches(this.#seen(message)));
      if (found !== undefined) return this.#seen(found);
    }
    return nextEvent(
      this.#world,
      `a message for ${this.name}`,
      ({ t, d }) => {
        if (t !== "MESSAGE_CREATE" || !("id" in d) || !("channel_id" in d)) return undefined;
        const message = this.#world.messages.get(String(d.channel_id), String(d.id));
        if (message === undefined || !this.#sees(message)) return undefined;
        const payload = this.#seen(message);
        return matches(payload) ? payload : undefined;
      },
      options.timeoutMs ?? defaultTimeoutMs,
    );
  }

  /** The first message of somebody else after this one in its channel, such as a bot's answer. */
  async expectReply(
    to: MessageRef,
    filter: MessageFilter = () => true,
    options: WaitOptions = {},
  ): Promise<SeenMessage> {
    const matches = matcher(filter, (name) => this.#filterIds(name));
    const answers = (message: SeenMessage): boolean =>
      message.channel_id === to.channel_id && message.author.id !== this.id && matches(message);
    return this.waitForMessage(answers, { after: to, ...options });
  }

  /** A message as the user sees it now. @throws {ApiError} when it does not exist. */
  read(message: MessageRef): SeenMessage {
    return this.#seen(this.#message(message));
  }

  /** Id, type and name of every command the user finds in a channel. */
  commands(channel?: string): { id: string; type: number; name: string; description: string; options: JsonObject[] }[] {
    const place = this.#commandChannel(channel === undefined ? {} : { channel });
    return this.#interactions
      .commands(place)
      .map(({ command: { id, type, name, description, options = [] } }) => ({ id, type, name, description, options }));
  }

  /** A channel that the user sees, by id, name, or `@name`. @throws {ValidationError} */
  channel(nameOrId: string): Channel {
    const channel = this.#find(nameOrId);
    if (channel !== undefined && this.#world.permissions.canView(this.id, channel)) return channel;
    const known = this.#visibleChannels().map(({ name }) => name);
    throw ValidationError.of("channel", `"${nameOrId}" does not exist for ${this.name} (known: ${known.join(", ")})`);
  }

  #find(nameOrId: string): Channel | undefined {
    const { channels } = this.#world;
    const byId = channels.get(nameOrId);
    if (byId !== undefined) return byId;
    const anyChannel = channels.ofGuild(this.#guildId)[0];
    if (anyChannel === undefined) return undefined;
    const directory = new Directory(this.#world, anyChannel);
    if (nameOrId.startsWith("@")) {
      const userId = directory.findUser(nameOrId);
      return userId === undefined ? undefined : this.#world.openDirect(this.id, userId);
    }
    const id = directory.findChannel(nameOrId);
    return id === undefined ? undefined : channels.get(id);
  }

  #visibleChannels(): Channel[] {
    return this.#world.channels
      .ofGuild(this.#guildId)
      .filter((channel) => this.#world.permissions.canView(this.id, channel));
  }

  #commandChannel({ channel }: CommandOptions): Channel {
    if (channel !== undefined) return this.channel(channel);
    const first = this.#visibleChannels().find(({ type }) => type === 0);
    if (first === undefined) throw ValidationError.of("channel", `is required: ${this.name} sees no text channel`);
    return first;
  }

  #placeOf(message: MessageRef, options: WaitOptions): { channel: Channel; timeoutMs: number | undefined } {
    return { channel: this.channel(message.channel_id), timeoutMs: options.timeoutMs };
  }

  #message({ id, channel_id: channelId }: MessageRef): Message {
    const message = this.#world.messages.require(channelId, id);
    if (!this.#sees(message)) throw ValidationError.of("message", `${id} can not be seen by ${this.name}`);
    return message;
  }

  #ownMessage(ref: MessageRef, action: string): void {
    if (this.#message(ref).author.id === this.id) return;
    throw ValidationError.of("message", `is not by ${this.name}, who can not ${action} it`);
  }

  #sees({ visibleTo, channelId }: Message): boolean {
    return (visibleTo === undefined || visibleTo === this.id) && this.#world.canView(this.id, channelId);
  }

  #seen(message: Message): SeenMessage {
    return seen(this.#world.messages.payload(message, this.id));
  }

  #filterIds(name: string): { userId: string | undefined; channelId: string | undefined } {
    const channelId = this.#find(name)?.id;
    return { userId: this.#world.users.get(name)?.id ?? this.#world.users.byName(name)?.id, channelId };
  }
}

function requireLength(content: string | null | undefined): void {
  const { length } = content ?? "";
  if (length > 2000) throw ValidationError.of("content", `must be at most 2000 characters (was ${length})`);
}
