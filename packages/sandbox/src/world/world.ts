import type { Clock } from "@zignal/errors";
import { systemClock } from "@zignal/errors";
import { ApplicationStore } from "./applications.ts";
import { AttachmentStore } from "./attachments.ts";
import { AuditLogStore } from "./audit-log.ts";
import { AutoModerationStore } from "./auto-moderation.ts";
import { ChannelStore } from "./channels.ts";
import type { Channel } from "./channel-types.ts";
import { ChannelType, isThread } from "./channel-types.ts";
import { CommandStore } from "./commands.ts";
import { CommunityStore } from "./community.ts";
import { EmojiStore } from "./emojis.ts";
import { EntitlementStore } from "./entitlements.ts";
import type { WorldListener } from "./events.ts";
import { GuildTemplateStore } from "./guild-templates.ts";
import { GuildStore } from "./guilds.ts";
import { IntegrationStore } from "./integrations.ts";
import { InteractionResponses } from "./interaction-responses.ts";
import { InteractionStore } from "./interactions.ts";
import { InviteStore } from "./invites.ts";
import { MemberStore } from "./members.ts";
import { MessageStore } from "./messages.ts";
import type { Message } from "./message-types.ts";
import { MessageType } from "./message-types.ts";
import { PermissionRules } from "./permissions.ts";
import { PinStore } from "./pins.ts";
import { pollResultEmbed } from "./polls.ts";
import { PresenceStore } from "./presences.ts";
import { ReactionStore } from "./reactions.ts";
import { RoleStore } from "./roles.ts";
import { ScheduledEventStore } from "./scheduled-events.ts";
import { SoundboardStore } from "./soundboard.ts";
import { StageInstanceStore } from "./stage-instances.ts";
import { StickerStore } from "./stickers.ts";
import { ThreadStore } from "./threads.ts";
import { UserStore } from "./users.ts";
import { VoiceStateStore } from "./voice-states.ts";
import { WebhookStore } from "./webhooks.ts";
import { seededRandom, WorldContext } from "./world-context.ts";

export interface WorldOptions {
  /** @defaultValue the machine's */
  clock?: Clock;
  /** Time of day at which the world begins, in milliseconds since 1970. @defaultValue now */
  startMs?: number;
  /** Seed of everything that is left to chance: worker bits of ids, tokens, hashes. @defaultValue 1 */
  seed?: number;
}

/** Discord's state: a set of stores. Whatever changes is told to the subscribers as gateway events. */
export class World {
  readonly context: WorldContext;
  readonly users: UserStore;
  readonly applications: ApplicationStore;
  readonly roles: RoleStore;
  readonly members: MemberStore;
  readonly guilds: GuildStore;
  readonly channels: ChannelStore;
  readonly threads: ThreadStore;
  readonly permissions: PermissionRules;
  readonly attachments: AttachmentStore;
  readonly messages: MessageStore;
  readonly reactions: ReactionStore;
  readonly pins: PinStore;
  readonly webhooks: WebhookStore;
  readonly invites: InviteStore;
  readonly emojis: EmojiStore;
  /** By application. */
  readonly applicationEmojis: EmojiStore;
  readonly stickers: StickerStore;
  readonly soundboard: SoundboardStore;
  readonly scheduledEvents: ScheduledEventStore;
  readonly stageInstances: StageInstanceStore;
  readonly autoModeration: AutoModerationStore;
  readonly auditLog: AuditLogStore;
  readonly templates: GuildTemplateStore;
  readonly community: CommunityStore;
  readonly integrations: IntegrationStore;
  readonly entitlements: EntitlementStore;
  readonly commands: CommandStore;
  readonly interactions: InteractionStore;
  readonly interactionResponses: InteractionResponses;
  readonly voiceStates: VoiceStateStore;
  readonly presences: PresenceStore;

  constructor({ clock = systemClock, startMs = Date.now(), seed = 1 }: WorldOptions = {}) {
    const context = (this.context = new WorldContext({ clock, startMs, random: seededRandom(seed) }));
    const users = (this.users = new UserStore(context));
    const roles = (this.roles = new RoleStore(context));
    const members = (this.members = new MemberStore(context, users));
    const emojis = (this.emojis = new EmojiStore(context, users));
    this.applicationEmojis = new EmojiStore(context, users, { maxPerKind: 2000, ofGuilds: false });
    const stickers = (this.stickers = new StickerStore(context, users));
    const guilds = (this.guilds = new GuildStore(context, { users, roles, members, emojis, stickers }));
    const channels = (this.channels = new ChannelStore(context, users));
    const threads = (this.threads = new ThreadStore(context, channels, members));
    const isInThread = threads.isMember.bind(threads);
    const permissions = (this.permissions = new PermissionRules(context, {
      guilds,
      roles,
      members,
      channels,
      isInThread,
    }));
    const attachments = (this.attachments = new AttachmentStore(context));
    const stores = { users, members, roles, guilds, channels, permissions, attachments };
    const messages = (this.messages = new MessageStore(context, stores));
    this.applications = new ApplicationStore(context, users);
    this.reactions = new ReactionStore(context, channels, members, messages);
    this.pins = new PinStore(context, channels, messages);
    this.webhooks = new WebhookStore(context, users, channels);
    this.invites = new InviteStore(context, users, channels);
    this.soundboard = new SoundboardStore(context, users);
    this.scheduledEvents = new ScheduledEventStore(context);
    this.stageInstances = new StageInstanceStore(context, channels);
    this.autoModeration = new AutoModerationStore(context);
    this.auditLog = new AuditLogStore(context);
    this.templates = new GuildTemplateStore(context);
    this.community = new CommunityStore(context);
    this.integrations = new IntegrationStore(context, this.applications, users);
    this.entitlements = new EntitlementStore(context);
    this.commands = new CommandStore(context);
    this.interactions = new InteractionStore(context, {
      ...stores,
      messages,
      applications: this.applications,
      attachment: (id) => attachments.get(id),
    });
    this.interactionResponses = new InteractionResponses(context, this.interactions, messages, users);
    this.voiceStates = new VoiceStateStore(context, members);
    this.presences = new PresenceStore(context, users, members);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: WorldListener): () => void {
    return this.context.subscribe(listener);
  }

  /** Time of day of the world, in milliseconds since 1970. */
  nowMs(): number {
    return this.context.nowMs();
  }

  /** May the user see the channel? */
  canView(userId: string, channelId: string): boolean {
    const channel = this.channels.get(channelId);
    return channel !== undefined && this.permissions.canView(userId, channel);
  }

  /** Makes a user a member. A bot gets its managed role, and the guild. */
  joinGuild(guildId: string, userId: string): void {
    if (this.members.has(guildId, userId)) return;
    const user = this.users.require(userId);
    const own = user.bot
      ? [this.roles.create(guildId, { name: user.username, managed: true, tags: { bot_id: userId } }).id]
      : [];
    this.members.add(guildId, userId, { roles: own });
    this.context.publish("GUILD_CREATE", this.guildCreatePayload(guildId, userId), { kind: "user", userId });
    const application = this.applications.byBot(userId);
    if (application !== undefined) this.integrations.add(guildId, application, this.guilds.require(guildId).owner_id);
  }

  /**
   * GUILD_CREATE with everything in it: what the gateway leaves out for want of an intent, it takes away itself.
   * @throws {ApiError} 10004
   */
  guildCreatePayload(guildId: string, forUserId: string): GuildCreatePayload {
    const guild = this.guilds.require(guildId);
    const own = this.members.get(guildId, forUserId);
    return {
      ...this.guilds.payload(guild),
      id: guildId,
      joined_at: own?.joined_at ?? this.context.timestamp(),
      large: false,
      member_count: this.members.count(guildId),
      members: this.members.list(guildId).map((member) => this.members.payload(member)),
      // Channels out of sight are listed all the same; private threads are not.
      channels: this.channels.ofGuild(guildId).map((channel) => this.channels.payload(channel)),
      threads: this.channels
        .activeThreads(guildId)
        .filter((thread) => this.permissions.canView(forUserId, thread))
        .map((thread) => this.channels.payload(thread)),
      presences: this.presences.ofGuild(guildId),
      voice_states: this.voiceStates.ofGuild(guildId).map(({ guild_id: _guildId, ...state }) => state),
      stage_instances: this.stageInstances.ofGuild(guildId),
      guild_scheduled_events: this.scheduledEvents
        .ofGuild(guildId)
        .filter(({ channel_id: id }) => id === null || this.canView(forUserId, id))
        .map((event) => this.scheduledEvents.payload(event)),
      soundboard_sounds: this.soundboard.ofGuild(guildId).map((sound) => this.soundboard.payload(sound)),
    };
  }

  /** Deletes a channel and all that is in it. */
  deleteChannel(channelId: string): Channel {
    const ids = [channelId, ...this.channels.threadsOf(channelId).map(({ id }) => id)];
    // While the channel is still there: afterwards nobody can be found who may see it.
    this.stageInstances.forgetChannel(channelId);
    this.scheduledEvents.forgetChannel(channelId);
    const channel = this.channels.delete(channelId);
    for (const id of ids) {
      this.messages.forgetChannel(id);
      this.webhooks.forgetChannel(id);
      this.threads.forget(id);
    }
    for (const state of this.voiceStates.ofGuild(channel.guild_id ?? "")) {
      if (state.channel_id === channelId) this.voiceStates.update(state.guild_id, state.user_id, { channelId: null });
    }
    return channel;
  }

  /** Deletes a role; members and channels lose it. */
  deleteRole(guildId: string, roleId: string): void {
    this.roles.delete(guildId, roleId);
    for (const member of this.members.list(guildId)) this.members.removeRole(guildId, member.userId, roleId);
    for (const channel of this.channels.ofGuild(guildId)) {
      if (channel.permission_overwrites?.some(({ id }) => id === roleId) === true) {
        this.channels.deleteOverwrite(channel.id, roleId);
      }
    }
  }

  /** Ends a membership, and what goes with it. */
  removeMember(guildId: string, userId: string): void {
    if (this.voiceStates.get(guildId, userId) !== undefined) {
      this.voiceStates.update(guildId, userId, { channelId: null });
    }
    this.integrations.removeBot(guildId, userId);
    this.members.remove(guildId, userId);
    const managed = this.roles.list(guildId).find(({ tags }) => tags?.bot_id === userId);
    if (managed !== undefined) this.deleteRole(guildId, managed.id);
  }

  /** Tells everybody who shares a guild, and the user itself, that its name or picture changed. */
  userChanged(userId: string): void {
    const user = this.users.require(userId);
    this.context.publish("USER_UPDATE", { ...user }, { kind: "user", userId });
    this.members.userChanged(userId);
  }

  /** Says that somebody types. */
  startTyping(channelId: string, userId: string): void {
    const channel = this.channels.require(channelId);
    const guildId = channel.guild_id;
    const member = guildId === undefined ? undefined : this.members.get(guildId, userId);
    const payload = {
      channel_id: channelId,
      user_id: userId,
      timestamp: Math.floor(this.nowMs() / 1000),
      ...(guildId === undefined ? {} : { guild_id: guildId }),
      ...(member === undefined ? {} : { member: this.members.payload(member) }),
    };
    this.context.publish("TYPING_START", payload, this.channels.audience(channel));
  }

  /** The direct channel of two users. The first time, both hear of it. */
  openDirect(userId: string, otherId: string): Channel {
    const known = this.channels.directOf(userId).length;
    const channel = this.channels.openDirect(userId, otherId);
    if (this.channels.directOf(userId).length > known) {
      for (const id of [userId, otherId]) {
        this.context.publish("CHANNEL_CREATE", this.channels.payload(channel, id), { kind: "user", userId: id });
      }
    }
    return channel;
  }

  /** Changes voters of a poll's answer, and says so. */
  vote(message: { channelId: string; messageId: string }, userId: string, answerId: number, present: boolean): void {
    const { poll } = this.messages.require(message.channelId, message.messageId);
    if (poll === undefined || poll.finalized) return;
    const voters = poll.votes.get(answerId) ?? [];
    if (voters.includes(userId) === present) return;
    poll.votes.set(answerId, present ? [...voters, userId] : voters.filter((id) => id !== userId));
    const channel = this.channels.require(message.channelId);
    const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id };
    this.context.publish(
      present ? "MESSAGE_POLL_VOTE_ADD" : "MESSAGE_POLL_VOTE_REMOVE",
      { user_id: userId, channel_id: channel.id, message_id: message.messageId, ...guild, answer_id: answerId },
      this.channels.audience(channel),
    );
  }

  /** Ends a poll: the votes are counted for good, and the result is told in the channel. */
  endPoll(message: Message): void {
    const { poll } = message;
    if (poll === undefined || poll.finalized) return;
    poll.finalized = true;
    poll.expiry = this.context.timestamp();
    this.messages.publishUpdate(message);
    this.messages.create({
      channelId: message.channelId,
      author: message.author,
      body: { embeds: [pollResultEmbed(poll)] },
      type: MessageType.PollResult,
      reference: { type: 0, channel_id: message.channelId, message_id: message.id },
    });
  }

  /** The kind of thread a channel's public threads are. */
  publicThreadType(parent: Channel): number {
    if (isThread(parent)) throw new Error("a thread has no threads");
    return parent.type === ChannelType.GuildAnnouncement ? ChannelType.AnnouncementThread : ChannelType.PublicThread;
  }

  /** Stops every timer. */
  close(): void {
    this.interactions.close();
  }
}

/** Payload of GUILD_CREATE; what is not named here is of the guild object. */
export interface GuildCreatePayload {
  id: string;
  joined_at: string;
  large: boolean;
  member_count: number;
  members: { user: { id: string } }[];
  channels: object[];
  threads: object[];
  presences: object[];
  voice_states: { user_id: string }[];
  stage_instances: object[];
  guild_scheduled_events: object[];
  soundboard_sounds: object[];
}
