import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  discordRecoveries,
  gatewayCloseRecoveries,
  GatewayError,
  HttpError,
  httpRecoveries,
  InvalidTokenError,
  RateLimitError,
  recoveryFor,
  TimeoutError,
  ValidationError,
  voiceCloseRecoveries,
  VoiceError,
} from "../src/index.ts";
import { renderErrorPage } from "../scripts/error-page.ts";

const tables = [httpRecoveries, discordRecoveries, gatewayCloseRecoveries, voiceCloseRecoveries];

describe("the tables", () => {
  it("have each code once, with a meaning, an advice and a link", () => {
    for (const table of tables) {
      expect(new Set(table.map(({ code }) => code)).size).toBe(table.length);
      for (const row of table) {
        expect(row.meaning).not.toBe("");
        expect(row.advice).toMatch(/^[A-Z1-9].*\.$/);
        expect(row.link).toMatch(/^https:\/\/docs\.discord\.com\/developers\/topics\/opcodes-and-status-codes#/);
        expect(row.retryable).toBe(row.repeat !== "never");
      }
    }
  });

  it("have every code of the reference", () => {
    expect(httpRecoveries.map(({ code }) => code)).toEqual(expect.arrayContaining([400, 401, 403, 429, 500, 502, 503]));
    expect(gatewayCloseRecoveries.map(({ code }) => code)).toEqual(
      expect.arrayContaining([4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014]),
    );
  });

  it("have all documented codes of Discord's JSON errors and of voice", () => {
    expect(discordRecoveries).toHaveLength(240);
    expect(voiceCloseRecoveries.map(({ code }) => code)).toEqual([
      1006, 4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4015, 4016, 4017, 4020, 4021, 4022,
    ]);
  });

  it("are what the documentation shows (run `pnpm --filter @zignal/errors docs` when this fails)", () => {
    const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
    expect(page).toBe(renderErrorPage());
  });
});

describe("recoveryFor", () => {
  it.each([401, 403])("says never to retry a %i: it earns an IP ban", (httpStatus) => {
    expect(recoveryFor({ httpStatus })).toMatchObject({ retryable: false, repeat: "never" });
  });

  it.each([4004, 4010, 4011, 4012, 4013, 4014])("says never to reconnect after close code %i", (gatewayCloseCode) => {
    expect(recoveryFor({ gatewayCloseCode })).toMatchObject({ retryable: false, strategy: "fix-configuration" });
  });

  it.each([1000, 1001, 1006, 4000, 4001, 4002, 4005, 4008, 1011, 4999])(
    "says to resume after close code %i",
    (gatewayCloseCode) => {
      expect(recoveryFor({ gatewayCloseCode })).toMatchObject({ retryable: true, strategy: "resume" });
    },
  );

  it.each([4003, 4007, 4009])("says to identify after close code %i", (gatewayCloseCode) => {
    expect(recoveryFor({ gatewayCloseCode })).toMatchObject({ retryable: true, strategy: "new-session" });
  });

  it.each([
    [1006, "resume"],
    [4015, "resume"],
    [4006, "new-session"],
    [4009, "new-session"],
    [4014, "await-server"],
    [4021, "await-server"],
    [4022, "await-server"],
    [4017, "fix-configuration"],
    [4016, "fix-request"],
    [1011, "resume"],
    [4998, "new-session"],
  ])("tells voice close code %i: %s", (voiceCloseCode, strategy) => {
    expect(recoveryFor({ voiceCloseCode })).toMatchObject({ table: "voice", strategy });
  });

  it.each([
    [10062, "give-up", "never"],
    [40060, "give-up", "never"],
    [50001, "check-permissions", "never"],
    [50013, "check-permissions", "never"],
    [50027, "give-up", "never"],
    [50035, "fix-request", "never"],
    [30005, "fix-request", "never"],
    [20028, "wait", "always"],
    [130000, "backoff", "always"],
    [10999, "give-up", "never"],
  ])("tells Discord's code %i: %s", (discordCode, strategy, repeat) => {
    expect(recoveryFor({ discordCode })).toMatchObject({ table: "discord", strategy, repeat });
  });

  it("waits after a 429 whatever its code says, and goes by the code otherwise", () => {
    expect(recoveryFor({ httpStatus: 429, discordCode: 50013 })).toMatchObject({ code: 429, strategy: "wait" });
    expect(recoveryFor({ httpStatus: 403, discordCode: 50013 })).toMatchObject({ code: 50013 });
    expect(recoveryFor({ httpStatus: 503, discordCode: 0 })).toMatchObject({ code: 503 });
  });

  it("tells bare numbers apart by their range", () => {
    expect(recoveryFor(502)).toMatchObject({ table: "http" });
    expect(recoveryFor(4014)).toMatchObject({ table: "gateway" });
    expect(recoveryFor(50013)).toMatchObject({ table: "discord" });
    expect(recoveryFor(0)).toMatchObject({ table: "discord" });
    expect(recoveryFor(599)).toMatchObject({ strategy: "backoff" });
    expect(recoveryFor(418)).toMatchObject({ strategy: "fix-request" });
  });

  it("answers for errors, with what the error itself knows", () => {
    const post = new HttpError("502", { method: "POST", route: "/x", status: 502 });
    expect(recoveryFor(post)).toMatchObject({ table: "http", code: 502, retryable: false, repeat: "idempotent" });
    const limited = new RateLimitError("slow", { method: "GET", route: "/x", retryAfterMs: 50, scope: "user" });
    expect(recoveryFor(limited)).toMatchObject({ code: 429, advice: expect.stringContaining("50 ms") });
    expect(recoveryFor(new InvalidTokenError("no"))).toMatchObject({ code: 401, retryable: false });
    expect(recoveryFor(new GatewayError("x", { closeCode: 4014 }))).toMatchObject({ code: 4014 });
    expect(recoveryFor(new VoiceError("x", { closeCode: 4014 }))).toMatchObject({ table: "voice", code: 4014 });
    expect(recoveryFor(ValidationError.of("a", "b"))).toMatchObject({ table: undefined, strategy: "fix-request" });
    expect(recoveryFor(new TimeoutError("POST /x", 5))).toMatchObject({ repeat: "idempotent", retryable: false });
    expect(recoveryFor(new Error("bug"))).toMatchObject({ strategy: "give-up", retryable: false });
  });

  it.each([-1, 1.5, Number.NaN])("refuses %d, which is no code", (code) => {
    expect(() => recoveryFor(code)).toThrow(/code must be a whole number/);
    expect(() => recoveryFor({ httpStatus: code })).toThrow(/httpStatus/);
  });

  test.prop([fc.nat({ max: 600_000 })])("has an answer for any code of any table", (code) => {
    for (const subject of [
      { httpStatus: code },
      { discordCode: code },
      { gatewayCloseCode: code },
      { voiceCloseCode: code },
    ]) {
      expect(recoveryFor(subject)).toMatchObject({ code, advice: expect.stringMatching(/./) });
    }
  });
});
