/** Anything of JSON. */
export type Json = Record<string, unknown> & { id: string };
type Reaction = { key: string; burst: boolean; userId: string };

export interface NaiveMessage {
  body: Json;
  fresh: boolean;
  /** Who is known to react (true) or not (false). */
  known: Map<string, boolean>;
}

/** Lists of GUILD_CREATE that replace what is known: their name, their kind, and where their ids are. */
const namedLists = [
  ["stage_instances", "stageInstances", "id"],
  ["guild_scheduled_events", "scheduledEvents", "id"],
  ["soundboard_sounds", "sounds", "sound_id"],
] as const;

/**
 * What the cache is to do, in the plainest way: objects in Maps, copied and merged, nothing bounded. The cache has to
 * give the same answers.
 */
export class NaiveCache {
  selfId = "";
  readonly announced = new Set<string>();
  readonly guilds = new Map<string, Json>();
  readonly channels = new Map<string, Json>();
  readonly threads = new Map<string, Json>();
  readonly users = new Map<string, Json>();
  /** By guild, then by user. */
  readonly members = new Map<string, Map<string, Record<string, unknown>>>();
  readonly messages = new Map<string, NaiveMessage>();
  /** By kind, then by guild, then by id. */
  readonly lists = new Map<string, Map<string, Map<string, Record<string, unknown>>>>();
  readonly voiceInfo = new Map<string, Json>();
  readonly present = new Map<string, boolean>();

  list(kind: string, guildId: string): Map<string, Record<string, unknown>> {
    return inner(inner(this.lists, kind), guildId);
  }

  guild(id: string): Record<string, unknown> | undefined {
    const base = this.guilds.get(id);
    const parts = ["roles", "emojis", "stickers"].map((kind) => [kind, [...this.list(kind, id).values()]]);
    return base && { ...base, ...Object.fromEntries(parts) };
  }

  member(guildId: string, userId: string): Record<string, unknown> | undefined {
    const membership = this.members.get(guildId)?.get(userId);
    return membership && { ...membership, user: this.users.get(userId) };
  }

  /** Applies an event and returns what was there before. */
  apply(t: string, d: Record<string, unknown>): unknown {
    const handler = this.handlers[t] ?? this.moreHandlers[t];
    if (handler === undefined) throw new Error(`no naive handler for ${t}`);
    return handler(structuredClone(d) as never);
  }

  /** Of the events that another file is about. */
  readonly moreHandlers: Record<string, (d: never) => unknown> = {};

  readonly handlers: Record<string, (d: never) => unknown> = {
    READY: (d: { user: Json; guilds: Json[] }) => {
      this.present.clear();
      this.selfId = d.user.id;
      this.noteUser(d.user, true);
      for (const id of [...this.guilds.keys(), ...this.announced]) {
        if (!d.guilds.some((guild) => guild.id === id)) this.dropGuild(id);
      }
      for (const { id } of d.guilds) this.hide(id);
    },
    GUILD_CREATE: (d: Json) => {
      const before = this.known(d.id);
      if (d["unavailable"] === true) this.hide(d.id);
      else {
        this.present.clear();
        this.load(d);
      }
      return before;
    },
    GUILD_DELETE: (d: Json) => {
      const before = this.known(d.id);
      if (d["unavailable"] === true) this.hide(d.id);
      else this.dropGuild(d.id);
      return before;
    },
    GUILD_ROLE_CREATE: (d: { guild_id: string; role: Json }) => this.put("roles", d.guild_id, d.role.id, d.role),
    GUILD_ROLE_UPDATE: (d: { guild_id: string; role: Json }) => this.put("roles", d.guild_id, d.role.id, d.role),
    GUILD_ROLE_DELETE: (d: { guild_id: string; role_id: string }) => {
      for (const membership of inner(this.members, d.guild_id).values()) {
        membership["roles"] = (membership["roles"] as string[]).filter((id) => id !== d.role_id);
      }
      return take(this.list("roles", d.guild_id), d.role_id);
    },
    GUILD_EMOJIS_UPDATE: (d: { guild_id: string; emojis: Json[] }) => {
      const before = [...this.list("emojis", d.guild_id).values()];
      this.replace("emojis", d.guild_id, d.emojis);
      return before;
    },
    CHANNEL_CREATE: (d: Json) => this.setChannel(this.channels, d),
    CHANNEL_UPDATE: (d: Json) => this.setChannel(this.channels, d),
    CHANNEL_DELETE: (d: Json) => this.dropChannel(d.id),
    THREAD_CREATE: (d: Json) => this.setChannel(this.threads, { ...this.threads.get(d.id), ...d }),
    THREAD_UPDATE: (d: Json) => this.setChannel(this.threads, { ...this.threads.get(d.id), ...d }),
    THREAD_DELETE: (d: Json) => this.dropThread(d.id),
    THREAD_LIST_SYNC: (d: { guild_id: string; channel_ids?: string[]; threads: Json[] }) => {
      const gone: Json[] = [];
      for (const thread of this.threads.values()) {
        const synced = d.channel_ids === undefined || d.channel_ids.includes(String(thread["parent_id"]));
        if (thread["guild_id"] !== d.guild_id || !synced || d.threads.some(({ id }) => id === thread.id)) continue;
        gone.push(thread);
        this.dropThread(thread.id);
      }
      for (const thread of d.threads) {
        const { member: _member, ...rest }: Json = { ...this.threads.get(thread.id), ...thread };
        this.setChannel(this.threads, rest);
      }
      return gone.length > 0 ? gone : undefined;
    },
    GUILD_MEMBER_ADD: (d: { guild_id: string; user: Json }) => {
      const before = this.member(d.guild_id, d.user.id);
      const key = `${d.guild_id}:${d.user.id}`;
      if (before === undefined && this.present.get(key) !== true) this.count(d.guild_id, 1);
      this.present.set(key, true);
      this.noteMember(d.guild_id, d, d.user);
      return before;
    },
    GUILD_MEMBER_UPDATE: (d: { guild_id: string; user: Json }) => {
      const before = this.member(d.guild_id, d.user.id);
      this.noteMember(d.guild_id, d, d.user);
      return before;
    },
    GUILD_MEMBER_REMOVE: (d: { guild_id: string; user: Json }) => {
      const before = this.member(d.guild_id, d.user.id);
      const key = `${d.guild_id}:${d.user.id}`;
      if (this.present.get(key) !== false) this.count(d.guild_id, -1);
      this.present.set(key, false);
      inner(this.members, d.guild_id).delete(d.user.id);
      this.list("presences", d.guild_id).delete(d.user.id);
      this.list("voiceStates", d.guild_id).delete(d.user.id);
      this.noteUser(d.user, true);
      return before;
    },
    GUILD_MEMBERS_CHUNK: (d: { guild_id: string; members: { user: Json }[] }) => {
      for (const member of d.members) this.noteMember(d.guild_id, { ...member }, member.user);
    },
    USER_UPDATE: (d: Json) => {
      const before = this.users.get(d.id);
      // The event is only ever about the bot itself.
      if (this.selfId === "") this.selfId = d.id;
      this.noteUser(d, true);
      return before;
    },
    PRESENCE_UPDATE: (d: { guild_id: string; user: Json }) => {
      this.noteUser(d.user, false);
      const before = this.list("presences", d.guild_id).get(d.user.id);
      return this.put("presences", d.guild_id, d.user.id, { ...before, ...d, user: { id: d.user.id } });
    },
    VOICE_STATE_UPDATE: (d: { guild_id: string; user_id: string; channel_id: string | null }) => {
      if (d.channel_id === null) return take(this.list("voiceStates", d.guild_id), d.user_id);
      return this.put("voiceStates", d.guild_id, d.user_id, { ...d });
    },
    MESSAGE_CREATE: (d: Json & { author: Json; channel_id: string }) => {
      if (!this.messages.has(d.id)) this.messages.set(d.id, { body: d, fresh: true, known: new Map() });
      for (const channels of [this.channels, this.threads]) {
        const channel = channels.get(d.channel_id);
        const last = channel?.["last_message_id"];
        if (channel === undefined || (typeof last === "string" && BigInt(last) >= BigInt(d.id))) continue;
        channels.set(channel.id, { ...channel, last_message_id: d.id });
      }
      this.noteAuthor(d);
    },
    MESSAGE_UPDATE: (d: Json & { author: Json }) => {
      const message = this.messages.get(d.id);
      const before = message?.body;
      if (message === undefined) this.messages.set(d.id, { body: d, fresh: false, known: new Map() });
      else message.body = { ...message.body, ...d };
      this.noteAuthor(d);
      return before;
    },
    MESSAGE_DELETE: (d: Json) => take(this.messages, d.id)?.body,
    MESSAGE_DELETE_BULK: (d: { ids: string[] }) => {
      const gone = d.ids.flatMap((id) => take(this.messages, id)?.body ?? []);
      return gone.length > 0 ? gone : undefined;
    },
    MESSAGE_REACTION_ADD: (d: Record<string, unknown>) => this.react(d, true),
    MESSAGE_REACTION_REMOVE: (d: Record<string, unknown>) => this.react(d, false),
    MESSAGE_REACTION_REMOVE_ALL: (d: { message_id: string }) => {
      const message = this.messages.get(d.message_id);
      if (message === undefined) return undefined;
      const before = message.body;
      message.known.clear();
      const { reactions: _reactions, ...rest } = before;
      message.body = rest;
      return before;
    },
  };

  private react(d: Record<string, unknown>, present: boolean): Json | undefined {
    const message = this.messages.get(String(d["message_id"]));
    if (message === undefined) return undefined;
    const before = message.body;
    const emoji = d["emoji"] as { id: string | null; name: string };
    const by: Reaction = { key: emoji.id ?? emoji.name, burst: d["burst"] === true, userId: String(d["user_id"]) };
    const who = JSON.stringify(by);
    const known = message.known.get(who) ?? (message.fresh ? false : undefined);
    message.known.set(who, present);
    if (known === present) return before;
    const reactions = structuredClone((before["reactions"] ?? []) as ReactionJson[]);
    let reaction = reactions.find(({ emoji: { id, name } }) => (id ?? name) === by.key);
    if (reaction === undefined) {
      if (!present) return before;
      const counts = { count: 0, count_details: { burst: 0, normal: 0 }, burst_colors: [], me: false, me_burst: false };
      reactions.push((reaction = { emoji, ...counts }));
    }
    const step = present ? 1 : -1;
    const kind = by.burst ? "burst" : "normal";
    reaction.count += step;
    reaction.count_details[kind] = Math.max(0, reaction.count_details[kind] + step);
    if (by.userId === this.selfId) reaction[by.burst ? "me_burst" : "me"] = present;
    const left = reactions.filter(({ count }) => count > 0);
    const { reactions: _reactions, ...rest } = before;
    message.body = left.length > 0 ? { ...rest, reactions: left } : rest;
    return before;
  }

  protected known(id: string): unknown {
    return this.guild(id) ?? (this.announced.has(id) ? { id, unavailable: true } : undefined);
  }

  protected hide(id: string): void {
    const base = this.guilds.get(id);
    if (base === undefined) this.announced.add(id);
    else this.guilds.set(id, { ...base, unavailable: true });
  }

  protected load(d: Json): void {
    const { roles, emojis, stickers, channels, threads, members, presences, voice_states: states, ...rest } = d;
    for (const [name, kind, key] of namedLists) {
      const list = rest[name] as Json[];
      delete rest[name];
      this.list(kind, d.id).clear();
      for (const each of list) this.list(kind, d.id).set(String(each[key]), each);
    }
    const base: Json = { ...this.guilds.get(d.id), ...rest };
    if (rest["unavailable"] === undefined) delete base["unavailable"];
    this.announced.delete(d.id);
    this.guilds.set(d.id, base);
    this.replace("roles", d.id, roles as Json[]);
    this.replace("emojis", d.id, emojis as Json[]);
    this.replace("stickers", d.id, stickers as Json[]);
    for (const [all, sent] of [[this.channels, channels] as const, [this.threads, threads] as const]) {
      for (const one of all.values()) {
        const stays = (sent as Json[]).some(({ id }) => id === one.id);
        if (one["guild_id"] === d.id && !stays) this.dropAny(all, one.id);
      }
      for (const one of sent as Json[]) this.setChannel(all, { ...one, guild_id: d.id });
    }
    for (const member of members as { user: Json }[]) this.noteMember(d.id, { ...member }, member.user);
    const byUser = (presences as { user: Json }[]).map((each) => ({ ...each, user: { id: each.user.id } }));
    this.list("presences", d.id).clear();
    for (const each of byUser) this.put("presences", d.id, each.user.id, { ...each, guild_id: d.id });
    this.list("voiceStates", d.id).clear();
    for (const state of states as { user_id: string }[]) {
      this.put("voiceStates", d.id, state.user_id, { ...state, guild_id: d.id });
    }
  }

  protected setChannel(all: Map<string, Json>, sent: Json): Json | undefined {
    const before = all.get(sent.id);
    const last = [before?.["last_message_id"], sent["last_message_id"]].filter((id) => typeof id === "string");
    const newest = last.toSorted((a, b) => Number(BigInt(b) - BigInt(a)))[0];
    all.set(sent.id, newest === undefined ? sent : { ...sent, last_message_id: newest });
    return before;
  }

  protected dropAny(all: Map<string, Json>, id: string): void {
    if (all === this.channels) this.dropChannel(id);
    else this.dropThread(id);
  }

  protected dropChannel(id: string): Json | undefined {
    for (const thread of this.threads.values()) if (thread["parent_id"] === id) this.dropThread(thread.id);
    this.dropMessages((body) => body["channel_id"] === id);
    this.voiceInfo.delete(id);
    return take(this.channels, id);
  }

  private dropThread(id: string): Json | undefined {
    this.dropMessages((body) => body["channel_id"] === id);
    return take(this.threads, id);
  }

  private dropMessages(doomed: (body: Json) => boolean): void {
    for (const { body } of this.messages.values()) if (doomed(body)) this.messages.delete(body.id);
  }

  private dropGuild(id: string): void {
    this.announced.delete(id);
    this.guilds.delete(id);
    for (const all of [this.threads, this.channels]) {
      for (const one of all.values()) if (one["guild_id"] === id) this.dropAny(all, one.id);
    }
    this.dropMessages((body) => body["guild_id"] === id);
    this.members.delete(id);
    for (const guilds of this.lists.values()) guilds.delete(id);
  }

  protected put(kind: string, guildId: string, id: string, value: Record<string, unknown>): unknown {
    const before = this.list(kind, guildId).get(id);
    this.list(kind, guildId).set(id, value);
    return before;
  }

  protected replace(kind: string, guildId: string, list: Json[]): void {
    this.list(kind, guildId).clear();
    for (const each of list) this.list(kind, guildId).set(each.id, each);
  }

  protected count(guildId: string, change: number): void {
    const guild = this.guilds.get(guildId);
    if (guild?.["member_count"] === undefined) return;
    this.guilds.set(guildId, { ...guild, member_count: Math.max(0, Number(guild["member_count"]) + change) });
  }

  protected noteUser(user: Json, isWhole: boolean): void {
    const known = this.users.get(user.id);
    if (known !== undefined || isWhole) this.users.set(user.id, { ...known, ...user });
  }

  protected noteMember(guildId: string, sent: Record<string, unknown>, user: Json): void {
    const { user: _user, guild_id: _guildId, ...membership } = sent;
    this.noteUser(user, true);
    inner(this.members, guildId).set(user.id, { ...this.members.get(guildId)?.get(user.id), ...membership });
  }

  private noteAuthor(d: Json & { author: Json }): void {
    const { member, guild_id: guildId } = d;
    if (member === undefined) this.noteUser(d.author, true);
    else this.noteMember(String(guildId), member as Record<string, unknown>, d.author);
  }
}

interface ReactionJson {
  emoji: { id: string | null; name: string };
  count: number;
  count_details: { burst: number; normal: number };
  burst_colors: string[];
  me: boolean;
  me_burst: boolean;
}

export function inner<T>(outer: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let map = outer.get(key);
  if (map === undefined) outer.set(key, (map = new Map()));
  return map;
}

export function take<T>(map: Map<string, T>, id: string): T | undefined {
  const value = map.get(id);
  map.delete(id);
  return value;
}
