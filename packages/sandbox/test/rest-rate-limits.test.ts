import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { resolveLimits } from "../src/rest/limits.ts";
import { RateLimiter } from "../src/rest/rate-limiter.ts";
import type { LimitDecision } from "../src/rest/rate-limiter.ts";
import { useRest } from "./rest-fixture.ts";

const rest = useRest();

/** A world whose time stands still until it is moved. */
function stillWorld(): { clock: FakeClock; worldOptions: { clock: FakeClock; startMs: number } } {
  const clock = new FakeClock();
  return { clock, worldOptions: { clock, startMs: Date.UTC(2026, 0, 1) } };
}

describe("rate limits", () => {
  it("tells the bucket on each answer, refuses what is too much, and starts over after the reset", async () => {
    const { clock, worldOptions } = stillWorld();
    const api = await rest({ limits: {}, worldOptions });
    const path = `/channels/${api.general}/messages`;
    const hashes = new Set<string | null>();
    for (let left = 4; left >= 0; left--) {
      const { status, headers } = await api.request("POST", path, { content: "x" });
      expect(status).toBe(200);
      expect(headers.get("x-ratelimit-limit")).toBe("5");
      expect(headers.get("x-ratelimit-remaining")).toBe(String(left));
      expect(headers.get("x-ratelimit-reset-after")).toBe("5.000");
      expect(headers.get("x-ratelimit-reset")).toBe((Date.UTC(2026, 0, 1, 0, 0, 5) / 1000).toFixed(3));
      hashes.add(headers.get("x-ratelimit-bucket"));
    }
    expect(hashes.size).toBe(1);
    clock.advanceSync(400);
    const refused = await api.request("POST", path, { content: "x" });
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ message: "You are being rate limited.", retry_after: 4.6, global: false });
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.get("x-ratelimit-scope")).toBe("user");
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(refused.headers.get("via")).toBe("1.1 google");
    // Another channel has a window of its own.
    const other = `/channels/${api.seeded.channels["bot-playground"]}/messages`;
    expect((await api.request("POST", other, { content: "x" })).status).toBe(200);
    clock.advanceSync(4600);
    expect((await api.request("POST", path, { content: "x" })).status).toBe(200);
    expect(api.handler.getStats()).toMatchObject({
      rateLimited: { user: 1, global: 0, shared: 0 },
      invalidRequests: 1,
      byOperation: { create_message: 8 },
    });
  });

  it("has a limit over all routes, which interaction callbacks and webhooks are free of", async () => {
    const { clock, worldOptions } = stillWorld();
    const api = await rest({ limits: { globalPerSecond: 3 }, worldOptions });
    const webhook = api.world.webhooks.create(api.general, api.id("alice"), "hook", null, null);
    for (const path of ["/users/@me", "/users/@me/guilds", `/guilds/${api.seeded.guildId}`]) {
      expect((await api.request("GET", path)).status).toBe(200);
    }
    const refused = await api.request("GET", `/channels/${api.general}`);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ global: true });
    expect(refused.headers.get("x-ratelimit-global")).toBe("true");
    expect(refused.headers.get("x-ratelimit-scope")).toBe("global");
    expect(refused.headers.get("x-ratelimit-bucket")).toBeNull();
    const posted = await api.request("POST", `/webhooks/${webhook.id}/${webhook.token}`, { content: "x" });
    expect(posted.status).toBe(204);
    const { id, token } = api.world.interactions.create({
      applicationId: api.seeded.applicationId,
      userId: api.id("bob"),
      channelId: api.general,
      type: 2,
      data: { id: "1", name: "x", type: 1 },
    });
    const callback = await api.request("POST", `/interactions/${id}/${token}/callback`, {
      type: 4,
      data: { content: "x" },
    });
    expect(callback.status).toBe(204);
    expect(callback.headers.get("x-ratelimit-bucket")).toBeNull();
    clock.advanceSync(1000);
    expect((await api.request("GET", "/users/@me")).status).toBe(200);
  });

  it("has a tighter limit on renaming a channel, which only a 429 tells", async () => {
    const { clock, worldOptions } = stillWorld();
    const api = await rest({ limits: {}, worldOptions });
    const change = (body: object): ReturnType<typeof api.request> =>
      api.request("PATCH", `/channels/${api.general}`, body);
    expect((await change({ name: "one" })).status).toBe(200);
    expect((await change({ topic: "two" })).status).toBe(200);
    const refused = await change({ name: "three" });
    expect(refused).toMatchObject({ status: 429, body: { retry_after: 600, global: false, code: 20028 } });
    expect(refused.headers.get("x-ratelimit-scope")).toBe("shared");
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("2");
    expect((await change({ nsfw: true })).status).toBe(200);
    clock.advanceSync(600_000);
    expect((await change({ name: "three" })).status).toBe(200);
    expect(api.handler.getStats()).toMatchObject({ rateLimited: { shared: 1 }, invalidRequests: 0 });
  });

  it("gives different bots different windows", async () => {
    const api = await rest({ limits: { rules: { get_my_user: { bucket: "me", limit: 1, windowMs: 60_000 } } } });
    const second = api.world.applications.create({ name: "Second", ownerId: api.id("alice") });
    expect((await api.request("GET", "/users/@me")).status).toBe(200);
    expect((await api.request("GET", "/users/@me")).status).toBe(429);
    expect((await api.request("GET", "/users/@me", undefined, { token: `Bot ${second.token}` })).status).toBe(200);
  });

  it("sends no headers and refuses nothing when it is switched off", async () => {
    const api = await rest({ limits: { enabled: false } });
    for (let index = 0; index < 12; index++) {
      const { status, headers } = await api.request("GET", "/users/@me");
      expect(status).toBe(200);
      expect(headers.get("x-ratelimit-bucket")).toBeNull();
    }
  });

  it("shuts out who makes too many invalid requests, with a page and no headers", async () => {
    const api = await rest({ limits: { invalidRequests: 2 } });
    for (let index = 0; index < 2; index++) await api.request("GET", "/users/@me", undefined, { token: "Bot x" });
    const { status, headers, body } = await api.request("GET", "/users/@me");
    expect(status).toBe(429);
    expect(headers.get("content-type")).toContain("text/html");
    expect(headers.get("retry-after")).toBeNull();
    expect(body.message).toContain("1015");
  });

  it("never lets more requests through in a window than the limit, whenever they come", () => {
    let now = 0;
    const limiter = new RateLimiter(
      resolveLimits({ globalPerSecond: 1e9, rules: { op: { bucket: "op", limit: 3, windowMs: 100 } } }),
      () => now,
    );
    const passedAt: number[] = [];
    for (; now < 5000; now += 7) {
      const { limited }: LimitDecision = limiter.take({
        caller: "a",
        operation: "op",
        resource: "1",
        countsGlobally: true,
      });
      if (limited === undefined) passedAt.push(now);
      else expect(limited.retryAfterMs).toBeLessThanOrEqual(100);
    }
    for (const [index, at] of passedAt.entries()) expect((passedAt[index + 3] ?? Infinity) - at).toBeGreaterThan(80);
    expect(passedAt.length).toBeGreaterThan(120);
  });
});
