/** What stands where a secret stood. */
export const redacted = "[redacted]";

/**
 * Names of fields and headers whose value is a secret whatever it looks like; compared in lower case, without `-` and `_`.
 * Discord's own payloads use `token` for bot, webhook, interaction and voice tokens.
 */
const secretNames = new Set([
  "accesstoken",
  "apikey",
  "authorization",
  "bottoken",
  "clientsecret",
  "cookie",
  "discordtoken",
  "idtoken",
  "interactiontoken",
  "password",
  "proxyauthorization",
  "refreshtoken",
  "secret",
  "secretkey",
  "setcookie",
  "token",
  "webhooktoken",
  "xapikey",
]);

/** Is a field or header of this name a secret? */
export function isSecretName(name: string): boolean {
  return secretNames.has(name.replace(/[-_]/g, "").toLowerCase());
}

const hidden = `$<keep>${redacted}`;

// Placeholders of a route (`:token`, `{webhook.token}`) and what was redacted already stay as they are.
const patterns: readonly [pattern: RegExp, replacement: string][] = [
  // https://docs.discord.com/developers/resources/webhook, .../interactions/receiving-and-responding
  [/(?<keep>\/(?:webhooks|interactions)\/\d+\/)(?![:{[])[^\s/?#"'`<>\\)\]}|,]+/gi, hidden],
  // A header or field written out: `authorization: Bot x`, `"token":"x"`, `?access_token=x`.
  [
    /(?<keep>\b(?:proxy-)?authorization\\?["']?\s*[:=,]\s*\[?\s*\\?["']?(?:(?:bot|bearer|basic)(?:\s|%20|\+)+)?)(?![[{]|(?:bot|bearer|basic)(?:\s|%20|\+))[^\s"'\\,;&}\])]+/gi,
    hidden,
  ],
  [
    /(?<keep>(?:\b|_)(?:token|client[_-]?secret|secret[_-]?key|password|api[_-]?key)\\?["']?\s*[=:]\s*\\?["']?)(?![[{:])[^\s"'\\,;&}\])]{8,}/gi,
    hidden,
  ],
  [/(?<keep>\b(?:set-)?cookie\\?["']?\s*:\s*\\?["']?)(?![[{])[^\r\n"'\\]+/gi, hidden],
  // The scheme and something too long to be a word.
  [/(?<keep>\b(?:Bot|Bearer|Basic)(?:\s|%20|\+)+)[\w.~+/=-]{20,}/g, hidden],
  // A bot token: the id in base64, a timestamp, a signature.
  [/(?<keep>)(?<![\w-])[\w-]{18,}\.[\w-]{5,8}\.[\w-]{20,}/g, redacted],
  [/(?<keep>)mfa\.[\w-]{20,}/g, redacted],
  // A JSON web token, and an interaction token ("interaction:" in base64).
  [/(?<keep>)eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, redacted],
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
