import { TimeoutError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { Bench } from "./fake-socket.ts";

describe("requestChannelInfo()", () => {
  it("asks for both fields and answers with the channels", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const answer = bench.gateway.requestChannelInfo({ guildId: "10" });
    expect(socket.sent.at(-1)).toEqual({ op: 43, d: { guild_id: "10", fields: ["status", "voice_start_time"] } });
    socket.dispatch(2, "CHANNEL_INFO", { guild_id: "10", channels: [{ id: "1", status: "busy" }] });
    expect(await answer).toEqual([{ id: "1", status: "busy" }]);
  });

  it("shares the answer among equal questions, and lets different ones about a guild take turns", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const same = [1, 2].map(async () => await bench.gateway.requestChannelInfo({ guildId: "10" }));
    const other = bench.gateway.requestChannelInfo({ guildId: "10", fields: ["status"] });
    expect(socket.ops()).toEqual([2, 43]);
    socket.dispatch(2, "CHANNEL_INFO", { guild_id: "10", channels: [] });
    expect(await Promise.all(same)).toEqual([[], []]);
    await bench.settle();
    expect(socket.sent.at(-1)).toEqual({ op: 43, d: { guild_id: "10", fields: ["status"] } });
    socket.dispatch(3, "CHANNEL_INFO", { guild_id: "10", channels: [{ id: "1" }] });
    expect(await other).toEqual([{ id: "1" }]);
  });

  it("rejects with a TimeoutError when no answer comes, and leaves no timer", async () => {
    await using bench = new Bench();
    await bench.connect();
    const timers = bench.clock.pendingTimers;
    const failure = bench.gateway
      .requestChannelInfo({ guildId: "10", timeoutMs: 500 })
      .catch((error: unknown) => error);
    await bench.clock.advance(500);
    expect(await failure).toBeInstanceOf(TimeoutError);
    expect(String(await failure)).toContain("Request Channel Info of guild 10 gave no answer within 500 ms");
    expect(bench.clock.pendingTimers).toBe(timers);
  });
});

describe("requestSoundboardSounds()", () => {
  it("answers with the sounds of the guild, although nobody wants the event", async () => {
    await using bench = new Bench({ wanted: () => false });
    const socket = await bench.connect();
    const answer = bench.gateway.requestSoundboardSounds({ guildId: "10" });
    expect(socket.sent.at(-1)).toEqual({ op: 31, d: { guild_ids: ["10"] } });
    socket.dispatch(2, "SOUNDBOARD_SOUNDS", { guild_id: "11", soundboard_sounds: [{ name: "other" }] });
    socket.dispatch(3, "SOUNDBOARD_SOUNDS", { guild_id: "10", soundboard_sounds: [{ name: "quack" }] });
    expect(await answer).toEqual([{ name: "quack" }]);
    expect(bench.log).toEqual(["READY 1", "ready 0"]);
  });

  it("asks again after a reconnect, and gives up when asked to", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    const controller = new AbortController();
    const answer = bench.gateway.requestSoundboardSounds({ guildId: "10" });
    const aborted = bench.gateway
      .requestSoundboardSounds({ guildId: "12", signal: controller.signal })
      .catch((error: unknown) => error);
    controller.abort(new Error("enough"));
    expect(String(await aborted)).toBe("Error: enough");
    first.receive({ op: 7, d: null });
    const second = await bench.opened(2);
    second.hello();
    second.resumed(2);
    expect(second.ops().filter((op) => op === 31)).toHaveLength(2);
    second.dispatch(3, "SOUNDBOARD_SOUNDS", { guild_id: "10", soundboard_sounds: [] });
    expect(await answer).toEqual([]);
  });

  it("refuses what is no guild", async () => {
    await using bench = new Bench();
    await bench.connect();
    await expect(bench.gateway.requestSoundboardSounds({ guildId: "me" })).rejects.toThrow(
      'guildId must be a snowflake (was "me")',
    );
  });
});
