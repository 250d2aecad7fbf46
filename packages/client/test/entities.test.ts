import { describe, expect, it } from "vitest";
import { HttpError } from "../src/index.ts";
import { createBot, startBot } from "./bot.ts";

describe("getGuild, getChannel, getUser, getMember and getMessage", () => {
  it("answer from the cache without asking Discord", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const heard = client.waitFor("messageCreate");
    const sent = await alice.sendMessage("general", "hello");
    await heard;
    const before = client.rest.getStats().requests;
    expect((await client.getGuild(sandbox.guildId)).name).toBe("Zignal Lab");
    expect((await client.getChannel(sent.channel_id)).name).toBe("general");
    expect((await client.getUser(alice.id)).username).toBe("alice");
    expect((await client.getMember(sandbox.guildId, alice.id)).displayName).toBe("Alice");
    expect((await client.getMessage(sent.channel_id, sent.id)).content).toBe("hello");
    expect(client.rest.getStats().requests).toBe(before);
  });

  it("ask Discord for what is not cached", async () => {
    await using bot = await startBot({ cache: false });
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const sent = await alice.sendMessage("general", "hello");
    expect((await client.getGuild(sandbox.guildId)).name).toBe("Zignal Lab");
    expect((await client.getChannel(sent.channel_id)).name).toBe("general");
    expect((await client.getUser(alice.id)).username).toBe("alice");
    const member = await client.getMember(sandbox.guildId, alice.id);
    expect([member.displayName, member.guildId]).toEqual(["Alice", sandbox.guildId]);
    expect((await client.getMessage(sent.channel_id, sent.id)).content).toBe("hello");
  });

  it("make one request of many that run at the same time, and another one later", async () => {
    await using bot = await startBot({ cache: false });
    const { client, sandbox } = bot;
    const { id } = sandbox.user("bob");
    const before = client.rest.getStats().requests;
    const users = await Promise.all(Array.from({ length: 20 }, () => client.getUser(id)));
    expect(new Set(users.map(({ username }) => username))).toEqual(new Set(["bob"]));
    expect(client.rest.getStats().requests).toBe(before + 1);
    await client.getUser(id);
    expect(client.rest.getStats().requests).toBe(before + 2);
  });

  it("do not keep a failure: who asks later gets an answer", async () => {
    await using bot = await startBot({ cache: false });
    const { client, sandbox } = bot;
    const { id } = sandbox.user("bob");
    sandbox.faults.failNext(404, { match: { method: "GET", route: "/users/{user_id}" } });
    const both = await Promise.allSettled([client.getUser(id), client.getUser(id)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect((await client.getUser(id)).username).toBe("bob");
  });

  it("reject with Discord's answer for what does not exist", async () => {
    await using bot = await startBot();
    const error: unknown = await bot.client.getChannel("1").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 404, discordCode: 10003 });
  });

  it.each([{}, { cache: false } as const])("refuse what is no id by the argument's name (%o)", async (options) => {
    await using bot = await createBot(options);
    const { client } = bot;
    for (const wrong of [undefined, null, "", 5] as unknown as string[]) {
      await expect(client.getChannel(wrong)).rejects.toMatchObject({ issues: [{ path: "channelId" }] });
      await expect(client.getMember("1", wrong)).rejects.toMatchObject({ issues: [{ path: "userId" }] });
      await expect(client.getMessage("1", wrong)).rejects.toMatchObject({ issues: [{ path: "messageId" }] });
    }
  });
});
