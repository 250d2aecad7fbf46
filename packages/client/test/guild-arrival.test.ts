import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { GuildArrival } from "../src/guild-arrival.ts";
import { createBot } from "./bot.ts";

/** Looks at a promise without waiting for it. */
function watch(promise: Promise<number>): { value: number | "waiting" } {
  const seen: { value: number | "waiting" } = { value: "waiting" };
  void (async () => {
    seen.value = await promise;
  })();
  return seen;
}

describe("the guilds that READY announces", () => {
  it("are waited for, one after the other", async () => {
    const clock = new FakeClock();
    const arrival = new GuildArrival();
    arrival.announce(["1", "2"]);
    const all = watch(arrival.all(5000, clock));
    await clock.advance(4999);
    arrival.settle("1");
    await clock.advance(4999);
    expect(all.value).toBe("waiting");
    arrival.settle("2");
    await clock.advance(0);
    expect(all.value).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("are given up when none comes for a while: an outage may last hours", async () => {
    const clock = new FakeClock();
    const arrival = new GuildArrival();
    arrival.announce(["1", "2"]);
    arrival.settle("1");
    const all = watch(arrival.all(5000, clock));
    await clock.advance(5000);
    expect(all.value).toBe(1);
  });

  it("are not waited for after a stop", async () => {
    const clock = new FakeClock();
    const arrival = new GuildArrival();
    arrival.announce(["1"]);
    const all = watch(arrival.all(5000, clock));
    await clock.advance(1);
    expect(all.value).toBe("waiting");
    arrival.giveUp();
    await clock.advance(0);
    expect(all.value).toBe(0);
  });
});

describe("connect()", () => {
  it("resolves, and `ready` is emitted, when the cache has the guilds", async () => {
    await using bot = await createBot();
    const { client, sandbox } = bot;
    const atReady: (string | undefined)[] = [];
    client.on("ready", ({ guildCount }) =>
      atReady.push(`${guildCount} ${client.cache?.getGuild(sandbox.guildId)?.name}`),
    );
    await client.connect();
    expect(client.cache?.getGuild(sandbox.guildId)?.name).toBe("Zignal Lab");
    expect(atReady).toEqual(["1 Zignal Lab"]);
  });

  it("rejects, and no `ready` follows, when disconnect() comes while guilds are awaited", async () => {
    await using bot = await createBot();
    const { client, sandbox } = bot;
    let ready = false;
    client.on("ready", () => (ready = true));
    client.once("shardReady", () => {
      sandbox.faults.muteGateway();
      void client.disconnect();
    });
    await expect(client.connect()).rejects.toThrow("disconnect()");
    expect(ready).toBe(false);
  });

  it("waits for no guild where nobody would keep it", async () => {
    await using bot = await createBot({ cache: false });
    await bot.client.connect();
    expect(bot.client.gateway.getStats().ready).toBe(1);
  });

  it("refuses a wait that is none", async () => {
    await expect(createBot({ guildsTimeoutMs: -1 })).rejects.toThrow("guildsTimeoutMs must be 0 or more");
  });
});
