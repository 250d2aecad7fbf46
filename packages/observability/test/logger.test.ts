import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { HttpError } from "@zignal/errors";
import type { LoggerLike } from "@zignal/errors";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { Logger, prettyFormat } from "../src/index.ts";
import type { LoggerOptions } from "../src/index.ts";

const run = promisify(execFile);

function setUp(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) };
  const logger = new Logger({ level: "trace", handlers: [{ output }], timeOfDay: () => 1_700_000_000_000, ...options });
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, output, records };
}

function faultyFormatter(): never {
  throw new Error("a fault in the formatter");
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the levels", () => {
  it("are the reference's seven, and pino's warn", () => {
    const { logger, records } = setUp();
    logger.trace("1");
    logger.debug("2");
    logger.info("3");
    logger.warning("4");
    logger.warn("5");
    logger.error("6");
    logger.critical("7");
    logger.fatal("8");
    expect(records().map(({ level, msg }) => [msg, level])).toEqual([
      ["1", "trace"],
      ["2", "debug"],
      ["3", "info"],
      ["4", "warning"],
      ["5", "warning"],
      ["6", "error"],
      ["7", "critical"],
      ["8", "fatal"],
    ]);
  });

  it("drop what lies below, and can be changed for a logger with its children", () => {
    const { logger, records } = setUp({ level: "error" });
    const child = logger.child({});
    child.warning("no");
    child.error("yes");
    expect(logger.isLevelEnabled("warning")).toBe(false);
    child.setLevel("debug");
    logger.debug("now yes");
    logger.setLevel("silent");
    logger.fatal("no");
    expect(records().map(({ msg }) => msg)).toEqual(["yes", "now yes"]);
  });

  it("come from ZIGNAL_LOG_LEVEL unless the option says otherwise", () => {
    vi.stubEnv("ZIGNAL_LOG_LEVEL", "WARN");
    expect(new Logger().isLevelEnabled("info")).toBe(false);
    expect(new Logger().isLevelEnabled("warning")).toBe(true);
    expect(new Logger({ level: "info" }).isLevelEnabled("info")).toBe(true);
    vi.stubEnv("ZIGNAL_LOG_LEVEL", "");
    expect(new Logger().isLevelEnabled("info")).toBe(true);
  });

  it("refuse what is no level, and say where it was found", () => {
    // @ts-expect-error there is no such level
    expect(() => new Logger({ level: "loud" })).toThrow(/^level must be one of trace, .*silent \(was "loud"\)/);
    // @ts-expect-error there is no such level
    expect(() => new Logger({ handlers: [{ level: "loud" }] })).toThrow(/^handlers\[0\]\.level/);
    vi.stubEnv("ZIGNAL_LOG_LEVEL", "loud");
    expect(() => new Logger()).toThrow(/^ZIGNAL_LOG_LEVEL must be one of/);
  });

  it("cost nothing when they are off: fields are not even looked at", () => {
    const { logger } = setUp({ level: "info" });
    const fields = {
      get dear(): never {
        throw new Error("looked at");
      },
    };
    expect(() => logger.debug(fields, "x")).not.toThrow();
  });

  it("make a Logger something that any package takes as its logger", () => {
    expectTypeOf<Logger>().toExtend<LoggerLike>();
  });
});

describe("a record", () => {
  it("is pino's JSON with the level by its name", () => {
    const { logger, lines } = setUp();
    logger.info({ shard: 1 }, "ready");
    expect(lines).toEqual(['{"level":"info","time":1700000000000,"shard":1,"msg":"ready"}\n']);
  });

  it("has an error with its stack, its fields and its causes, given alone or as a field", () => {
    const { logger, records } = setUp();
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const error = new HttpError("no answer", { method: "GET", route: "/gateway", status: 0, cause });
    logger.error(error);
    logger.error({ err: error, attempt: 2 }, "it failed");
    expect(records()).toMatchObject([
      {
        msg: "no answer",
        err: { name: "HttpError", stack: expect.any(String), route: "/gateway", cause: { code: "ECONNRESET" } },
      },
      { msg: "it failed", attempt: 2, err: { name: "HttpError", cause: { message: "reset" } } },
    ]);
  });

  it("survives cycles, bigints and getters that throw", () => {
    const { logger, records } = setUp();
    const cyclic: Record<string, unknown> = { id: 1n };
    cyclic["self"] = cyclic;
    logger.info({ cyclic }, "x");
    expect(records()).toMatchObject([{ cyclic: { id: "1", self: "[circular]" } }]);
  });

  it("can not be given another level, time or message by a field", () => {
    const { logger, records } = setUp();
    logger.info({ level: "fatal", time: 0, msg: "fake" }, "real");
    expect(records()).toEqual([
      { level: "info", time: 1_700_000_000_000, msg: "real", level_: "fatal", time_: 0, msg_: "fake" },
    ]);
  });
});

describe("redaction", () => {
  const botToken = `${Buffer.from("1234567890123456789").toString("base64url")}.GAbCdE.abcdefghijklmnopqrstuvwxyz0123456789AB`;
  const webhook = `https://discord.com/api/webhooks/123456789012345678/${"w".repeat(68)}`;

  it("takes tokens out of messages, fields, headers, URLs, errors, context and flows", () => {
    const { logger, lines, output } = setUp({ context: { session: { token: botToken } } });
    logger.addHandler({ output, formatter: "pretty" });
    logger.addContext("webhook", webhook);
    logger.runWithContext({ interaction: { token: "short-token" } }, () => {
      logger.info(`logging in with ${botToken}`);
      logger.info({ headers: { authorization: `Bot ${botToken}` }, list: [webhook] }, "request");
      logger.error(new Error(`POST ${webhook} failed`, { cause: new Error(botToken) }));
    });
    const text = lines.join("");
    expect(lines).toHaveLength(6);
    expect(text).toContain("[redacted]");
    for (const secret of [botToken, "w".repeat(68), "short-token"]) expect(text).not.toContain(secret);
  });
});

describe("handlers", () => {
  it("have a level, a formatter and an output each", () => {
    const { logger, lines } = setUp();
    const errors: string[] = [];
    logger.addHandler({
      level: "error",
      formatter: ({ level, message }) => `${level}: ${message}`,
      output: { write: (line) => errors.push(line) },
    });
    logger.info("one");
    logger.critical("two");
    expect(lines).toHaveLength(2);
    expect(errors).toEqual(["critical: two\n"]);
  });

  it("are asked only when one of them takes the level", () => {
    const { logger } = setUp({ level: "trace", handlers: [{ level: "error", output: { write: () => undefined } }] });
    expect(logger.isLevelEnabled("warning")).toBe(false);
    logger.addHandler({ level: "debug", output: { write: () => undefined } });
    expect(logger.isLevelEnabled("debug")).toBe(true);
  });

  it("fall back to JSON when a formatter throws", () => {
    const lines: string[] = [];
    const { logger } = setUp({
      handlers: [{ formatter: faultyFormatter, output: { write: (line: string) => lines.push(line) } }],
    });
    logger.info("kept");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      msg: "kept",
      formatterError: "Error: a fault in the formatter",
    });
  });

  it("write to a file in folders that are not there yet, and close it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    const file = join(folder, "a", "b.log");
    const logger = new Logger({ level: "info", handlers: [{ output: { file } }] });
    for (let index = 0; index < 100; index++) logger.info({ index }, "line");
    await logger.close();
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    logger.info("after close: dropped");
    expect(lines).toHaveLength(100);
    expect(JSON.parse(lines[99] ?? "")).toMatchObject({ index: 99 });
    rmSync(folder, { recursive: true });
  });

  it("write to a new file after the old one was moved or deleted, and lose no line", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    const file = join(folder, "bot.log");
    const { logger, lines: others } = setUp();
    logger
      .addHandler({ output: { file }, formatter: ({ message }) => message })
      .addHandler({ output: "stderr", level: "fatal" });
    logger.reopen();
    logger.info("1");
    renameSync(file, join(folder, "bot.log.1"));
    logger.info("2");
    logger.reopen();
    logger.reopen();
    logger.info("3");
    rmSync(file);
    logger.reopen();
    logger.info("4");
    await logger.close();
    expect(readFileSync(join(folder, "bot.log.1"), "utf8")).toBe("1\n2\n");
    expect(readFileSync(file, "utf8")).toBe("4\n");
    expect(others).toHaveLength(4);
    logger.reopen();
    rmSync(folder, { recursive: true });
  });

  it("hand lines to a pino transport in a worker", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    const destination = join(folder, "transport.log");
    await using logger = new Logger({
      level: "info",
      handlers: [{ output: { transport: { target: "pino/file", options: { destination } } } }],
    });
    logger.info("through the worker");
    await logger.close();
    expect(readFileSync(destination, "utf8")).toContain("through the worker");
    rmSync(folder, { recursive: true });
  });

  it("refuse outputs and formatters that are none", () => {
    // @ts-expect-error not an output
    expect(() => new Logger({ handlers: [{ output: "paper" }] })).toThrow(/handlers\[0\]\.output must be "stdout"/);
    // @ts-expect-error not a formatter
    expect(() => new Logger({ handlers: [{ formatter: "xml" }] })).toThrow(/handlers\[0\]\.formatter .*"xml"/);
  });

  it("write JSON to stdout by default when it is no terminal, all of it before the process ends", async () => {
    const script = `
      import { Logger } from "@zignal/observability";
      const logger = new Logger();
      for (let index = 0; index < 1000; index++) logger.info({ index }, "line");
      process.exit(0);`;
    const { stdout } = await run(
      process.execPath,
      ["--conditions=@zignal/source", "--input-type=module", "-e", script],
      {
        cwd: new URL("..", import.meta.url),
        env: { PATH: process.env["PATH"] },
      },
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(1_000);
    expect(JSON.parse(lines[999] ?? "")).toMatchObject({ level: "info", index: 999 });
  });
});

describe("context", () => {
  it("is added to all later records, of children too, until it is removed", () => {
    const { logger, records } = setUp({ context: { bot: "zignal" } });
    const child = logger.child({ shard: 1 });
    logger.addContext("guild_id", 1n).addContext("user_id", "2");
    child.info("one");
    logger.removeContext("guild_id");
    child.info("two");
    logger.info("three");
    expect(records()).toMatchObject([
      { bot: "zignal", guild_id: "1", user_id: "2", shard: 1 },
      { bot: "zignal", user_id: "2", shard: 1 },
      { bot: "zignal", user_id: "2" },
    ]);
    expect(records()[1]).not.toHaveProperty("guild_id");
    expect(records()[2]).not.toHaveProperty("shard");
  });

  it("follows an asynchronous flow, and no other", async () => {
    const { logger, records } = setUp();
    const handle = (guildId: string) =>
      logger.runWithContext({ guildId }, async () => {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        logger.child({ command: "ping" }).info(guildId);
        return logger.runWithContext({ userId: `user of ${guildId}` }, () => logger.info(guildId));
      });
    await Promise.all([handle("1"), handle("2")]);
    logger.info("outside");
    for (const { msg, guildId } of records().slice(0, 4)) expect(guildId).toBe(msg);
    expect(records().filter(({ userId }) => userId !== undefined)).toHaveLength(2);
    expect(records()[4]).not.toHaveProperty("guildId");
  });

  it("gives way to a call's own fields", () => {
    const { logger, records } = setUp({ context: { a: 1, b: 1, c: 1 } });
    logger.runWithContext({ b: 2, c: 2 }, () => logger.info({ c: 3 }, "x"));
    expect(records()).toMatchObject([{ a: 1, b: 2, c: 3 }]);
  });

  it("is not shared by two loggers", () => {
    const one = setUp();
    const two = setUp();
    one.logger.runWithContext({ of: "one" }, () => two.logger.info("x"));
    expect(two.records()[0]).not.toHaveProperty("of");
  });
});

describe("the pretty format", () => {
  const record = { level: "warning", time: new Date(2026, 0, 2, 3, 4, 5, 6).getTime(), message: "careful" } as const;

  it("is one line with time, level, message and fields", () => {
    const line = prettyFormat({ colors: false })({ ...record, fields: { guildId: "1", name: "two words", list: [1] } });
    expect(line).toBe('03:04:05.006 WARNING  careful guildId=1 name="two words" list=[1]');
  });

  it("puts an error's stack, what to do and its causes below", () => {
    const lines: string[] = [];
    const { logger } = setUp({
      handlers: [{ formatter: "pretty", output: { write: (line: string) => lines.push(line) } }],
    });
    const cause = new AggregateError([new Error("inner")], "several");
    logger.error(new HttpError("gone", { method: "GET", route: "/x", status: 404, cause }));
    expect(lines.join("")).toMatch(
      /ERROR {4}gone\n {4}HttpError: gone\n {8}at [^]*status=404[^]*What to do: It does not[^]*caused by: AggregateError: several[^]*one of: Error: inner/,
    );
  });

  it("does not let what users write steer the terminal", () => {
    const line = prettyFormat({ colors: false })({
      ...record,
      message: "\u001B[2Jhi\r\nthere",
      fields: { "\u0007": "\u001B]0;x" },
    });
    for (const character of ["\u0007", "\r", "\u001B"]) expect(line).not.toContain(character);
    expect(line).toContain("\\x1b[2Jhi\\x0d\n    there");
  });

  it("has colours when asked", () => {
    expect(prettyFormat({ colors: true })({ ...record, fields: {} })).toContain("\u001B[33mWARNING");
  });
});
