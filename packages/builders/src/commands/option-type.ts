/**
 * Discord's types of command options, as numbers.
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type | Discord Docs/Option Type}
 */
export const optionType = {
  subcommand: 1,
  subcommandGroup: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;
