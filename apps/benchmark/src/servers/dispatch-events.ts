/** A dispatch before it has a sequence number. */
export interface BenchmarkEvent {
  t: string;
  d: Record<string, unknown>;
}

/** The event that marks the start and the end of what is measured. Nothing else in the stream has this name. */
export const markEvent = "USER_UPDATE";

/** Names of all events of the stream but READY. */
export const benchmarkEventNames: readonly string[] = ["MESSAGE_CREATE", "PRESENCE_UPDATE", "TYPING_START", markEvent];

/** The event that stands at this place of the stream: six messages, two presences and two typing notices in ten. */
export function benchmarkEvent(index: number): BenchmarkEvent {
  const place = index % 10;
  if (place === 3 || place === 8) return { t: "PRESENCE_UPDATE", d: presence(index) };
  if (place === 5 || place === 9) return { t: "TYPING_START", d: typing(index) };
  return { t: "MESSAGE_CREATE", d: message(index) };
}

/** The mark itself. */
export function benchmarkMark(): BenchmarkEvent {
  return { t: markEvent, d: user(0) };
}

const firstId = 1_456_000_000_000_000_000n;
const words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore".split(
  " ",
);

function id(kind: number, index: number): string {
  return String(firstId + BigInt(kind) * 1_000_000_000n + BigInt(index) * 4_194_304n);
}

function sentence(index: number): string {
  return Array.from({ length: 6 + (index % 12) }, (_, place) => words[(index * 7 + place * 3) % words.length]).join(
    " ",
  );
}

function user(index: number): Record<string, unknown> {
  const number = index % 997;
  return {
    id: id(1, number),
    username: `member_${number}`,
    global_name: `Member ${number}`,
    discriminator: "0",
    avatar: `a1b2c3d4e5f60718293a4b5c6d7e8f${String(number % 90).padStart(2, "0")}`,
    public_flags: number % 3 === 0 ? 64 : 0,
    avatar_decoration_data: null,
    primary_guild: null,
    clan: null,
  };
}

function member(index: number): Record<string, unknown> {
  return {
    roles: [id(2, index % 17), id(2, (index + 5) % 17)],
    premium_since: null,
    pending: false,
    nick: index % 4 === 0 ? `nick ${index % 50}` : null,
    mute: false,
    joined_at: "2024-05-04T12:30:00.000000+00:00",
    flags: 0,
    deaf: false,
    communication_disabled_until: null,
    banner: null,
    avatar: null,
  };
}

function message(index: number): Record<string, unknown> {
  return {
    type: 0,
    tts: false,
    timestamp: "2026-01-01T12:00:00.123000+00:00",
    pinned: false,
    nonce: id(5, index),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    member: member(index),
    id: id(3, index),
    flags: 0,
    embeds: [],
    edited_timestamp: null,
    content: sentence(index),
    components: [],
    channel_type: 0,
    channel_id: id(4, index % 40),
    author: user(index),
    attachments: [],
    guild_id: id(6, index % 5),
  };
}

function presence(index: number): Record<string, unknown> {
  return {
    user: { id: id(1, index % 997) },
    status: index % 2 === 0 ? "online" : "idle",
    guild_id: id(6, index % 5),
    client_status: { desktop: "online" },
    broadcast: null,
    activities: [
      {
        type: 0,
        timestamps: { start: 1_767_225_600_000 + index },
        name: "A game with a name",
        id: "ec0b28a579ecb4bd",
        created_at: 1_767_225_600_000 + index,
      },
    ],
  };
}

function typing(index: number): Record<string, unknown> {
  return {
    user_id: id(1, index % 997),
    timestamp: 1_767_225_600 + index,
    member: { ...member(index), user: user(index) },
    channel_id: id(4, index % 40),
    guild_id: id(6, index % 5),
  };
}
