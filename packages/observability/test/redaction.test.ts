import { inspect } from "node:util";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { HttpError } from "@zignal/errors";
import { Logger } from "../src/index.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".split("");

function text(minLength: number, maxLength = minLength): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...letters), { minLength, maxLength }).map((characters) => characters.join(""));
}

const snowflake = fc.bigInt({ min: 10n ** 17n, max: 10n ** 19n }).map(String);

const botToken = fc
  .tuple(snowflake, text(6), text(27, 38))
  .map(([id, time, signature]) => `${Buffer.from(id).toString("base64url")}.${time}.${signature}`);
const interactionToken = text(60, 160).map((end) => Buffer.from(`interaction:1234567890:${end}`).toString("base64url"));
const webhookToken = text(68);
/** Nothing about it tells what it is: only where it stands. */
const opaque = text(30, 40);

/** A secret, and something that carries it where one is likely to stand. */
type Carried = readonly [secret: string, carrier: unknown];

const carried: fc.Arbitrary<Carried> = fc.oneof(
  botToken.map((token): Carried => [token, token]),
  botToken.map((token): Carried => [token, `could not log in with ${token}!`]),
  botToken.map((token): Carried => [token, { headers: { Authorization: `Bot ${token}` } }]),
  opaque.map((token): Carried => [token, { headers: { authorization: `Bearer ${token}` } }]),
  opaque.map((token): Carried => [token, { headers: ["authorization", `Bearer ${token}`] }]),
  opaque.map((token): Carried => [token, new Headers({ Authorization: `Bearer ${token}` })]),
  opaque.map((token): Carried => [token, [["Authorization", `Bearer ${token}`]]]),
  opaque.map((token): Carried => [token, `GET /users/@me\r\nAuthorization: Bearer ${token}\r\n\r\n`]),
  opaque.map((token): Carried => [token, { token }]),
  opaque.map((token): Carried => [token, { DISCORD_TOKEN: token, password: token, client_secret: token }]),
  opaque.map((token): Carried => [token, new Map([["token", token]])]),
  opaque.map((token): Carried => [token, JSON.stringify({ token })]),
  opaque.map((token): Carried => [token, `https://example.com/callback?access_token=${token}&state=1`]),
  opaque.map((token): Carried => [token, new URLSearchParams({ refresh_token: token })]),
  webhookToken.map((token): Carried => [token, `https://discord.com/api/v10/webhooks/123456789012345678/${token}`]),
  webhookToken.map((token): Carried => [
    token,
    new URL(`https://discord.com/api/webhooks/1/${token}/github?wait=true`),
  ]),
  webhookToken.map((token): Carried => [token, { path: `/api/v10/webhooks/1/${token}/messages/@original` }]),
  interactionToken.map((token): Carried => [token, `/interactions/1/${token}/callback`]),
  interactionToken.map((token): Carried => [token, { interaction: { id: "1", token } }]),
  interactionToken.map((token): Carried => [token, [token]]),
);

/** As people write things into messages. */
function written(value: unknown): string {
  return typeof value === "string" ? value : inspect(value, { depth: Infinity });
}

/** Puts a carrier somewhere inside of something else. */
const wrap: fc.Arbitrary<(value: unknown) => unknown> = fc.constantFrom<((value: unknown) => unknown)[]>(
  (value) => ({ body: value }),
  (value) => [1, value, "two"],
  (value) => new Map([["key", value]]),
  (value) => new Set([value]),
  (value) => Object.assign(new Error("outer"), { request: value }),
  (value) => new Error("outer", { cause: value }),
  (value) => new AggregateError([value, new Error("other")], "several"),
  (value) => new Error(written(value)),
  (value) =>
    new HttpError("failed", {
      method: "GET",
      route: "/users/@me",
      status: 500,
      cause: value instanceof Error ? value : new Error(written(value)),
    }),
  (value) => ({ toJSON: () => value }),
  (value) => ({
    get lazy() {
      return value;
    },
  }),
  (value) => {
    const circle: Record<string, unknown> = { value };
    circle["self"] = circle;
    return circle;
  },
  (value) => `quoted: ${written(value)}`,
);

function logged(write: (logger: Logger) => void): string {
  const lines: string[] = [];
  const output = { write: (line: string): void => void lines.push(line) };
  const logger = new Logger({
    level: "trace",
    handlers: [
      { formatter: "json", output },
      { formatter: "pretty", output },
      { formatter: (record) => JSON.stringify(record), output },
    ],
  });
  write(logger);
  expect(lines).toHaveLength(3);
  return lines.join("");
}

const ways: fc.Arbitrary<(logger: Logger, value: unknown) => void> = fc.constantFrom<
  ((logger: Logger, value: unknown) => void)[]
>(
  (logger, value) => logger.info({ value }, "message"),
  (logger, value) => logger.error(value instanceof Error ? value : { err: value }),
  (logger, value) => logger.warn("failed: %s %j %o %d", value, value, value, value),
  (logger, value) => logger.debug("left over", value),
  (logger, value) => logger.info(written(value)),
  (logger, value) => logger.child({ value }).info("child"),
  (logger, value) => logger.addContext("value", value).info("context"),
  (logger, value) => logger.runWithContext({ value }, () => logger.info("flow")),
  (logger, value) => logger.fatal(Object.assign(Object.create(null) as object, { value })),
);

describe("whatever is logged", () => {
  test.prop([carried, fc.array(wrap, { maxLength: 4 }), ways], { numRuns: 3_000 })(
    "holds no token, wherever it hides",
    ([secret, carrier], wraps, log) => {
      const value = wraps.reduce((inner, around) => around(inner), carrier);
      const line = logged((logger) => log(logger, value));
      expect(line).not.toContain(secret);
    },
  );
});
