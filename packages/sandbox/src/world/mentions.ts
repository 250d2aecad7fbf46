/** What of a text may notify, as the sender allows it. */
export interface AllowedMentions {
  parse?: readonly string[] | null;
  users?: readonly string[] | null;
  roles?: readonly string[] | null;
  replied_user?: boolean;
}

/** Mentions found in a text, in order, each once. */
export interface TextMentions {
  userIds: string[];
  roleIds: string[];
  everyone: boolean;
}

/** Regular messages mention everything by default, interactions and webhooks only users. */
export const defaultAllowedMentions: Readonly<Record<"message" | "webhook", AllowedMentions>> = {
  message: { parse: ["users", "roles", "everyone"] },
  webhook: { parse: ["users"] },
};

/** Code is shown as it is, and mentions nobody. */
const code = /```[\s\S]*?```|`[^`\n]+`/g;

/**
 * Who a text mentions, within what is allowed. Whether they exist is for the caller to see.
 * @see {@link https://docs.discord.com/developers/resources/message#allowed-mentions-object | Discord Docs/Allowed Mentions}
 */
export function parseMentions(text: string, allowed: AllowedMentions): TextMentions {
  const prose = text.replaceAll(code, "");
  const parse = allowed.parse ?? [];
  const permitted = (kind: "users" | "roles", id: string): boolean =>
    parse.includes(kind) || allowed[kind]?.includes(id) === true;
  const ids = (pattern: RegExp, kind: "users" | "roles"): string[] => {
    const found = [...prose.matchAll(pattern)].map((match) => match[1] ?? "");
    return [...new Set(found)].filter((id) => permitted(kind, id));
  };
  return {
    userIds: ids(/<@!?(\d{1,20})>/g, "users"),
    roleIds: ids(/<@&(\d{1,20})>/g, "roles"),
    everyone: parse.includes("everyone") && /@(?:everyone|here)\b/.test(prose),
  };
}
