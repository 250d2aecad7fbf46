import { Cache } from "@zignal/cache";
import { Gateway } from "@zignal/gateway";
import { ConnectionPool, Rest } from "@zignal/rest";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it, vi } from "vitest";
import { Client, type ClientGateway, InteractionHandler, ValidationError } from "../src/index.ts";
import { allIntents, createBot, optionsFor, startBot } from "./bot.ts";

const base = { token: "MTIz.abc.def", intents: {} } as const;

describe("without a cache", () => {
  it("events come without the state before, and getGuild asks Discord", async () => {
    await using bot = await startBot({ cache: false });
    const { client, sandbox } = bot;
    expect(client.cache).toBeUndefined();
    const alice = sandbox.user("alice");
    const sent = await alice.sendMessage("general", "before");
    const edited = client.waitFor("messageUpdate", { withContext: true });
    await alice.edit(sent, "after");
    const [message, { previous }] = await edited;
    expect([message.content, previous]).toEqual(["after", undefined]);

    const before = client.rest.getStats().requests;
    const guild = await client.getGuild(sandbox.guildId);
    expect(guild.name).toBe("Zignal Lab");
    expect(client.rest.getStats().requests).toBe(before + 1);
    expect((await guild.channels.fetch()).map(({ name }) => name)).toContain("general");
    expect((await guild.members.fetch(alice.id)).displayName).toBe("Alice");
  });

  it("knows the number of guilds all the same", async () => {
    await using bot = await createBot({ cache: false });
    const ready = bot.client.waitFor("ready");
    await bot.client.connect();
    expect(await ready).toMatchObject({ guildCount: 1, shardCount: 1, applicationId: bot.sandbox.applicationId });
  });
});

describe("a part that is given", () => {
  it("is used: rest, gateway, cache and interactions", async () => {
    await using sandbox = await createSandbox();
    const rest = new Rest({ token: sandbox.token, baseUrl: sandbox.restUrl });
    const gateway = new Gateway({ token: sandbox.token, intents: allIntents, rest, url: sandbox.gatewayUrl });
    const cache = new Cache({ maxMessages: 10 });
    const interactions = new InteractionHandler({ rest });
    const client = new Client({ token: sandbox.token, intents: allIntents, rest, gateway, cache, interactions });
    expect([client.rest, client.gateway, client.cache, client.interactions]).toEqual([
      rest,
      gateway,
      cache,
      interactions,
    ]);
    const heard = client.waitFor("messageCreate");
    await client.connect();
    await sandbox.user("alice").sendMessage("general", "hello");
    expect((await heard).content).toBe("hello");
    expect(cache.getGuild(sandbox.guildId)).toBeDefined();

    await client.close();
    expect(gateway.shards.size).toBe(0);
    expect(gateway.listenerCount("dispatch")).toBe(0);
    // The client did not make it, and does not close it.
    expect((await rest.users.getMyUser()).id).toBe(sandbox.botId);
    await rest.close();
  });

  it("is known by what it can do, so that one of another copy of its package, or one of one's own, fits", () => {
    const gateway = {
      connect: vi.fn<() => Promise<void>>(),
      disconnect: vi.fn<() => Promise<void>>(),
      on: () => gateway,
      off: () => gateway,
    } as unknown as ClientGateway;
    expect(new Client({ ...base, gateway }).gateway).toBe(gateway);
    const rest = new Rest({ token: base.token });
    const foreign = Object.setPrototypeOf({ request: () => {}, gateway: rest.gateway }, null) as Rest;
    expect(new Client({ ...base, rest: foreign }).rest).toBe(foreign);
  });

  it("of options goes to the client's own part", async () => {
    await using sandbox = await createSandbox();
    const connectionPool = new ConnectionPool({ maxConnections: 3 });
    const options = optionsFor(sandbox, {
      cache: { maxMessages: 7 },
      interactions: { errorMessage: false },
      connectionPool,
    });
    const client = new Client(options);
    expect(client.cache?.limits.maxMessages).toBe(7);
    await client.rest.users.getMyUser();
    expect(connectionPool.getStats().totalConnections).toBe(1);
    await client.close();
    await connectionPool.close();
  });
});

describe("options that do not fit", () => {
  it.each([
    [
      "a pool beside a configured rest",
      { rest: new Rest({ token: base.token }), connectionPool: new ConnectionPool() },
      /connectionPool.*configured rest/,
    ],
    ["a time that is none", { drainTimeoutMs: -1 }, /drainTimeoutMs must be 0 or more/],
    ["a time in words", { drainTimeoutMs: "5s" as never }, /drainTimeoutMs must be 0 or more.*"5s"/],
    ["a logger of the console's kind", { logger: console as never }, /logger must have the methods.*lacks fatal/],
    ["an error handler that handles nothing", { errorHandler: {} as never }, /errorHandler .*handle/],
    ["a monitor that is none", { monitor: true as never }, /monitor must be/],
    ["a pool that is none", { connectionPool: 5 as never }, /connectionPool .*acquire/],
    ["rest that is null", { rest: null as never }, /rest must be a configured one/],
    ["a cache that is neither", { cache: true as never }, /cache must be .*or false for none \(was true\)/],
    ["a gateway that is none", { gateway: "wss://gateway" as never }, /gateway must be a configured one/],
    ["a wrong option of a part", { cache: { maxMessages: -1 } }, /maxMessages/],
    ["an address that is none", { rest: { baseUrl: "discord.com" } }, /baseUrl must be an http or https URL/],
    ["shards that are none", { gateway: { shards: 0 } }, /shards/],
    ["a gateway that can not be listened to", { gateway: { connect: () => {} } as never }, /gateway .*lacks .*on, off/],
    ["a cache that wants nothing", { cache: { apply: () => {} } as never }, /cache .*lacks wants/],
    ["a handler of half the interactions", { interactions: { handle: () => {} } as never }, /interactions .*observe/],
    ["a clock that is none", { clock: Date as never }, /clock .*lacks setTimeout/],
    ["a list as options", { rest: [] as never }, /rest must be a configured one/],
    ["a port that is none", { monitor: { port: 65_536 } }, /monitor\.port must be .*65535/],
    [
      "a pool that is given twice",
      { rest: { connectionPool: new ConnectionPool() }, connectionPool: new ConnectionPool() },
      /connectionPool is given twice/,
    ],
    ["another token for a part", { rest: { token: "d.e.f" } as never }, /rest\.token can not be given here/],
    ["other intents for the gateway", { gateway: { intents: 0 } as never }, /gateway\.intents can not be given here/],
    ["a cache of chosen fields", { cache: new Cache({ fields: { users: ["username"] } }) as never }, /cache must keep/],
    [
      "workers",
      { gateway: { workers: { script: "worker.js" } } as never },
      /gateway\.workers would take the events away/,
    ],
    ["voice that no intent serves", { voice: {} }, /intents must have "guildVoiceStates"/],
  ])("are refused before anything connects: %s", (_what, options, message) => {
    const make = (): Client => new Client({ ...base, ...options });
    expect(make).toThrow(ValidationError);
    expect(make).toThrow(message);
  });

  it("are refused where there are none at all", () => {
    expect(() => new (Client as never as new () => Client)()).toThrow(/options must be an object/);
  });

  it("are all named at once", () => {
    expect(() => new Client({ ...base, drainTimeoutMs: Number.NaN, cache: 3 as never })).toThrow(
      /cache.*drainTimeoutMs|drainTimeoutMs.*cache/s,
    );
  });
});
