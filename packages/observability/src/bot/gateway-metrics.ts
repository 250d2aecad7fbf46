import type { Collection } from "./collection.ts";
import { numberOf, textOf } from "../diagnostics.ts";

/** Gateway opcodes that are counted by themselves. */
const identifyOp = 2;
const resumeOp = 6;

/** From the channels of `@zignal/gateway`: `zignal:gateway:dispatch`, `heartbeat`, `state`, `send`, `disconnect`, `budget`. */
export function collectGateway(collection: Collection): void {
  const events = collection.counter("zignal_gateway_events_total", "Events received, by type", ["event"]);
  const skipped = collection.count("zignal_gateway_skipped_events_total", "Events whose body nobody needed");
  const received = collection.count("zignal_gateway_received_bytes_total", "Bytes of events, decompressed");
  const latencies = collection.gauges("zignal_gateway_latency_seconds", "From a heartbeat to its answer, by shard", [
    "shard",
  ]);
  const sent = collection.counter("zignal_gateway_sent_total", "Payloads sent, by opcode", ["op"]);
  const sentBytes = collection.count("zignal_gateway_sent_bytes_total", "Bytes of payloads sent");
  const identifies = collection.count("zignal_gateway_identifies_total", "Sessions started");
  const resumes = collection.count("zignal_gateway_resumes_total", "Sessions taken up again");
  const disconnects = collection.counter(
    "zignal_gateway_disconnects_total",
    "Connections that ended, by close code and whether the shard connects again",
    ["code", "reconnects"],
  );
  const states = new Map<number, string>();
  collection.read("gauge", "zignal_gateway_shards", "Shards of this process, by state", ["state"], () => {
    const counts = Map.groupBy(states.values(), (state) => state);
    return [...counts].map(([state, shards]) => [shards.length, [state]]);
  });
  let budget: number | undefined;
  collection.gauge("zignal_gateway_identifies_remaining", "What is left of the day's identifies", () => budget);

  collection.on("zignal:gateway:dispatch", (message) => {
    events.of(textOf(message["event"], "unknown")).value += 1;
    received.value += numberOf(message["bytes"]) ?? 0;
    if (message["wanted"] === false) skipped.value += 1;
  });
  collection.on("zignal:gateway:heartbeat", ({ shardId, latencyMs }) => {
    const latency = numberOf(latencyMs);
    if (latency !== undefined) latencies.of(String(shardId)).value = latency / 1_000;
  });
  collection.on("zignal:gateway:state", ({ shardId, to }) => {
    const shard = numberOf(shardId);
    if (shard !== undefined) states.set(shard, textOf(to, "unknown"));
  });
  collection.on("zignal:gateway:send", ({ op, bytes }) => {
    sent.of(String(op)).value += 1;
    sentBytes.value += numberOf(bytes) ?? 0;
    if (op === identifyOp) identifies.value += 1;
    if (op === resumeOp) resumes.value += 1;
  });
  collection.on("zignal:gateway:disconnect", ({ code, willReconnect }) => {
    disconnects.ofAll([String(code), String(willReconnect === true)]).value += 1;
  });
  collection.on("zignal:gateway:budget", ({ remaining }) => {
    budget = numberOf(remaining) ?? budget;
  });
}
