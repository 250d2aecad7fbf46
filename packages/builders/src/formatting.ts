/** Text in **bold**. */
export function bold(text: string): string {
  return `**${text}**`;
}

/** Text in _italics_. */
export function italic(text: string): string {
  return `_${text}_`;
}

export function underline(text: string): string {
  return `__${text}__`;
}

export function strikethrough(text: string): string {
  return `~~${text}~~`;
}

/** Text that is hidden until it is clicked. */
export function spoiler(text: string): string {
  return `||${text}||`;
}

/** Code within a line. Text with a backtick gets two around it. */
export function inlineCode(text: string): string {
  // A zero-width space keeps two backticks in the text from ending it.
  return text.includes("`") ? `\`\` ${text.replace(/`(?=`)/g, "`\u200B")} \`\`` : `\`${text}\``;
}

/** Code in lines of its own. @param language - What it is coloured as, such as `ts`. */
export function codeBlock(code: string, language = ""): string {
  // A zero-width space keeps three backticks in the code from ending it.
  return `\`\`\`${language}\n${code.replace(/``(?=`)/g, "``\u200B")}\n\`\`\``;
}

/** Quotes every line. */
export function blockQuote(text: string): string {
  return text.replace(/^/gm, "> ");
}

/** A heading. @param level - 1 is the largest. @defaultValue `1` */
export function heading(text: string, level: 1 | 2 | 3 = 1): string {
  return `${"#".repeat(level)} ${text}`;
}

/** Small grey text in a line of its own. */
export function subtext(text: string): string {
  return `-# ${text}`;
}

/** A list, one item a line; a nested list is indented. */
export function bulletList(items: readonly (string | readonly string[])[]): string {
  return items
    .map((item) => (typeof item === "string" ? `- ${item}` : item.map((nested) => `  - ${nested}`).join("\n")))
    .join("\n");
}

/** A numbered list, one item a line. */
export function orderedList(items: readonly string[], start = 1): string {
  return items.map((item, index) => `${start + index}. ${item}`).join("\n");
}

/**
 * A link with text of its own; what would end its URL too early is percent-encoded.
 * @param title - Shown when the pointer rests on it.
 */
export function hyperlink(text: string, url: string, title?: string): string {
  const address = url.replace(/[\s()<>]/g, percentEncode);
  return title === undefined ? `[${text}](${address})` : `[${text}](${address} "${title.replaceAll('"', '\\"')}")`;
}

function percentEncode(sign: string): string {
  // Brackets are left alone there.
  return encodeURIComponent(sign).replace("(", "%28").replace(")", "%29");
}

/** A link without its preview. */
export function hideLinkPreview(url: string): string {
  return `<${url}>`;
}

/**
 * Shows text as it is: what Discord would take for markdown gets a backslash, except in URLs, which it would break.
 * Mentions still mention: see {@link escapeMentions}.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<]+)/g)
    .map((part, index) => (index % 2 === 1 ? part : escapePart(part)))
    .join("");
}

function escapePart(text: string): string {
  return (
    text
      .replace(/[\\*_`~|[\]]/g, "\\$&")
      .replace(/^(\s*)(#{1,3}|-#|>{1,3}|[-+])(?=\s)/gm, "$1\\$2")
      .replace(/^(\s*\d+)\.(?=\s)/gm, "$1\\.")
      // Custom emoji, timestamps, commands and places of the guild.
      .replace(/<(?=a?:\w|t:-?\d|\/|id:)/g, "\\<")
  );
}

/** Keeps mentions of users, roles and everyone from being taken for such, by a zero-width space. */
export function escapeMentions(text: string): string {
  return text.replace(/@(everyone|here|[!&]?\d{1,20})/g, "@\u200B$1");
}
