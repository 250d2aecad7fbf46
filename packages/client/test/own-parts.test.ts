import { EventEmitter } from "node:events";
import { ErrorHandler } from "@zignal/errors";
import { describe, expect, it, vi } from "vitest";
import { Client, type ClientGateway, type ClientOptions, silentLogger } from "../src/index.ts";

/** A gateway of a user's own, which does not isolate its listeners from each other. */
function createGateway() {
  const emitter = new EventEmitter();
  const gateway = Object.assign(emitter, {
    shards: new Map(),
    shardCount: 1,
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    reconnect: () => Promise.resolve(),
    send: () => Promise.resolve(),
    requestGuildMembers: () => Promise.resolve({ members: [], notFound: [] }),
    setPresence: () => Promise.resolve(),
    getStats: () => ({ ready: 1, shards: [] }),
  });
  const dispatch = (t: string, d: unknown): boolean => emitter.emit("dispatch", { op: 0, s: 1, t, d }, 0, undefined);
  return { gateway, dispatch };
}

function createClient(options: Partial<ClientOptions> = {}) {
  const { gateway, dispatch } = createGateway();
  const client = new Client({
    token: "a.b.c",
    intents: ["guilds", "guildMessages", "guildMembers"],
    gateway: gateway as unknown as ClientGateway,
    logger: silentLogger,
    ...options,
  });
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  return { client, gateway, dispatch, errors };
}

const message = { id: "11", channel_id: "12", content: "hello", author: { id: "13", username: "alice" }, mentions: [] };

describe("a gateway of one's own", () => {
  it.each([
    { user: null, guilds: null, application: null },
    { user: { id: "1", username: "bot" }, guilds: [null, { id: "2", unavailable: true }], application: null },
    { guilds: "none" },
    {},
    null,
  ])("gets nothing thrown into it by a READY of %o", async (ready) => {
    const { client, dispatch } = createClient();
    expect(() => dispatch("READY", ready)).not.toThrow();
    dispatch("READY", { user: { id: "1", username: "bot" }, guilds: [], application: { id: "9" } });
    expect([client.user?.id, client.applicationId]).toEqual(["1", "9"]);
    await client.close();
  });

  it("may dispatch what is called like an event of the connection: only `raw` tells of it", async () => {
    const { client, dispatch, errors } = createClient();
    const heard: unknown[] = [];
    client.on("shardReady", (shardId) => heard.push(shardId));
    client.on("raw", ({ t }) => heard.push(t));
    for (const name of ["ERROR", "RAW", "SHARD_READY"]) dispatch(name, { id: "1" });
    expect([heard, errors]).toEqual([["ERROR", "RAW", "SHARD_READY"], []]);
    await client.close();
  });

  it("that fails to disconnect does not keep the client's own parts open", async () => {
    const { client, gateway } = createClient();
    vi.spyOn(gateway, "disconnect").mockRejectedValue(new Error("no way out"));
    await expect(client.close()).rejects.toThrow("no way out");
    expect(gateway.listenerCount("dispatch")).toBe(0);
    await expect(client.rest.users.getMyUser()).rejects.toThrow(/closed/);
  });
});

describe("a cache that can not take a body", () => {
  it("keeps it from nobody, and the error says which event it was", async () => {
    const { client, dispatch, errors } = createClient();
    const heard: string[] = [];
    client.on("guildMemberAdd", ({ guildId }) => heard.push(guildId));
    dispatch("GUILD_MEMBER_ADD", { user: { username: "without an id" }, guild_id: "2", roles: [] });
    dispatch("GUILD_MEMBER_ADD", { user: { id: "3", username: "bob" }, guild_id: "2", roles: [] });
    expect(heard).toEqual(["2", "2"]);
    expect(errors).toEqual([
      "The cache could not take GUILD_MEMBER_ADD, and goes on without it: is its body complete?",
    ]);
    expect(client.cache?.getMember("2", "3")?.user.username).toBe("bob");
    await client.close();
  });
});

describe("an error handler that is broken itself", () => {
  it("stops no listener, and ends no process; the logger hears of it", async () => {
    const errorHandler = new ErrorHandler({ logger: silentLogger });
    vi.spyOn(errorHandler, "handle").mockImplementation(() => {
      throw new Error("the book is full");
    });
    const error = vi.fn();
    const { client, dispatch } = createClient({ errorHandler, logger: { ...silentLogger, error } });
    let heard = 0;
    client.on("messageCreate", () => {
      throw new Error("first");
    });
    client.on("messageCreate", () => Promise.reject(new Error("second")));
    client.on("messageCreate", () => (heard += 1));
    expect(() => dispatch("MESSAGE_CREATE", message)).not.toThrow();
    await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
    expect(heard).toBe(1);
    await client.close();
  });

  it("neither does a thrown value that throws when it is looked at", async () => {
    const { client, dispatch, errors } = createClient();
    const nasty = new Proxy(
      {},
      {
        get: () => {
          throw new Error("do not look");
        },
        getPrototypeOf: () => {
          throw new Error("do not ask");
        },
      },
    );
    let heard = 0;
    client.on("messageCreate", () => {
      throw nasty;
    });
    client.on("messageCreate", () => (heard += 1));
    expect(() => dispatch("MESSAGE_CREATE", message)).not.toThrow();
    expect([heard, errors.length]).toEqual([1, 1]);
    await client.close();
  });
});

describe("getMessage", () => {
  it("does not take the message of another channel for the one that was asked for", async () => {
    const { client, dispatch } = createClient();
    client.on("messageCreate", () => undefined);
    dispatch("MESSAGE_CREATE", { ...message, guild_id: "14" });
    const asked = vi.spyOn(client.rest.channels, "getMessage").mockRejectedValue(new Error("10008"));
    expect((await client.getMessage("12", "11")).content).toBe("hello");
    expect(asked).not.toHaveBeenCalled();
    await expect(client.getMessage("99", "11")).rejects.toThrow("10008");
    await client.close();
  });
});
