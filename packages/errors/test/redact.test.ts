import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { isSecretName, redactText, toPlainValue, ZignalError } from "../src/index.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".split("");

function text(minLength: number, maxLength = minLength): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((letters) => letters.join(""));
}

const snowflake = fc.bigInt({ min: 10n ** 16n, max: 10n ** 19n }).map(String);
/** The id in base64, a timestamp, a signature. */
const botToken = fc
  .tuple(snowflake, text(6), text(27, 38))
  .map(([id, time, signature]) => `${Buffer.from(id).toString("base64url")}.${time}.${signature}`);
const webhookToken = text(68);
const interactionToken = text(60, 160).map((end) => Buffer.from(`interaction:1234567890:${end}`).toString("base64url"));

describe("redaction of text", () => {
  test.prop([botToken, fc.constantFrom("", "Bot ", "Bearer ", "token=", "\n", '"', "(")])(
    "takes a bot token out wherever it stands",
    (token, before) => {
      expect(redactText(`before ${before}${token} after`)).not.toContain(token);
      expect(redactText(`${before}${token}`)).not.toContain(token.split(".")[2]);
    },
  );

  test.prop([snowflake, webhookToken, fc.constantFrom("", "/messages/@original", "?wait=true", "/slack", "#x", ")")])(
    "takes the token out of a webhook's URL and keeps its id",
    (id, token, after) => {
      const result = redactText(`POST https://discord.com/api/v10/webhooks/${id}/${token}${after}`);
      expect(result).not.toContain(token);
      expect(result).toContain(`/webhooks/${id}/[redacted]${after}`);
    },
  );

  test.prop([snowflake, interactionToken])("takes an interaction's token out, in a URL and alone", (id, token) => {
    expect(redactText(`/interactions/${id}/${token}/callback`)).toBe(`/interactions/${id}/[redacted]/callback`);
    expect(redactText(`token was ${token}!`)).not.toContain(token);
  });

  it.each([
    ["authorization: Bot abc.def", "authorization: Bot [redacted]"],
    ['{"authorization":"Bearer abc"}', '{"authorization":"Bearer [redacted]"}'],
    ['"{\\"Authorization\\": \\"Bot abc\\"}"', '"{\\"Authorization\\": \\"Bot [redacted]\\"}"'],
    ['[ "authorization", "Bot abc" ]', '[ "authorization", "Bot [redacted]" ]'],
    ["https://x.test/cb?access_token=abcdefgh&y=1", "https://x.test/cb?access_token=[redacted]&y=1"],
    ["client_secret=abcdefghij", "client_secret=[redacted]"],
    ["cookie: __dcfduid=abc; x=y", "cookie: [redacted]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def", "[redacted]"],
    ["URLSearchParams { 'refresh_token' => 'abcdefghij' }", "URLSearchParams { 'refresh_token' => '[redacted]' }"],
    ["Map(1) { 'authorization' => 'Bearer abc' }", "Map(1) { 'authorization' => 'Bearer [redacted]' }"],
    ["mfa.aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "[redacted]"],
    ["bearer abcdefghijklmnopqrstuvwx", "bearer [redacted]"],
    ["authorization: ApiKey abcdefghijklmnopqrstuvwx", "authorization: ApiKey [redacted]"],
    ['Proxy-Authorization: Digest username="x", response="abc"', "Proxy-Authorization: Digest [redacted]"],
    ["[ 'token', 'abcdefghij' ]", "[ 'token', '[redacted]' ]"],
    ["/api//webhooks//1//abcdefghij", "/api//webhooks//1//[redacted]"],
    ["webhooks\\u002f1\\u002fabcdefghij", "webhooks\\u002f1\\u002f[redacted]"],
    ["%252Fwebhooks%252F1%252Fabcdefghij", "%252Fwebhooks%252F1%252F[redacted]"],
  ])("makes %s to %s", (given, expected) => {
    expect(redactText(given)).toBe(expected);
  });

  it.each([
    "Bot is ready",
    "Basic authentication is off",
    "/webhooks/:webhook_id/:webhook_token/messages/:id",
    "/webhooks/{webhook.id}/{webhook.token}",
    "POST /interactions/:interaction_id/:interaction_token/callback gave no answer within 3000 ms",
    "Message 1234567890123456789 in channel 1234567890123456789",
    "token is missing: set DISCORD_TOKEN",
    "at HttpError (file:///srv/bot/node_modules/@zignal/errors/dist/http-error.js:10:5)",
    "https://docs.discord.com/developers/topics/rate-limits#global-rate-limit",
    "version 14.16.3-dev.1730376000-abcdef",
  ])("leaves %s as it is", (innocent) => {
    expect(redactText(innocent)).toBe(innocent);
  });

  it.each([1, 2, 3, 4])("finds secrets in JSON that was written into JSON, %d deep", (depth) => {
    let text = JSON.stringify({
      token: "abcdefghij",
      headers: { authorization: "Bot klmnop" },
      url: "/webhooks/1/qrstuvwx",
    });
    for (let level = 1; level < depth; level++) text = JSON.stringify(text);
    const result = redactText(text);
    expect(result).toMatch(/redacted.*redacted.*redacted/);
    expect(result).not.toMatch(/abcdefghij|klmnop|qrstuvwx/);
  });

  it("finds secrets in names of functions", () => {
    const name = "/webhooks/1/abcdefghij";
    expect(toPlainValue({ [name]: () => undefined })).toEqual({
      "/webhooks/1/[redacted]": "[function /webhooks/1/[redacted]]",
    });
  });

  it("changes nothing when it is done twice", () => {
    const once = redactText("authorization: Bot abcdefgh /webhooks/1/abc?token=12345678901");
    expect(redactText(once)).toBe(once);
  });

  it("is quick on long text", () => {
    const startedAt = performance.now();
    redactText("a.-_b".repeat(40_000));
    redactText("authorization ".repeat(20_000));
    redactText("authorization: a ".repeat(20_000));
    redactText(`token${"\\".repeat(200_000)}`);
    redactText("webhooks\\\\/".repeat(20_000));
    redactText("%2525".repeat(40_000));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

/** Puts the secret where the fuzz has an `@`. */
function plant(value: unknown, secret: string): unknown {
  if (typeof value === "string") return value.replaceAll("@", secret);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof AggregateError) {
    return new AggregateError(
      value.errors.map((item) => plant(item, secret)),
      `several: ${secret}`,
    );
  }
  if (value instanceof Error) return new Error(`failed with ${secret}`, { cause: plant(value.cause, secret) });
  if (Array.isArray(value)) return value.map((item) => plant(item, secret));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plant(item, secret)]));
  if (value instanceof Set) return new Set([...value].map((item) => plant(item, secret)));
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const json: unknown = plant((value.toJSON as () => unknown)(), secret);
    return { toJSON: () => json };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.replaceAll("@", secret), plant(item, secret)]),
  );
}

describe("redaction of values", () => {
  it.each(["token", "Authorization", "bot_token", "x-api-key", "clientSecret", "Set-Cookie", "refresh_token"])(
    "takes %s for the name of a secret",
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );

  it.each(["tokens", "author", "content", "tokenizer", "session"])("takes %s for an innocent name", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("hides secret fields whatever their value, and raw lists of headers", () => {
    expect(
      toPlainValue({ token: "short", nested: { Authorization: ["a"] }, rawHeaders: ["authorization", "x"] }),
    ).toEqual({
      token: "[redacted]",
      nested: { Authorization: "[redacted]" },
      rawHeaders: ["authorization", "[redacted]"],
    });
    expect(toPlainValue(new Headers({ authorization: "x", accept: "y" }))).toEqual({
      accept: "y",
      authorization: "[redacted]",
    });
    expect(toPlainValue({ token: undefined, cookie: null })).toEqual({ cookie: null });
  });

  const nested = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constant("@"),
      fc.constant("x @ y"),
      fc.constant("Bot @"),
      fc.constant("https://discord.com/api/webhooks/123/@/slack?wait=true"),
      fc.integer(),
      fc.string(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "@", "headers", "token", "url", "__proto__"), tie("value"), { maxKeys: 4 }),
      tie("value").map((cause) => new Error("failed with @", { cause })),
      tie("value").map((item) => new AggregateError([item], "several: @")),
      tie("value").map((item) => new Map([["k", item]])),
      tie("value").map((item) => new Set([item])),
      tie("value").map((item) => ({ toJSON: () => item })),
    ),
  })).value;

  test.prop([nested, fc.oneof(botToken, interactionToken)], { numRuns: 500 })(
    "leaves no token anywhere in JSON.stringify(error)",
    (value, token) => {
      const error = new ZignalError("SystemError", `it failed: ${token}`, { cause: plant(value, token) });
      const json = JSON.stringify(error);
      expect(json).not.toContain(token);
      expect(json).toContain("it failed: [redacted]");
    },
  );

  test.prop([nested])("gives what JSON takes back unchanged", (value) => {
    const plain = toPlainValue(value);
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });
});
