import { describe, expect, it } from "vitest";
import { silentLogger } from "../src/index.ts";
import { startBot } from "./bot.ts";

describe("a bad day at Discord", () => {
  it.each([
    ["with a cache", {}],
    ["without one", { cache: false }],
  ] as const)("loses nothing, tells nothing twice and piles nothing up, %s", async (_how, options) => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on("warning", onWarning);
    await using bot = await startBot({ ...options, logger: silentLogger });
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const heard: string[] = [];
    const errors: Error[] = [];
    client.on("error", (error) => errors.push(error));
    client.on("messageCreate", async (message) => {
      if (message.author.isBot) return;
      heard.push(message.content);
      await message.react("👍");
      if (message.content.endsWith("0")) await client.getMember(sandbox.guildId, message.author.id);
    });
    const counts = (): number[] =>
      (["dispatch", "shardReady", "shardResumed", "shardDisconnect", "shardError"] as const).map((event) =>
        (client.gateway as unknown as { listenerCount(event: string): number }).listenerCount(event),
      );
    const before = counts();

    const rounds = 6;
    const perRound = 25;
    const sent: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const last = `${(round + 1) * perRound - 1}`;
      const done = client.waitFor("messageCreate", { filter: ({ content }) => content === last });
      for (let number = round * perRound; number < (round + 1) * perRound; number += 1) {
        const at = number % perRound;
        if (at === 6) {
          if (round % 3 === 0) sandbox.faults.cutGateway();
          else if (round % 3 === 1) sandbox.faults.reconnect();
          else sandbox.faults.invalidateSession({ resumable: true });
        }
        if (at === 12) sandbox.faults.failNext(502);
        if (at === 18) sandbox.faults.rateLimitNext({ retryAfterMs: 20 });
        sent.push((await alice.sendMessage("general", `${number}`)).content);
      }
      await done;
    }
    await client.disconnect();
    expect(heard).toEqual(sent);
    expect(counts()).toEqual(before);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([]);
    // Every handler has finished, and so has each of its reactions.
    const reacted = [...sandbox.world.messages.list(sandbox.channels["general"] ?? "", { limit: 1000 })]
      .filter(({ author }) => author.id === alice.id)
      .map((message) => alice.read({ id: message.id, channel_id: message.channelId }).reactions?.length);
    expect(reacted).toEqual(sent.map(() => 1));
    expect(client.rest.getStats().open).toBe(0);
    process.off("warning", onWarning);
  });
});
