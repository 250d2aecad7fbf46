import type { Message } from "../diagnostics.ts";
import { isMessage, numberOf, textOf } from "../diagnostics.ts";
import type { Reading } from "../gathered-metrics.ts";
import type { Collection } from "./collection.ts";

/** What is counted of a connection, and under which direction or reason it is shown. */
const packetCounts: readonly (readonly [field: string, what: string])[] = [
  ["packetsSent", "sent"],
  ["packetsReceived", "received"],
  ["lostPackets", "lost"],
  ["duplicatePackets", "duplicate"],
  ["reorderedPackets", "reordered"],
  ["undecryptablePackets", "undecryptable"],
  ["malformedDatagrams", "malformed"],
];
const byteCounts: readonly (readonly [field: string, what: string])[] = [
  ["bytesSent", "sent"],
  ["bytesReceived", "received"],
];

/** One connection, as its last heartbeat told. */
interface Heard {
  state: string;
  latencyMs: number;
  jitterMs: number;
  counts: Message;
}

/**
 * From `zignal:voice:state`, `heartbeat`, `disconnect` and `track`. Packets are counted by the connection itself, which
 * tells of them with each heartbeat, every quarter of a minute.
 */
export function collectVoice(collection: Collection): void {
  const connections = new Map<string, Heard>();
  /** What connections that have ended had counted. */
  const past = new Map<string, number>();
  const totals = (names: readonly (readonly [field: string, what: string])[]): Reading[] =>
    names.map(([field, what]) => {
      const present = [...connections.values()].map(({ counts }) => numberOf(counts[field]) ?? 0);
      return [present.reduce((sum, count) => sum + count, past.get(field) ?? 0), [what]];
    });
  const highest = (field: "latencyMs" | "jitterMs"): number | undefined =>
    connections.size === 0 ? undefined : Math.max(...[...connections.values()].map((heard) => heard[field])) / 1_000;
  const forget = (guildId: string): void => {
    for (const [field] of [...packetCounts, ...byteCounts])
      past.set(field, (past.get(field) ?? 0) + (numberOf(connections.get(guildId)?.counts[field]) ?? 0));
    connections.delete(guildId);
  };

  collection.read("gauge", "zignal_voice_connections", "Voice connections, by state", ["state"], () => {
    const counts = Map.groupBy(connections.values(), ({ state }) => state);
    return [...counts].map(([state, members]) => [members.length, [state]]);
  });
  collection.read("counter", "zignal_voice_packets_total", "Voice packets, by what became of them", ["kind"], () =>
    totals(packetCounts),
  );
  collection.read("counter", "zignal_voice_bytes_total", "Bytes of voice packets", ["direction"], () =>
    totals(byteCounts),
  );
  collection.gauge("zignal_voice_latency_seconds", "The highest of the voice connections' heartbeats", () =>
    highest("latencyMs"),
  );
  collection.gauge("zignal_voice_jitter_seconds", "The highest jitter of what is heard", () => highest("jitterMs"));
  const disconnects = collection.counter("zignal_voice_disconnects_total", "Sockets to voice servers that ended", [
    "code",
  ]);
  const tracks = collection.counter("zignal_voice_tracks_total", "Tracks that began and ended", ["event"]);

  collection.on("zignal:voice:state", ({ guildId, to }) => {
    if (typeof guildId !== "string") return;
    if (to === "closed") return forget(guildId);
    const heard = connections.get(guildId) ?? { state: "", latencyMs: 0, jitterMs: 0, counts: {} };
    heard.state = textOf(to, "unknown");
    connections.set(guildId, heard);
  });
  collection.on("zignal:voice:heartbeat", ({ guildId, latencyMs, jitterMs, counts, lostPackets }) => {
    if (typeof guildId !== "string") return;
    connections.set(guildId, {
      state: connections.get(guildId)?.state ?? "unknown",
      latencyMs: numberOf(latencyMs) ?? 0,
      jitterMs: numberOf(jitterMs) ?? 0,
      counts: { ...(isMessage(counts) ? counts : {}), lostPackets },
    });
  });
  collection.on("zignal:voice:disconnect", ({ code }) => {
    disconnects.of(String(code)).value += 1;
  });
  collection.on("zignal:voice:track", ({ event }) => {
    tracks.of(textOf(event, "unknown")).value += 1;
  });
}
