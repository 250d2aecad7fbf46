import { wantedNames } from "./named-flags.ts";

/** What a session asks to receive, by name. `true` asks for it; `false` and absence do not. */
export type IntentFlags = { readonly [Name in IntentName]?: boolean };

/** Anything that names a set of intents: flags, a list of names, or the bits themselves. */
export type IntentsInput = IntentFlags | readonly IntentName[] | number;

export type IntentName = keyof typeof bits;

/**
 * The bits by name, in camelCase. The four last names are those of the older API; they are the same bits.
 * @see {@link https://docs.discord.com/developers/events/gateway#list-of-intents | Discord Docs/List of Intents}
 */
const bits = {
  guilds: 0x1,
  /** Privileged. */
  guildMembers: 0x2,
  guildModeration: 0x4,
  guildExpressions: 0x8,
  guildIntegrations: 0x10,
  guildWebhooks: 0x20,
  guildInvites: 0x40,
  guildVoiceStates: 0x80,
  /** Privileged. */
  guildPresences: 0x100,
  guildMessages: 0x200,
  guildMessageReactions: 0x400,
  guildMessageTyping: 0x800,
  directMessages: 0x1000,
  directMessageReactions: 0x2000,
  directMessageTyping: 0x4000,
  /** Privileged. Brings no events; fills the content of messages. */
  messageContent: 0x8000,
  guildScheduledEvents: 0x10000,
  autoModerationConfiguration: 0x100000,
  autoModerationExecution: 0x200000,
  guildMessagePolls: 0x1000000,
  directMessagePolls: 0x2000000,
  /** Older name of `guildModeration`. */
  guildBans: 0x4,
  /** Older name of `guildExpressions`. */
  guildEmojis: 0x8,
  /** Older name of `guildExpressions`. */
  guildEmojisAndStickers: 0x8,
  /** Older name of `guildVoiceStates`. */
  voiceStates: 0x80,
} as const;

const aliases: ReadonlySet<string> = new Set<IntentName>([
  "guildBans",
  "guildEmojis",
  "guildEmojisAndStickers",
  "voiceStates",
]);

const names: readonly IntentName[] = Object.keys(bits).filter((name): name is IntentName => !aliases.has(name));

const privileged: number = bits.guildMembers | bits.guildPresences | bits.messageContent;

const all: number = names.reduce((sum, name) => sum | bits[name], 0);

/** What {@link Intents} offers. */
export interface IntentTools {
  /** The bit of each name. */
  readonly bits: typeof bits;
  /** Every name once, without the aliases. */
  readonly names: readonly IntentName[];
  /** The three intents that have to be enabled for the application before Discord grants them. */
  readonly privileged: number;
  /** All intents that need no enabling. */
  readonly unprivileged: number;
  /** All intents. */
  readonly all: number;

  /**
   * The bits for a set of intents.
   * @param input - Flags by name, a list of names, or bits, which are passed through.
   * @throws {TypeError} naming the intent that is unknown, or the value that is no set of bits.
   */
  from(input: IntentsInput): number;

  /** The names in a set of bits, without aliases; unknown bits are left out. */
  toNames(intents: number): IntentName[];

  /** Does `intents` contain all of `wanted`? */
  has(intents: number, wanted: IntentsInput): boolean;
}

/** Gateway intents: between names and the bits that Identify carries. */
export const Intents: IntentTools = {
  bits,
  names,
  privileged,
  unprivileged: all & ~privileged,
  all,

  from(input) {
    if (typeof input === "number") {
      if (!Number.isInteger(input) || input < 0 || input > 0x7fff_ffff) {
        throw new TypeError(`intents: must be a whole number of at least 0 made of intent bits (was ${input})`);
      }
      return input;
    }
    let result = 0;
    for (const name of wantedNames(
      "intents",
      input,
      bits,
      "flags such as { guilds: true }, a list of names, or bits",
    )) {
      result |= bits[name];
    }
    return result;
  },

  toNames(intents) {
    return names.filter((name) => (intents & bits[name]) !== 0);
  },

  has(intents, wanted) {
    const needed = Intents.from(wanted);
    return (intents & needed) === needed;
  },
};
