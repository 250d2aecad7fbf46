import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { Bench } from "./fake-socket.ts";

it("publishes what it does on zignal:gateway:* while somebody listens", async () => {
  const published: string[] = [];
  const names = ["state", "dispatch", "heartbeat", "send", "disconnect"];
  const onMessage = (message: unknown, name: string | symbol): void => {
    published.push(`${String(name).replace("zignal:gateway:", "")} ${JSON.stringify(message)}`);
  };
  for (const name of names) subscribe(`zignal:gateway:${name}`, onMessage);
  try {
    await using bench = new Bench({ random: () => 0, wanted: () => false });
    const socket = await bench.connect();
    socket.dispatch(2, "TYPING_START");
    await bench.clock.advance(10);
    socket.ack();
    socket.end(4009, "timed out");
  } finally {
    for (const name of names) unsubscribe(`zignal:gateway:${name}`, onMessage);
  }
  const token = published.filter((line) => line.includes("token"));
  expect(token).toEqual([]);
  expect(published.slice(0, 10)).toEqual([
    'state {"shardId":0,"from":"idle","to":"queued"}',
    'state {"shardId":0,"from":"queued","to":"connecting"}',
    'state {"shardId":0,"from":"connecting","to":"identifying"}',
    expect.stringMatching(/^send \{"shardId":0,"op":2,"bytes":\d+\}$/),
    expect.stringMatching(/^dispatch \{"shardId":0,"event":"READY","sequence":1,"bytes":\d+,"wanted":true\}$/),
    'state {"shardId":0,"from":"identifying","to":"ready"}',
    expect.stringMatching(/^dispatch \{"shardId":0,"event":"TYPING_START","sequence":2,"bytes":\d+,"wanted":false\}$/),
    expect.stringMatching(/^send \{"shardId":0,"op":1,/),
    'heartbeat {"shardId":0,"latencyMs":10}',
    'state {"shardId":0,"from":"ready","to":"waiting"}',
  ]);
  expect(published[10]).toBe(
    'disconnect {"shardId":0,"connection":1,"code":4009,"reason":"timed out","willReconnect":true}',
  );
});

it("tells on zignal:gateway:budget what is left of the day's identifies: as Discord says, and as they are spent", async () => {
  const told: unknown[] = [];
  const onMessage = (message: unknown): void => void told.push(message);
  subscribe("zignal:gateway:budget", onMessage);
  try {
    await using bench = new Bench();
    bench.limit.remaining = 998;
    // The first connection fails before identify: what it was granted comes back.
    const connected = bench.gateway.connect();
    (await bench.opened(1)).end(1006, "");
    const socket = await bench.nextSocket();
    socket.hello();
    socket.ready();
    await connected;
    socket.end(4009, "timed out");
    const identified = await bench.nextSocket();
    identified.hello();
    identified.ready();
    await bench.settle();
  } finally {
    unsubscribe("zignal:gateway:budget", onMessage);
  }
  const remaining = told.map((message) => (message as { remaining: number }).remaining);
  expect(remaining).toEqual([998, 997, 998, 997, 996]);
  expect(told[0]).toEqual({ remaining: 998, total: 1000, resetAfterMs: 3_600_000 });
});
