/** What stands where a secret stood. */
export const redacted = "[redacted]";

/**
 * How the names of fields and headers end whose value is a secret whatever it looks like (`token`, `voiceToken`,
 * `DISCORD_BOT_TOKEN`, `X-Api-Key`); compared in lower case, without `-` and `_`.
 */
const secretEnding = /(?:apikey|authorization|cookie|passwd|password|privatekey|secret|secretkey|token)$/;

/** Is a field or header of this name a secret? */
export function isSecretName(name: string): boolean {
  return secretEnding.test(name.replace(/[-_]/g, "").toLowerCase());
}

const hidden = `$<keep>${redacted}`;

/** A slash of a URL, as it is or as JSON, JSON within JSON, or percent-encoding (of percent-encoding) write it. */
const slash = String.raw`(?:\\{0,15}\/|\\{1,15}u002f|%(?:25){0,4}2F)`;
/** A quotation mark, as it is or in JSON within JSON within JSON. */
const quote = String.raw`\\{0,15}["']`;
/** What stands between a name and its value. */
const is = String.raw`(?:(?:${quote})?\s{0,8}(?:=>|[:=])|${quote}\s{0,8},(?=\s{0,8}${quote}))\s{0,8}`;
const scheme = String.raw`(?:bot|bearer|basic)(?:\s|%20|\+){1,8}`;
const otherScheme = String.raw`[a-z][\w-]{0,19}\s{1,8}(?=[\w.~+/=-]{20})`;

// Placeholders of a route (`:token`, `{webhook.token}`) and what was redacted already stay as they are. Runs of spaces are
// bounded: text of strangers must not cost time that grows with its square.
const patterns: readonly [pattern: RegExp, replacement: string][] = [
  // https://docs.discord.com/developers/resources/webhook, .../interactions/receiving-and-responding
  [
    new RegExp(
      String.raw`(?<keep>(?:\b|2F|u002f)(?:webhooks|interactions)${slash}{1,3}\d+${slash}{1,3})(?![:{[])[^\s/?#"'\x60<>\\)\]}|,%]+`,
      "gi",
    ),
    hidden,
  ],
  // The password of a URL, such as Redis': `redis://user:password@host`.
  [/(?<keep>:\/\/[^\s/:@?#"']*:)(?!\[redacted\]@)[^\s/@"']+(?=@)/g, hidden],
  // A header or field written out: `authorization: Bot x`, `"token":"x"`, `?access_token=x`.
  [/(?<keep>authorization["']?\s{0,8}[:=]\s{0,8}["']?digest\s{1,8})(?!\[)[^\r\n\]})]+/gi, hidden],
  [
    new RegExp(
      String.raw`(?<keep>authorization(?:${is}|,\s{0,8})\[?\s{0,8}(?:${quote})?(?:${scheme}|${otherScheme})?)(?![[{]|digest\s|${scheme})[^\s"'\\,;&}\])]+`,
      "gi",
    ),
    hidden,
  ],
  [
    new RegExp(
      String.raw`(?<keep>(?:token|secret|secret[_-]?key|private[_-]?key|passw(?:or)?d|api[_-]?key)${is}(?:${quote})?)(?![[{:])[^\s"'\\,;&}\])]{8,}`,
      "gi",
    ),
    hidden,
  ],
  [/(?<keep>\b(?:set-)?cookie\\?["']?\s{0,8}(?:=>|:)\s{0,8}\\?["']?)(?![[{])[^\r\n"'\\]+/gi, hidden],
  // The scheme and something too long to be a word.
  [/(?<keep>\b(?:Bot|[Bb]earer|BEARER|Basic)(?:\s|%20|\+){1,8})[\w.~+/=-]{20,}/g, hidden],
  // A bot token: the id in base64, a timestamp, a signature.
  [/(?<keep>)(?<![\w-])[\w-]{18,}\.[\w-]{5,8}\.[\w-]{20,}/g, redacted],
  [/(?<keep>)mfa\.[\w-]{20,}/g, redacted],
  // A JSON web token, and an interaction token ("interaction:" in base64).
  [/(?<keep>)(?:(?<![\w-])|(?<=%[0-9A-F]{2}))eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, redacted],
  [/(?<keep>)aW50ZXJhY3Rpb246[\w=+/%-]+/g, redacted],
];

/** Any secret is at least that long with its surroundings; shorter text is returned untouched. */
const shortestSecret = 8;

/** The text without bot tokens, authorization headers, cookies, and the tokens in webhook and interaction URLs. */
export function redactText(text: string): string {
  if (text.length < shortestSecret) return text;
  let result = text;
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
