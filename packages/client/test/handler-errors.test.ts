import { describe, expect, it, vi } from "vitest";
import { Client, ErrorHandler, type ErrorRecord, InteractionHandler, silentLogger, ZignalError } from "../src/index.ts";
import { createBot, optionsFor, startBot } from "./bot.ts";
import { recordingLogger } from "./recording-logger.ts";

const failure = new TypeError("the handler is broken");

/** What went to stderr while `run` ran. */
async function stderrOf(run: () => Promise<void>): Promise<string> {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await run();
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

describe("a handler that throws or rejects", () => {
  it.each([
    [
      "throws",
      () => {
        throw failure;
      },
    ],
    ["rejects", () => Promise.reject(failure)],
  ])("that %s reaches the ErrorHandler with the event's place, and the next event comes", async (_how, broken) => {
    const errorHandler = new ErrorHandler();
    await using bot = await startBot({ errorHandler, logger: silentLogger });
    const { client, sandbox } = bot;
    client.once("messageCreate", broken);
    const seen = new Promise<ErrorRecord>((resolve) => errorHandler.once("handled", resolve));
    const alice = sandbox.user("alice");
    await alice.sendMessage("general", "first");
    const { error, context } = await seen;
    expect(error).toBeInstanceOf(ZignalError);
    expect(error.cause).toBe(failure);
    expect(context).toMatchObject({
      guildId: sandbox.guildId,
      channelId: sandbox.channels["general"],
      userId: alice.id,
      extra: { event: "messageCreate", shardId: 0 },
    });
    const next = client.waitFor("messageCreate");
    await alice.sendMessage("general", "second");
    expect((await next).content).toBe("second");
    expect(client.gateway.getStats()).toMatchObject({ ready: 1, identifies: 1 });
  });

  it("reaches the listeners of `error`, and the other listeners of its event are called all the same", async () => {
    const logger = recordingLogger();
    await using bot = await startBot({ logger });
    const { client, sandbox } = bot;
    client.once("messageCreate", () => {
      throw failure;
    });
    const heard = client.waitFor("messageCreate");
    const error = client.waitFor("error");
    await sandbox.user("alice").sendMessage("general", "hello");
    expect((await heard).content).toBe("hello");
    expect((await error).cause).toBe(failure);
    expect(logger.lines.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual([
      "the handler is broken",
    ]);
  });

  it("names the shard when a listener of the connection fails", async () => {
    const errorHandler = new ErrorHandler();
    await using bot = await createBot({ errorHandler, logger: silentLogger });
    bot.client.on("shardReady", () => {
      throw failure;
    });
    await bot.client.connect();
    expect(errorHandler.history[0]?.context.extra).toEqual({ event: "shardReady", shardId: 0 });
  });

  it("does not tell a listener of `error` that throws of its own error, but logs it", async () => {
    const logger = recordingLogger();
    await using bot = await startBot({ logger });
    const { client, sandbox } = bot;
    const listener = vi.fn<() => never>(() => {
      throw new Error("broken too");
    });
    client.on("error", listener);
    client.once("messageCreate", () => {
      throw new Error("broken");
    });
    const next = client.waitFor("messageCreate");
    await sandbox.user("alice").sendMessage("general", "hello");
    await next;
    expect(listener).toHaveBeenCalledTimes(1);
    expect(logger.lines.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual([
      "broken",
      "broken too",
    ]);
  });

  it("keeps the context of its event when the error is one of a REST call", async () => {
    const errorHandler = new ErrorHandler();
    await using bot = await startBot({ errorHandler });
    bot.client.once("messageCreate", async (message) => {
      await message.react("no emoji at all");
    });
    const error = bot.client.waitFor("error");
    await bot.sandbox.user("alice").sendMessage("general", "hello");
    expect(await error).toMatchObject({ discordCode: 10014 });
    expect(errorHandler.history.map(({ context }) => context.extra["event"])).toEqual(["messageCreate"]);
  });
});

describe("an error that nobody is there to hear of", () => {
  it.each([
    ["without any option", {}],
    ["with an ErrorHandler that shows nothing to anybody", { errorHandler: new ErrorHandler() }],
  ])("goes to stderr %s, with the event, the stack and no token", async (_what, options) => {
    await using bot = await startBot(options);
    const { client, sandbox } = bot;
    const token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
    client.once("messageCreate", () => {
      throw new Error(`refused with ${token}`, { cause: failure });
    });
    const output = await stderrOf(async () => {
      const next = client.waitFor("messageCreate");
      await sandbox.user("alice").sendMessage("general", "hello");
      await next;
    });
    expect(output).toMatch(/^\[zignal\] error: refused with /);
    expect(output).toContain("handler-errors.test.ts");
    expect(output).toContain("caused by TypeError: the handler is broken");
    expect(output).toContain("messageCreate");
    expect(output).toContain(sandbox.guildId);
    expect(output).not.toContain(token);
    expect(output.match(/\[zignal\]/g)).toHaveLength(1);
  });

  it("says nothing on stderr where somebody listens to `error`, or a logger was given", async () => {
    const logger = recordingLogger();
    await using listening = await startBot();
    await using logging = await startBot({ logger });
    listening.client.on("error", () => {});
    for (const { client } of [listening, logging]) {
      client.once("messageCreate", () => {
        throw failure;
      });
    }
    const output = await stderrOf(async () => {
      for (const { client, sandbox } of [listening, logging]) {
        const next = client.waitFor("messageCreate");
        await sandbox.user("alice").sendMessage("general", "hello");
        await next;
      }
    });
    expect(output).toBe("");
    expect(logger.lines.map(({ level }) => level)).toContain("error");
  });

  it("of a configured InteractionHandler that names nobody reaches the client's listeners", async () => {
    await using plain = await createBot();
    const interactions = new InteractionHandler({ rest: plain.client.rest });
    interactions.registerSlashCommand({
      name: "broken",
      description: "Breaks",
      execute: () => {
        throw failure;
      },
    });
    await using client = new Client(optionsFor(plain.sandbox, { interactions }));
    const error = client.waitFor("error");
    await client.connect();
    await interactions.syncCommands();
    await plain.sandbox.user("alice").runCommand("broken", {}, { channel: "general" });
    expect((await error).cause).toBe(failure);
  });
});
