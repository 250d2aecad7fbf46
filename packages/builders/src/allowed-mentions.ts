import type { APIAllowedMentions } from "@zignal/types";
import type { Plain } from "./buildable.ts";

/** Pings nobody, whatever the content says. */
export const noMentions: Plain<APIAllowedMentions> = Object.freeze({ parse: [] });

/** Who may be pinged. */
export interface AllowedMentionsInput {
  /** `true`: everybody whom the content mentions; a list: these only. @defaultValue nobody */
  users?: boolean | readonly string[];
  /** `true`: every role that the content mentions; a list: these only. @defaultValue none */
  roles?: boolean | readonly string[];
  /** `@everyone` and `@here`. @defaultValue `false` */
  everyone?: boolean;
  /** The author of the message that is replied to. @defaultValue Discord's: `false` when mentions are limited */
  repliedUser?: boolean;
}

/**
 * Discord's JSON of who may be pinged.
 * @see {@link https://docs.discord.com/developers/resources/message#allowed-mentions-object | Discord Docs/Allowed Mentions}
 */
export function allowedMentions(input: AllowedMentionsInput): APIAllowedMentions {
  const mentions: Plain<APIAllowedMentions> = { parse: [] };
  for (const kind of ["users", "roles"] as const) {
    const wanted = input[kind];
    if (wanted === true) mentions.parse?.push(kind);
    else if (Array.isArray(wanted) && wanted.length > 0) mentions[kind] = [...new Set(wanted)];
  }
  if (input.everyone === true) mentions.parse?.push("everyone");
  if (input.repliedUser !== undefined) mentions.replied_user = input.repliedUser;
  return mentions as APIAllowedMentions;
}
