import { inner, NaiveCache, take } from "./naive-cache.ts";
import type { Json } from "./naive-cache.ts";

type Fields = Record<string, unknown>;

/** The plain model of the events that do not come every second. */
export class NaiveWholeCache extends NaiveCache {
  override readonly moreHandlers: Record<string, (d: never) => unknown> = {
    GUILD_UPDATE: (d: Json & { roles: Json[]; emojis: Json[]; stickers: Json[] }) => {
      const before = this.guild(d.id);
      const { roles, emojis, stickers, ...rest } = d;
      this.announced.delete(d.id);
      this.guilds.set(d.id, { ...this.guilds.get(d.id), ...rest });
      for (const [kind, list] of Object.entries({ roles, emojis, stickers })) this.replace(kind, d.id, list);
      return before;
    },
    GUILD_STICKERS_UPDATE: (d: { guild_id: string; stickers: Json[] }) => {
      const before = [...this.list("stickers", d.guild_id).values()];
      this.replace("stickers", d.guild_id, d.stickers);
      return before;
    },
    CHANNEL_PINS_UPDATE: (d: { channel_id: string; last_pin_timestamp?: string | null }) => {
      const { channel_id: id, last_pin_timestamp: pin } = d;
      const all = this.channels.has(id) ? this.channels : this.threads;
      const before = all.get(id);
      if (before !== undefined && pin !== undefined) all.set(id, { ...before, last_pin_timestamp: pin });
      return before;
    },
    CHANNEL_INFO: (d: { channels: Json[] }) => {
      for (const each of d.channels) if (this.channels.has(each.id)) this.voiceInfo.set(each.id, each);
    },
    VOICE_CHANNEL_STATUS_UPDATE: (d: Json) => this.changeVoiceInfo(d.id, { status: d["status"] }),
    VOICE_CHANNEL_START_TIME_UPDATE: (d: Json) =>
      this.changeVoiceInfo(d.id, { voice_start_time: d["voice_start_time"] ?? null }),
    THREAD_MEMBER_UPDATE: (d: Json & { guild_id?: string }) => {
      const before = this.threads.get(d.id);
      const { guild_id: _guildId, ...member } = d;
      if (before !== undefined) this.threads.set(d.id, { ...before, member });
      return before;
    },
    THREAD_MEMBERS_UPDATE: (d: ThreadMembersUpdate) => {
      for (const { member } of d.added_members ?? []) this.noteMember(d.guild_id, { ...member }, member.user);
      const before = this.threads.get(d.id);
      if (before === undefined) return undefined;
      const thread: Json = { ...before, member_count: d.member_count };
      if (d.removed_member_ids?.includes(this.selfId) === true) delete thread["member"];
      const own = d.added_members?.find(({ user_id: id }) => id === this.selfId);
      if (own !== undefined) {
        const { member: _member, presence: _presence, ...joined } = own;
        thread["member"] = joined;
      }
      this.threads.set(d.id, thread);
      return before;
    },
    GUILD_BAN_ADD: (d: { user: Json }) => this.noteUser(d.user, true),
    GUILD_BAN_REMOVE: (d: { user: Json }) => this.noteUser(d.user, true),
    INTERACTION_CREATE: (d: { guild_id?: string; member?: Fields & { user: Json }; user?: Json }) => {
      if (d.member === undefined || d.guild_id === undefined) return this.noteUser(d.user ?? { id: "" }, true);
      const { permissions: _permissions, ...member } = d.member;
      return this.noteMember(d.guild_id, member, d.member.user);
    },
    STAGE_INSTANCE_CREATE: (d: Json & OfGuild) => this.put("stageInstances", d.guild_id, d.id, d),
    STAGE_INSTANCE_UPDATE: (d: Json & OfGuild) => this.put("stageInstances", d.guild_id, d.id, d),
    STAGE_INSTANCE_DELETE: (d: Json & OfGuild) => take(this.list("stageInstances", d.guild_id), d.id),
    GUILD_SCHEDULED_EVENT_CREATE: (d: Json & OfGuild) => this.setScheduledEvent(d),
    GUILD_SCHEDULED_EVENT_UPDATE: (d: Json & OfGuild) => this.setScheduledEvent(d),
    GUILD_SCHEDULED_EVENT_DELETE: (d: Json & OfGuild) => take(this.list("scheduledEvents", d.guild_id), d.id),
    GUILD_SCHEDULED_EVENT_USER_ADD: (d: Interest) => this.countInterest(d, true),
    GUILD_SCHEDULED_EVENT_USER_REMOVE: (d: Interest) => this.countInterest(d, false),
    GUILD_SOUNDBOARD_SOUND_CREATE: (d: Sound) => this.put("sounds", d.guild_id, d.sound_id, d),
    GUILD_SOUNDBOARD_SOUND_UPDATE: (d: Sound) => this.put("sounds", d.guild_id, d.sound_id, d),
    GUILD_SOUNDBOARD_SOUND_DELETE: (d: Sound) => take(this.list("sounds", d.guild_id), d.sound_id),
    GUILD_SOUNDBOARD_SOUNDS_UPDATE: (d: Sounds) => this.replaceSounds(d),
    SOUNDBOARD_SOUNDS: (d: Sounds) => void this.replaceSounds(d),
    MESSAGE_REACTION_REMOVE_EMOJI: (d: { message_id: string; emoji: { id: string | null; name: string } }) => {
      const message = this.messages.get(d.message_id);
      if (message === undefined) return undefined;
      const before = message.body;
      const key = d.emoji.id ?? d.emoji.name;
      for (const who of message.known.keys())
        if (who.startsWith(`{"key":${JSON.stringify(key)},`)) message.known.delete(who);
      const all = (before["reactions"] ?? []) as { emoji: { id: string | null; name: string } }[];
      const left = all.filter(({ emoji }) => (emoji.id ?? emoji.name) !== key);
      const { reactions: _reactions, ...rest } = before;
      message.body = left.length > 0 ? { ...rest, reactions: left } : rest;
      return before;
    },
    MESSAGE_POLL_VOTE_ADD: (d: Vote) => this.vote(d, true),
    MESSAGE_POLL_VOTE_REMOVE: (d: Vote) => this.vote(d, false),
  };

  private changeVoiceInfo(id: string, change: Fields): Json | undefined {
    const before = this.voiceInfo.get(id);
    if (this.channels.has(id)) this.voiceInfo.set(id, { ...before, id, ...change });
    return before;
  }

  private setScheduledEvent(d: Json & OfGuild): unknown {
    const before = this.list("scheduledEvents", d.guild_id).get(d.id);
    const count = d["user_count"] ?? before?.["user_count"];
    return this.put("scheduledEvents", d.guild_id, d.id, count === undefined ? d : { ...d, user_count: count });
  }

  private countInterest(d: Interest, present: boolean): unknown {
    const events = inner(inner(this.lists, "scheduledEvents"), d.guild_id);
    const before = events.get(d.guild_scheduled_event_id);
    const who = `${d.guild_scheduled_event_id}:${d.user_id}`;
    const isNews = this.present.get(who) !== present;
    this.present.set(who, present);
    const count = before?.["user_count"];
    if (isNews && before !== undefined && typeof count === "number") {
      const counted = { ...before, user_count: Math.max(0, count + (present ? 1 : -1)) };
      events.set(d.guild_scheduled_event_id, counted);
    }
    return before;
  }

  private replaceSounds({ guild_id: guildId, soundboard_sounds: sounds }: Sounds): unknown {
    const all = this.list("sounds", guildId);
    const before = [...all.values()];
    all.clear();
    for (const sound of sounds) all.set(sound.sound_id, sound);
    return before;
  }

  private vote(d: Vote, present: boolean): Json | undefined {
    const message = this.messages.get(d.message_id);
    const before = message?.body;
    const poll = before?.["poll"] as Poll | undefined;
    if (message === undefined || before === undefined || poll === undefined) return before;
    const results = poll.results ?? (message.fresh ? { is_finalized: false, answer_counts: [] } : undefined);
    if (results === undefined) return before;
    const who = `vote ${d.answer_id} ${d.user_id}`;
    const known = message.known.get(who) ?? (message.fresh ? false : undefined);
    message.known.set(who, present);
    if (known === present) return before;
    const counts = structuredClone(results.answer_counts);
    let answer = counts.find(({ id }) => id === d.answer_id);
    if (answer === undefined) {
      if (!present) return before;
      counts.push((answer = { id: d.answer_id, count: 0, me_voted: false }));
    }
    answer.count += present ? 1 : -1;
    if (d.user_id === this.selfId) answer.me_voted = present;
    const left = counts.filter(({ count }) => count > 0);
    message.body = { ...before, poll: { ...poll, results: { ...results, answer_counts: left } } };
    return before;
  }
}

interface OfGuild {
  guild_id: string;
}

interface Interest extends OfGuild {
  guild_scheduled_event_id: string;
  user_id: string;
}

interface Sound extends OfGuild, Fields {
  sound_id: string;
}

interface Sounds extends OfGuild {
  soundboard_sounds: Sound[];
}

interface ThreadMembersUpdate extends OfGuild {
  id: string;
  member_count: number;
  added_members?: { id: string; user_id: string; member: Fields & { user: Json }; presence?: unknown }[];
  removed_member_ids?: string[];
}

interface Vote {
  message_id: string;
  answer_id: number;
  user_id: string;
}

interface Poll {
  results?: { is_finalized: boolean; answer_counts: { id: number; count: number; me_voted: boolean }[] };
}
