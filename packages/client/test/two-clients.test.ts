import { describe, expect, it } from "vitest";
import { Client, silentLogger } from "../src/index.ts";
import { createBot, optionsFor, startBot } from "./bot.ts";

describe("two clients in one process", () => {
  it("on two Discords hear and count their own, and one that is closed takes nothing from the other", async () => {
    await using first = await startBot();
    await using second = await startBot({ cache: false });
    const heard: string[] = [];
    first.client.on("messageCreate", ({ content }) => heard.push(`first ${content}`));
    second.client.on("messageCreate", ({ content }) => heard.push(`second ${content}`));
    const [one, two] = [first.client.waitFor("messageCreate"), second.client.waitFor("messageCreate")];
    await first.sandbox.user("alice").sendMessage("general", "a");
    await second.sandbox.user("alice").sendMessage("general", "b");
    await Promise.all([one, two]);
    expect(heard.toSorted()).toEqual(["first a", "second b"]);
    expect(first.client.user?.id).not.toBe(second.client.user?.id);
    const before = first.client.rest.getStats().requests;
    await second.client.rest.users.getMyUser();
    expect(first.client.rest.getStats().requests).toBe(before);

    await second.client.close();
    const still = first.client.waitFor("messageCreate");
    await first.sandbox.user("bob").sendMessage("general", "c");
    expect((await still).content).toBe("c");
    expect((await first.client.getUser(first.sandbox.users["bob"] ?? "")).username).toBe("bob");
  });

  it("of the same bot each hear everything, and errors of one go to its own listeners", async () => {
    await using bot = await startBot({ logger: silentLogger });
    const other = new Client(optionsFor(bot.sandbox, { logger: silentLogger }));
    const errors: string[] = [];
    bot.client.on("error", ({ message }) => errors.push(`first ${message}`));
    other.on("error", ({ message }) => errors.push(`second ${message}`));
    other.on("messageCreate", () => {
      throw new Error("broken");
    });
    await other.connect();
    const both = Promise.all([bot.client.waitFor("messageCreate"), other.waitFor("messageCreate")]);
    await bot.sandbox.user("alice").sendMessage("general", "hello");
    expect((await both).map(({ content }) => content)).toEqual(["hello", "hello"]);
    expect(errors).toEqual(["second broken"]);
    await other.close();
  });
});

describe("changes of mind", () => {
  it("reconnect(), disconnect() and connect() in the midst of each other end in the last one's state", async () => {
    await using bot = await createBot({ logger: silentLogger });
    const { client, sandbox } = bot;
    const early = client.connect().catch((error: unknown) => error);
    await client.disconnect();
    expect(await early).toBeInstanceOf(Error);
    await client.connect();
    const again = client.reconnect().catch((error: unknown) => error);
    await client.disconnect();
    await again;
    expect(client.gateway.shards.size).toBe(0);
    await Promise.all([client.connect(), client.connect()]);
    const heard = client.waitFor("messageCreate");
    await sandbox.user("alice").sendMessage("general", "after all");
    expect((await heard).content).toBe("after all");
  });

  it("reconnect() without a connection connects, and says when the client is closed", async () => {
    await using bot = await createBot();
    await bot.client.reconnect();
    expect(bot.client.gateway.getStats().ready).toBe(1);
    expect(bot.client.user?.id).toBe(bot.sandbox.botId);
    await bot.client.close();
    await expect(bot.client.reconnect()).rejects.toThrow(/closed/);
  });

  it("listeners that come and go while an event is told, and once() in once(), are called as they should be", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    const told: string[] = [];
    const second = (): void => void told.push("second");
    client.on("messageCreate", ({ content }) => {
      told.push(`on ${content}`);
      client.off("messageCreate", second);
    });
    client.once("messageCreate", ({ content }) => {
      told.push(`once ${content}`);
      client.once("messageCreate", (message) => told.push(`later ${message.content}`));
    });
    client.on("messageCreate", second);
    for (const text of ["1", "2", "3"]) {
      const heard = client.waitFor("messageCreate");
      await sandbox.user("alice").sendMessage("general", text);
      await heard;
    }
    expect(told).toEqual(["on 1", "once 1", "second", "on 2", "later 2", "on 3"]);
  });
});
