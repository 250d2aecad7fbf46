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
