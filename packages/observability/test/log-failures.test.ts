import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Logger } from "../src/index.ts";
import type { LogHandlerOptions } from "../src/index.ts";

const run = promisify(execFile);
const token = ["MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"].join(".");

function setUp(...handlers: LogHandlerOptions[]) {
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) };
  const logger = new Logger({ level: "trace", handlers: [...handlers, { output, formatter: "json" }] });
  const last = () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown>;
  return { logger, lines, last };
}

describe("what a log method is called with", () => {
  it("fills the message with values, as pino and console do, and drops none of them", () => {
    const { logger, last } = setUp();
    logger.info("%s has %d of %j", "alice", 3, { guilds: 5 }, "left over");
    expect(last()).toMatchObject({ msg: 'alice has 3 of {"guilds":5} left over' });
    logger.info({ shard: 1 }, "shard %i is %o", 1, { ready: true });
    expect(last()).toMatchObject({ shard: 1, msg: "shard 1 is { ready: true }" });
  });

  it("keeps an error that comes after the message", () => {
    const { logger, last } = setUp();
    logger.error("could not join:", new Error("no route"));
    expect(last()).toMatchObject({ msg: "could not join: no route", err: { name: "Error", message: "no route" } });
  });

  it("takes an error first, with a message or without", () => {
    const { logger, last } = setUp();
    logger.error(new Error("no route"), "could not join");
    expect(last()).toMatchObject({ msg: "could not join", err: { message: "no route" } });
    logger.error(new Error("no route"));
    expect(last()).toMatchObject({ msg: "no route", err: { message: "no route" } });
  });

  it("has no secret, wherever it stands", () => {
    const { logger, lines } = setUp();
    logger.info("login with %s", token);
    logger.info("headers %j", { authorization: "opaque-secret" });
    logger.info("headers %o", new Map([["x-api-key", "opaque-secret"]]));
    logger.info(new Map([["token", "opaque-secret"]]), "a map");
    logger.info("failed", new Error(`for ${token}`));
    logger.info({ msg: `as ${token}` });
    expect(lines).toHaveLength(6);
    expect(lines.join("")).not.toMatch(/opaque-secret|ZnCjm1XV/);
  });

  it("may be anything, and does not throw", () => {
    const { logger, lines, last } = setUp();
    const hostile = {
      get a(): never {
        throw new Error("no");
      },
      b: 1,
    };
    logger.info(hostile, "hostile");
    expect(last()).toMatchObject({ a: "[unreadable]", b: 1, msg: "hostile" });
    logger.info([1, 2], "a list");
    expect(last()).toMatchObject({ value: [1, 2], msg: "a list" });
    logger.info({ msg: "as pino has it", id: 1 });
    expect(last()).toMatchObject({ msg: "as pino has it", id: 1 });
    for (const odd of [5, null, undefined, Symbol("s"), () => 1]) logger.info(odd as unknown as object, "odd");
    expect(lines).toHaveLength(8);
  });
});

describe("an output that fails", () => {
  let folder = "";
  let warnings: string[] = [];
  let terminal: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    warnings = [];
    terminal = [];
    vi.spyOn(process, "emitWarning").mockImplementation((warning) => void warnings.push(String(warning)));
    vi.spyOn(process.stderr, "write").mockImplementation((line) => terminal.push(String(line)) > 0);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it("does not fail who logs, nor the other outputs, and says so once", () => {
    const { logger, lines } = setUp({
      output: {
        write() {
          throw new Error("full");
        },
      },
    });
    logger.info("one");
    logger.info("two");
    expect(lines).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining("full")]);
  });

  it("may fail later, without an unhandled rejection", async () => {
    const { logger } = setUp({ output: { write: () => Promise.reject(new Error("webhook is gone")) } });
    logger.info("one");
    await new Promise(setImmediate);
    expect(warnings).toEqual([expect.stringContaining("webhook is gone")]);
  });

  it("may log about itself without end", () => {
    const { logger, lines } = setUp({ output: { write: () => logger.info("written") } });
    logger.info("one");
    expect(lines).toHaveLength(2);
  });

  it("is a file that can not be opened: the warning names it, and lines go to stderr", async () => {
    const logger = new Logger({ handlers: [{ output: { file: folder }, formatter: "json" }] });
    logger.info("one");
    logger.info("two");
    await logger.close();
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${folder}.*EISDIR`))]);
    expect(terminal.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["one", "two"]);
  });

  it.runIf(process.platform === "linux")(
    "is a full disk: the process goes on, and close says what was lost",
    async () => {
      const logger = new Logger({ handlers: [{ output: { file: "/dev/full" } }] });
      logger.info("one");
      await expect(logger.close()).rejects.toMatchObject({
        message: "Lines of the log could not be written to /dev/full",
        cause: { code: "ENOSPC" },
      });
      expect(warnings).toEqual([expect.stringContaining("ENOSPC")]);
    },
  );

  it("is a formatter that returns no text: the line is written as JSON", () => {
    const { logger, lines } = setUp();
    logger.addHandler({
      output: { write: (line) => lines.push(line) },
      formatter: () => undefined as unknown as string,
    });
    logger.info("one");
    expect(lines.at(-1)).toContain('"formatterError":"TypeError: the formatter returned no text","msg":"one"');
  });

  it("may be a transport: close() ends when its lines are written, and the process not before", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    const file = join(folder, "bot.log");
    const script = `
      import { Logger } from "@zignal/observability";
      const transport = { target: "pino/file", options: { destination: ${JSON.stringify(file)} } };
      const logger = new Logger({ handlers: [{ output: { transport } }] });
      for (let index = 0; index < 100; index++) logger.info({ index }, "line");
      await logger.close();
      console.log("closed");`;
    const { stdout } = await run(
      process.execPath,
      ["--conditions=@zignal/source", "--input-type=module", "-e", script],
      { cwd: new URL("..", import.meta.url), timeout: 10_000 },
    );
    expect(stdout).toBe("closed\n");
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(100);
    rmSync(folder, { recursive: true });
  });

  it("may be a transport that fails: it says so once, and close() does not hang", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zignal-log-"));
    const target = join(folder, "broken.mjs");
    writeFileSync(target, 'throw new Error("broken")');
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const logger = new Logger({ level: "info", handlers: [{ output: { transport: { target } } }] });
    logger.info("lost");
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
    logger.info("lost too");
    await expect(logger.close()).rejects.toThrow("Lines of the log could not be written");
    const codes = warn.mock.calls.map(([, options]) => options?.code);
    expect(codes.filter((code) => code === "ZIGNAL_LOG_OUTPUT")).toHaveLength(1);
    warn.mockRestore();
    rmSync(folder, { recursive: true });
  });

  it("writes out all that was logged before close resolves", async () => {
    const file = join(folder, "deep", "bot.log");
    const logger = new Logger({ handlers: [{ output: { file }, formatter: "json" }] });
    for (let number = 0; number < 5_000; number++) logger.info({ number }, "line");
    await logger.close();
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(5_000);
  });

  it.each([
    [{ handlers: [{ output: { write: 5 } }] }, "handlers[0].output"],
    [{ handlers: [{ output: { file: "" } }] }, "handlers[0].output"],
    [{ handlers: [null] }, "handlers[0]"],
    [{ handlers: "stdout" }, "handlers"],
  ])("is named when it was none to begin with: %j", (options, path) => {
    expect(() => new Logger(options as never)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path })] }),
    );
  });
});
