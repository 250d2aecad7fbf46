import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it, vi } from "vitest";
import type { ObservedRequest } from "../src/rest/request-stats.ts";
import type { RestFault, RestFaultRequest } from "../src/rest/rest-fault.ts";
import { useRest } from "./rest-fixture.ts";

const rest = useRest();

/** Hands out the planned faults in order, and remembers what was asked. */
function plan(...faults: RestFault[]): {
  take(request: RestFaultRequest): RestFault | undefined;
  asked: RestFaultRequest[];
} {
  const asked: RestFaultRequest[] = [];
  return {
    asked,
    take(request) {
      asked.push(request);
      return faults.shift();
    },
  };
}

describe("observers", () => {
  it("hear of each request, by callback and on the diagnostics channel", async () => {
    const seen: ObservedRequest[] = [];
    const published: unknown[] = [];
    const api = await rest({ onRequest: (request) => seen.push(request), limits: {} });
    const listener = (message: unknown): void => void published.push(message);
    subscribe("zignal:sandbox:request", listener);
    await api.request("GET", `/channels/${api.general}`);
    unsubscribe("zignal:sandbox:request", listener);
    await api.request("GET", "/nowhere");
    expect(seen).toMatchObject([
      {
        method: "GET",
        route: "/channels/{channel_id}",
        operation: "get_channel",
        status: 200,
        waitMs: 0,
        planned: false,
      },
      { route: "/nowhere", operation: undefined, status: 404, bucket: undefined },
    ]);
    expect(seen[0]?.bucket).toMatch(/^[0-9a-f]{32}$/);
    expect(published).toEqual([seen[0]]);
  });
});

describe("planned faults", () => {
  it("answer with any status, and the request after that is answered properly", async () => {
    const faults = plan(
      { kind: "status", status: 502 },
      { kind: "status", status: 503, body: { message: "busy" }, headers: { "retry-after": "1" } },
    );
    const api = await rest({ faults });
    const bad = await api.request("GET", "/users/@me");
    expect({ status: bad.status, message: bad.body.message }).toEqual({ status: 502, message: "error code: 502" });
    const busy = await api.request("GET", "/users/@me");
    expect(busy).toMatchObject({ status: 503, body: { message: "busy" } });
    expect(busy.headers.get("retry-after")).toBe("1");
    expect((await api.request("GET", "/users/@me")).status).toBe(200);
    expect(api.handler.getStats()).toMatchObject({ requests: 3, failures: 0, invalidRequests: 0 });
  });

  it("say of a request its method, route and path", async () => {
    const faults = plan();
    const api = await rest({ faults });
    await api.request("GET", `/channels/${api.general}?x=1`);
    await api.request("GET", "/nowhere");
    expect(faults.asked).toEqual([
      { method: "GET", route: "/channels/{channel_id}", path: `/channels/${api.general}` },
      { method: "GET", route: "/nowhere", path: "/nowhere" },
    ]);
  });

  it("limit without having counted", async () => {
    const faults = plan({ kind: "rateLimit", retryAfterMs: 1500, scope: "shared" }, { kind: "html429" });
    const api = await rest({ faults });
    const limited = await api.request("GET", "/users/@me");
    expect(limited).toMatchObject({ status: 429, body: { retry_after: 1.5, global: false } });
    expect(limited.headers.get("x-ratelimit-scope")).toBe("shared");
    expect(limited.headers.get("retry-after")).toBe("2");
    const page = await api.request("GET", "/users/@me");
    expect(page.status).toBe(429);
    expect(page.headers.get("retry-after")).toBeNull();
    expect(page.body.message).toContain("<html>");
    expect(api.handler.getStats().rateLimited).toEqual({ user: 0, global: 0, shared: 0 });
  });

  it("cut the connection before an answer", async () => {
    const seen: ObservedRequest[] = [];
    const api = await rest({ faults: plan({ kind: "reset" }), onRequest: (request) => seen.push(request) });
    await expect(api.request("GET", "/users/@me")).rejects.toThrow("fetch failed");
    expect(seen).toMatchObject([{ operation: "get_my_user", status: 0, planned: true }]);
    expect((await api.request("GET", "/users/@me")).status).toBe(200);
  });

  it("send headers and then nothing", async () => {
    const api = await rest({ faults: plan({ kind: "stall" }) });
    const controller = new AbortController();
    const response = await fetch(`${api.origin}/api/v10/users/@me`, { signal: controller.signal });
    expect(response.status).toBe(200);
    const body = response.text();
    controller.abort();
    await expect(body).rejects.toThrow("aborted");
  });

  it("hold a request back, and do nothing when whoever sent it has gone by then", async () => {
    const clock = new FakeClock();
    const seen: ObservedRequest[] = [];
    const faults = plan({ kind: "delay", ms: 5000 });
    const api = await rest({ faults, clock, onRequest: (request) => seen.push(request) });
    const gone = new AbortController();
    const pending = fetch(`${api.origin}/api/v10/channels/${api.general}/messages`, {
      method: "POST",
      headers: { authorization: `Bot ${api.seeded.token}`, "content-type": "application/json" },
      body: JSON.stringify({ content: "too late" }),
      signal: gone.signal,
    });
    while (clock.pendingTimers === 0) await clock.advance(0);
    gone.abort();
    await expect(pending).rejects.toThrow("aborted");
    await api.disconnected();
    await clock.advance(5000);
    await vi.waitFor(() => expect(seen).toMatchObject([{ operation: "create_message", status: 0 }]));
    expect(api.handler.getStats().failures).toBe(0);
    expect(api.of("MESSAGE_CREATE")).toEqual([]);
  });

  it("hold a request back for a while", async () => {
    const clock = new FakeClock();
    const api = await rest({ faults: plan({ kind: "delay", ms: 5000 }), clock });
    let answered = false;
    const pending = api.request("GET", "/users/@me").then((answer) => {
      answered = true;
      return answer;
    });
    while (clock.pendingTimers === 0) await clock.advance(0);
    await clock.advance(4999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect((await pending).status).toBe(200);
  });
});
