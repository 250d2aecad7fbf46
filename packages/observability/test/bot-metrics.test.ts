import { channel, tracingChannel } from "node:diagnostics_channel";
import { FakeClock } from "@zignal/errors/testing";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { afterEach, describe, expect, it } from "vitest";
import { collectBotMetrics, Metrics, serveMonitoring } from "../src/index.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const collected of open.splice(0)) collected.close();
});

function collect(options: Omit<Parameters<typeof collectBotMetrics>[0], "metrics"> = {}, metrics = new Metrics()) {
  const clock = new FakeClock();
  const collected = collectBotMetrics({ metrics, clock, ...options });
  open.push(collected);
  return { metrics, clock, collected };
}

async function lines(metrics: Metrics, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text.split("\n").filter((line) => new RegExp(`^${name}(?:_bucket|_sum|_count)?[{ ]`).test(line));
}

/** One call as `@zignal/rest` publishes it. */
async function request(clock: FakeClock, durationMs: number, end: object): Promise<void> {
  const { start, asyncEnd } = tracingChannel("zignal:rest:request");
  const trace = { method: "POST", route: "/channels/{channel_id}/messages", attempts: 1, status: 0, waitedMs: 0 };
  start.publish(trace);
  await clock.advance(durationMs);
  asyncEnd.publish(Object.assign(trace, end));
}

function publishGateway(name: string, message: object): void {
  channel(`zignal:gateway:${name}`).publish(message);
}

function publishVoice(name: string, message: object): void {
  channel(`zignal:voice:${name}`).publish(message);
}

describe("collectBotMetrics", () => {
  it("counts calls by route and status, and what they took and waited", async () => {
    const { metrics, clock } = collect();
    await request(clock, 40, { status: 200, waitedMs: 30 });
    await request(clock, 460, { status: 0, error: new Error("reset") });
    expect(await lines(metrics, "zignal_rest_requests_total")).toEqual([
      'zignal_rest_requests_total{method="POST",route="/channels/{channel_id}/messages",status="200"} 1',
      'zignal_rest_requests_total{method="POST",route="/channels/{channel_id}/messages",status="none"} 1',
    ]);
    expect(await lines(metrics, "zignal_rest_failed_requests_total")).toEqual(["zignal_rest_failed_requests_total 1"]);
    const durations = await lines(metrics, "zignal_rest_request_duration_seconds");
    const labels = 'method="POST",route="/channels/{channel_id}/messages"';
    expect(durations).toContain(`zignal_rest_request_duration_seconds_bucket{le="0.025",${labels}} 0`);
    expect(durations).toContain(`zignal_rest_request_duration_seconds_bucket{le="0.05",${labels}} 1`);
    expect(durations).toContain(`zignal_rest_request_duration_seconds_bucket{le="1",${labels}} 2`);
    expect(durations).toContain(`zignal_rest_request_duration_seconds_bucket{le="+Inf",${labels}} 2`);
    expect(durations).toContain(`zignal_rest_request_duration_seconds_sum{${labels}} 0.5`);
    expect(durations).toContain(`zignal_rest_request_duration_seconds_count{${labels}} 2`);
  });

  it("tells how many calls are open, and passes over those that began before it", async () => {
    const { start, asyncEnd } = tracingChannel("zignal:rest:request");
    const early = { method: "GET", route: "/a", status: 200 };
    start.publish(early);
    const { metrics } = collect();
    const late = { method: "GET", route: "/b", status: 200 };
    start.publish(late);
    asyncEnd.publish(early);
    expect(await lines(metrics, "zignal_rest_open_requests")).toEqual(["zignal_rest_open_requests 1"]);
    asyncEnd.publish(late);
    expect(await lines(metrics, "zignal_rest_open_requests")).toEqual(["zignal_rest_open_requests 0"]);
    expect(await lines(metrics, "zignal_rest_requests_total")).toHaveLength(1);
  });

  it("counts events, latency, states, identifies and disconnects of the gateway", async () => {
    const { metrics } = collect();
    publishGateway("dispatch", { shardId: 0, event: "MESSAGE_CREATE", bytes: 100, wanted: true });
    publishGateway("dispatch", { shardId: 0, event: "TYPING_START", bytes: 20, wanted: false });
    publishGateway("heartbeat", { shardId: 7, latencyMs: 42 });
    publishGateway("state", { shardId: 0, from: "identifying", to: "ready" });
    publishGateway("state", { shardId: 1, from: "identifying", to: "ready" });
    publishGateway("state", { shardId: 1, from: "ready", to: "waiting" });
    publishGateway("send", { shardId: 0, op: 2, bytes: 300 });
    publishGateway("send", { shardId: 0, op: 6, bytes: 100 });
    publishGateway("disconnect", { shardId: 0, code: 4009, willReconnect: true });
    publishGateway("budget", { remaining: 998 });
    const text = await metrics.text();
    for (const line of [
      'zignal_gateway_events_total{event="MESSAGE_CREATE"} 1',
      'zignal_gateway_events_total{event="TYPING_START"} 1',
      "zignal_gateway_skipped_events_total 1",
      "zignal_gateway_received_bytes_total 120",
      'zignal_gateway_latency_seconds{shard="7"} 0.042',
      'zignal_gateway_shards{state="ready"} 1',
      'zignal_gateway_shards{state="waiting"} 1',
      "zignal_gateway_identifies_total 1",
      "zignal_gateway_resumes_total 1",
      "zignal_gateway_sent_bytes_total 400",
      'zignal_gateway_disconnects_total{code="4009",reconnects="true"} 1',
      "zignal_gateway_identifies_remaining 998",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  it("times listeners that return and listeners that await, also when one runs inside another", async () => {
    const { metrics, clock } = collect();
    const { start, end, asyncEnd, error } = tracingChannel("zignal:client:handle");
    const outer = { event: "messageCreate", isAsync: true };
    const inner = { event: "ready", isAsync: false };
    start.publish(outer);
    start.publish(inner);
    await clock.advance(10);
    error.publish(inner);
    end.publish(inner);
    end.publish(outer);
    expect(await lines(metrics, "zignal_handlers_running")).toEqual(["zignal_handlers_running 1"]);
    await clock.advance(490);
    asyncEnd.publish(outer);
    const durations = await lines(metrics, "zignal_handler_duration_seconds");
    expect(durations).toContain('zignal_handler_duration_seconds_sum{event="ready"} 0.01');
    expect(durations).toContain('zignal_handler_duration_seconds_sum{event="messageCreate"} 0.5');
    expect(await lines(metrics, "zignal_handlers_running")).toEqual(["zignal_handlers_running 0"]);
    expect(await lines(metrics, "zignal_handler_errors_total")).toEqual([
      'zignal_handler_errors_total{event="ready"} 1',
    ]);
  });

  it("counts interactions by handler and outcome, and when the first answer came", async () => {
    const { metrics, clock } = collect();
    const { start, asyncEnd } = tracingChannel("zignal:interactions:handle");
    const trace = { name: "/search", interaction: {} };
    start.publish(trace);
    await clock.advance(200);
    asyncEnd.publish(Object.assign(trace, { answeredAfterMs: 120 }));
    for (const id of ["a", "b"]) {
      const awaited = { name: `awaited ${id}`, interaction: {} };
      start.publish(awaited);
      asyncEnd.publish(awaited);
    }
    expect(await lines(metrics, "zignal_interactions_total")).toEqual([
      'zignal_interactions_total{name="/search",outcome="ok"} 1',
      'zignal_interactions_total{name="awaited",outcome="ok"} 2',
    ]);
    const answers = await lines(metrics, "zignal_interaction_first_answer_seconds");
    expect(answers).toContain('zignal_interaction_first_answer_seconds_bucket{le="0.1",name="/search"} 0');
    expect(answers).toContain('zignal_interaction_first_answer_seconds_bucket{le="0.25",name="/search"} 1');
  });

  it("reads what a cache and a connection pool are like when the page is made, and adds those of several bots", async () => {
    let guildsCount = 3;
    const cache = { getStats: () => ({ guildsCount, memoryUsageMb: 1.5, hitRate: 0.5 }) };
    const rest = {
      getStats: () => ({ invalidRequests: 2, connectionPool: { activeConnections: 4, idleConnections: 1 } }),
    };
    const { metrics } = collect({ cache, rest });
    const second = collectBotMetrics({ metrics, cache: { getStats: () => ({ guildsCount: 10, hitRate: 1 }) } });
    guildsCount = 5;
    expect(await lines(metrics, "zignal_cache_items")).toEqual(['zignal_cache_items{kind="guilds"} 15']);
    expect(await lines(metrics, "zignal_cache_hit_ratio")).toEqual(["zignal_cache_hit_ratio 0.75"]);
    expect(await lines(metrics, "zignal_cache_memory_bytes")).toEqual(["zignal_cache_memory_bytes 1500000"]);
    expect(await lines(metrics, "zignal_rest_connections")).toEqual([
      'zignal_rest_connections{state="active"} 4',
      'zignal_rest_connections{state="idle"} 1',
    ]);
    expect(await lines(metrics, "zignal_rest_invalid_requests")).toEqual(["zignal_rest_invalid_requests 2"]);
    second.close();
    expect(await lines(metrics, "zignal_cache_items")).toEqual(['zignal_cache_items{kind="guilds"} 5']);
  });

  it("reads the batcher that rest was given, or the one that is named beside it, never both", async () => {
    const requestBatcher = { requests: 9, sent: 3, batchEfficiency: 0.5 };
    const rest = { getStats: () => ({ requestBatcher }) };
    const { metrics } = collect({ rest });
    expect(await lines(metrics, "zignal_batcher_requests_total")).toEqual(["zignal_batcher_requests_total 9"]);
    expect(await lines(metrics, "zignal_batcher_efficiency_ratio")).toEqual(["zignal_batcher_efficiency_ratio 0.5"]);
    const both = collect({ rest, requestBatcher: { getStats: () => requestBatcher } });
    expect(await lines(both.metrics, "zignal_batcher_sent_total")).toEqual(["zignal_batcher_sent_total 3"]);
    const none = collect({ rest: { getStats: () => ({ requestBatcher: undefined }) } });
    expect(await lines(none.metrics, "zignal_batcher_sent_total")).toEqual([]);
  });

  it("adds up voice connections, and keeps the count of those that have ended", async () => {
    const { metrics } = collect();
    publishVoice("state", { guildId: "1", from: "selecting", to: "ready" });
    publishVoice("state", { guildId: "2", from: "idle", to: "signalling" });
    const beat = { latencyMs: 40, jitterMs: 3, lostPackets: 2, counts: { packetsSent: 500, bytesReceived: 70 } };
    publishVoice("heartbeat", { guildId: "1", ...beat });
    publishVoice("heartbeat", { guildId: "1", ...beat, counts: { packetsSent: 900, bytesReceived: 80 } });
    publishVoice("heartbeat", { guildId: "2", ...beat, latencyMs: 90, lostPackets: 5 });
    publishVoice("disconnect", { guildId: "1", code: 4014 });
    publishVoice("track", { event: "start" });
    const page = async (): Promise<string[]> => (await metrics.text()).split("\n");
    for (const line of [
      'zignal_voice_connections{state="ready"} 1',
      'zignal_voice_connections{state="signalling"} 1',
      'zignal_voice_packets_total{kind="sent"} 1400',
      'zignal_voice_packets_total{kind="lost"} 7',
      'zignal_voice_bytes_total{direction="received"} 150',
      "zignal_voice_latency_seconds 0.09",
      "zignal_voice_jitter_seconds 0.003",
      'zignal_voice_disconnects_total{code="4014"} 1',
      'zignal_voice_tracks_total{event="start"} 1',
    ]) {
      expect(await page()).toContain(line);
    }
    publishVoice("state", { guildId: "2", from: "ready", to: "closed" });
    expect(await page()).toContain('zignal_voice_packets_total{kind="sent"} 1400');
    expect(await page()).toContain("zignal_voice_latency_seconds 0.04");
  });

  it("leaves out what nobody has told, rather than calling it 0", async () => {
    const { metrics } = collect();
    expect(await lines(metrics, "zignal_gateway_identifies_remaining")).toEqual([]);
    expect(await lines(metrics, "zignal_cache_hit_ratio")).toEqual([]);
  });

  it("counts once however often it is asked for, and ends with the last that asked", async () => {
    const { metrics, collected } = collect();
    const second = collectBotMetrics({ metrics });
    channel("zignal:gateway:dispatch").publish({ event: "MESSAGE_CREATE", bytes: 1, wanted: true });
    expect(await lines(metrics, "zignal_gateway_events_total")).toEqual([
      'zignal_gateway_events_total{event="MESSAGE_CREATE"} 1',
    ]);
    collected.close();
    collected.close();
    channel("zignal:gateway:dispatch").publish({ event: "MESSAGE_CREATE", bytes: 1, wanted: true });
    expect(await lines(metrics, "zignal_gateway_events_total")).toEqual([
      'zignal_gateway_events_total{event="MESSAGE_CREATE"} 2',
    ]);
    second.close();
    expect(channel("zignal:gateway:dispatch").hasSubscribers).toBe(false);
    expect(await metrics.text()).not.toContain("zignal_");
  });

  it("bounds its label sets: what is beyond is counted as other", async () => {
    const { metrics } = collect({}, new Metrics({ maxSeriesPerMetric: 2 }));
    for (const event of ["A", "B", "C", "D"])
      channel("zignal:gateway:dispatch").publish({ event, bytes: 1, wanted: true });
    expect(await lines(metrics, "zignal_gateway_events_total")).toEqual([
      'zignal_gateway_events_total{event="A"} 1',
      'zignal_gateway_events_total{event="B"} 1',
      'zignal_gateway_events_total{event="other"} 2',
    ]);
  });

  it("takes messages that are not what they should be", async () => {
    const { metrics } = collect();
    const names = [
      "zignal:gateway:dispatch",
      "zignal:gateway:heartbeat",
      "zignal:gateway:state",
      "zignal:gateway:send",
    ];
    for (const name of [...names, "zignal:gateway:disconnect", "zignal:rest:ratelimit", "zignal:rest:retry"]) {
      for (const message of [undefined, null, 1, "x", {}, { event: 5, bytes: NaN, shardId: "a", latencyMs: "b" }])
        channel(name).publish(message);
    }
    const { start, end, asyncEnd } = tracingChannel("zignal:rest:request");
    for (const step of [start, end, asyncEnd]) step.publish({});
    expect(await metrics.text()).not.toContain("NaN");
  });

  it("leaves nothing behind when one of its names is taken", async () => {
    const metrics = new Metrics();
    metrics.gauge("zignal_cache_hit_ratio").set(1);
    expect(() => collectBotMetrics({ metrics })).toThrow(/zignal_cache_hit_ratio.*is there already/);
    expect(channel("zignal:gateway:dispatch").hasSubscribers).toBe(false);
    expect(await lines(metrics, "zignal_[a-z_]+")).toEqual(["zignal_cache_hit_ratio 1"]);
  });
});

describe("/metrics", () => {
  it("is text that a parser of Prometheus' format reads, figure by figure", async () => {
    const { metrics, clock } = collect();
    await request(clock, 40, { status: 200, waitedMs: 30 });
    metrics
      .counter("cups_total", { help: 'With "quotes" and \\ and\nlines', labels: ["kind"] })
      .inc({ kind: 'a"b\\c\nd' });
    const families = parsePrometheusTextFormat(await metrics.text());
    const cups = families.find(({ name }) => name === "cups_total");
    expect(cups).toMatchObject({ type: "COUNTER", metrics: [{ value: "1", labels: { kind: 'a"b\\c\nd' } }] });
    const durations = families.find(({ name }) => name === "zignal_rest_request_duration_seconds");
    expect(durations?.metrics[0]).toMatchObject({ buckets: { "0.025": "0", "0.05": "1", "+Inf": "1" } });
    expect(families.every(({ type, help }) => type !== "UNTYPED" && help !== "")).toBe(true);
  });

  it("is OpenMetrics for those who accept it, and the other format is the same afterwards", async () => {
    const { metrics } = collect();
    metrics.counter("cups_total").inc();
    await using server = await serveMonitoring({ port: 0, metrics });
    const get = (accept: string): Promise<Response> => fetch(`${server.url}/metrics`, { headers: { accept } });
    const scrape = await get("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2");
    expect(scrape.headers.get("content-type")).toContain("application/openmetrics-text; version=1.0.0");
    const text = await scrape.text();
    expect(text).toContain("# TYPE cups counter\ncups_total 1\n");
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    for (const accept of ["*/*", "text/plain", "application/openmetrics-text;q=0, text/plain"]) {
      const plain = await get(accept);
      expect(plain.headers.get("content-type")).toContain("text/plain; version=0.0.4");
      expect(await plain.text()).toContain("# TYPE cups_total counter\ncups_total 1\n");
    }
  });
});
