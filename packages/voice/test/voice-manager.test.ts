import { channel } from "node:diagnostics_channel";
import { VoiceError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { VoiceManager } from "../src/index.ts";
import { botId, channelId, FakeMainGateway, guildId, VoiceBench } from "./fake-voice.ts";

const opus = Uint8Array.of(0xfc, 1, 2, 3);

/** What a promise rejects with; listens at once. */
async function rejectionOf(promise: Promise<unknown> | undefined): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
}

describe("joining", () => {
  it("asks with opcode 4, and speaks the protocol to its end", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    expect(bench.gateway.sent).toEqual([
      { guild_id: guildId, channel_id: channelId, self_mute: false, self_deaf: false },
    ]);
    expect(bench.socket.url).toBe("wss://voice.test:1/?v=8");
    expect(bench.socket.sent).toEqual([
      {
        op: 0,
        d: { server_id: guildId, user_id: botId, session_id: "s1", token: "t1", max_dave_protocol_version: 1 },
      },
      { op: 1, d: { protocol: "udp", data: { address: "1.2.3.4", port: 5_000, mode: "aead_aes256_gcm_rtpsize" } } },
      { op: 5, d: { speaking: 1, delay: 0, ssrc: 11 } },
      { op: 5, d: { speaking: 0, delay: 0, ssrc: 11 } },
    ]);
    expect(connection).toMatchObject({ status: "ready", channelId, guildId, canSend: true });
  });

  it.each([
    ["signalling", 0, {}, 3_000],
    ["opening", 1, {}, 3_000],
    ["identifying", 2, {}, 3_000],
    ["discovering", 3, {}, 3_000],
    ["selecting", 4, {}, 3_000],
    // The connection gives up by itself, before the time for the whole join is over.
    ["signalling", 0, { maxRejoins: 0 }, 30_000],
    ["opening", 1, { maxRejoins: 0 }, 30_000],
    ["identifying", 2, { maxRejoins: 0 }, 30_000],
    ["discovering", 3, { maxRejoins: 0 }, 30_000],
    ["selecting", 4, { maxRejoins: 0 }, 30_000],
  ])("rejects naming the step that takes too long: %s (%#)", async (step, reached, options, timeoutMs) => {
    await using bench = new VoiceBench(options);
    const joining = bench.join({ timeoutMs });
    const rejected = rejectionOf(joining);
    await bench.settle();
    if (reached > 0) bench.voiceState("s1");
    if (reached > 0) bench.voiceServer("t1");
    if (reached > 1) bench.socket.hello();
    if (reached > 2) bench.socket.receive(2, { ssrc: 11, ip: "::1", port: 9, modes: ["aead_aes256_gcm_rtpsize"] });
    await bench.settle();
    if (reached > 3) bench.udp.discovered();
    await bench.clock.advance(timeoutMs - 1);
    await bench.clock.advance(1);
    expect(await rejected).toMatchObject({
      name: "VoiceError",
      message: expect.stringContaining(`"${step}"`),
      context: { channelId, extra: { step } },
    });
    expect(bench.gateway.asked).toEqual([channelId, null]);
    expect(bench.manager.connections.size).toBe(0);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("rejects naming the step at which no encryption mode fits", async () => {
    await using bench = new VoiceBench();
    const rejected = rejectionOf(bench.join());
    await bench.settle();
    bench.voiceState("s1");
    bench.voiceServer("t1");
    bench.socket.hello();
    bench.socket.receive(2, { ssrc: 11, ip: "127.0.0.1", port: 9, modes: ["xsalsa20_poly1305"] });
    expect(await rejected).toMatchObject({ context: { extra: { step: "discovering" } } });
  });

  it("uses no nonce twice under a key that a server hands out again, after leaving too", async () => {
    await using bench = new VoiceBench();
    const nonces: number[] = [];
    for (let session = 0; session < 3; session++) {
      const connection = await bench.connected();
      connection.sendFrame(Buffer.of(0xfc, session));
      nonces.push(...bench.udp.packets.map((packet) => packet.readUInt32BE(packet.length - 4)));
      connection.leave();
    }
    expect(nonces).toEqual([0, 1, 2]);
  });

  it("rejects when the channel answers nothing, as full ones do, and says what may be the matter", async () => {
    await using bench = new VoiceBench();
    const rejected = rejectionOf(bench.join());
    await bench.clock.advance(15_000);
    expect(await rejected).toEqual(
      expect.objectContaining({ message: expect.stringMatching(/signalling.*full.*guildVoiceStates/s) }),
    );
  });

  it("gives up when its signal says so", async () => {
    await using bench = new VoiceBench();
    const abort = new AbortController();
    const rejected = rejectionOf(bench.join({ signal: abort.signal }));
    await bench.settle();
    abort.abort(new Error("enough"));
    expect(await rejected).toEqual(expect.objectContaining({ message: "enough" }));
    expect(bench.gateway.asked).toEqual([channelId, null]);
    await expect(bench.join({ signal: abort.signal })).rejects.toThrow("enough");
    expect(bench.gateway.asked).toHaveLength(2);
  });

  it("twice at once is one join, and the same connection", async () => {
    await using bench = new VoiceBench();
    const joins = [bench.join(), bench.join(), bench.join({ timeoutMs: 100 })];
    const late = rejectionOf(joins[2]);
    await bench.clock.advance(100);
    expect(await late).toEqual(expect.objectContaining({ message: expect.stringMatching(/100 ms/) }));
    bench.voiceServer("t1");
    bench.voiceState("s1");
    await bench.handshake();
    const [first, second] = await Promise.all(joins.slice(0, 2));
    expect(first).toBe(second);
    expect(await bench.join()).toBe(first);
    expect(bench.gateway.asked).toEqual([channelId]);
  });

  it("another channel overtakes the join before, and moves the same connection", async () => {
    await using bench = new VoiceBench();
    const first = bench.join();
    const overtaken = rejectionOf(first);
    const second = bench.join({ channelId: "201" });
    expect(await overtaken).toEqual(expect.objectContaining({ message: expect.stringMatching(/overtaken/) }));
    bench.voiceState("old", channelId);
    bench.voiceState("s2", "201");
    bench.voiceServer("t2");
    await bench.handshake();
    expect((await second).channelId).toBe("201");
    expect(bench.gateway.asked).toEqual([channelId, "201"]);
  });

  it("changes self mute and deaf in place", async () => {
    await using bench = new VoiceBench();
    await bench.connected();
    await bench.join({ selfMute: true });
    expect(bench.gateway.sent.at(-1)).toMatchObject({ channel_id: channelId, self_mute: true, self_deaf: false });
    expect(bench.sockets).toHaveLength(1);
  });

  it("rejects at once when opcode 4 can not be sent", async () => {
    await using bench = new VoiceBench();
    bench.gateway.failure = new Error("the shard is gone");
    const error: unknown = await bench.join().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining("could not send") });
    expect(bench.manager.connections.size).toBe(0);
  });

  it("rejects as well when sending throws at once", async () => {
    await using bench = new VoiceBench();
    bench.gateway.send = () => {
      throw new Error("no such shard");
    };
    expect(await rejectionOf(bench.join())).toMatchObject({ message: expect.stringContaining("could not send") });
  });

  it("rejects with the close code of a fatal close", async () => {
    await using bench = new VoiceBench();
    const rejected = rejectionOf(bench.join());
    await bench.settle();
    bench.voiceState("s1");
    bench.voiceServer("t1");
    bench.socket.hello();
    bench.socket.end(4017);
    expect(await rejected).toMatchObject({ closeCode: 4017, retryable: false });
  });

  it("says what is wrong with what it is given", async () => {
    await using bench = new VoiceBench();
    await expect(bench.join({ guildId: "guild" })).rejects.toThrow(/guildId must be a snowflake/);
    await expect(bench.join({ channelId: "" })).rejects.toThrow(/channelId/);
    await expect(bench.join({ timeoutMs: 0 })).rejects.toThrow(/timeoutMs/);
    const gateway = new FakeMainGateway();
    const nameless = new VoiceManager({ gateway });
    await expect(nameless.joinVoiceChannel({ guildId, channelId })).rejects.toThrow(/userId is not known/);
    gateway.dispatch("READY", { user: { id: botId } });
    gateway.shardCount = 0;
    await expect(nameless.joinVoiceChannel({ guildId, channelId })).rejects.toThrow(/not connected/);
    await nameless.close();
    await expect(nameless.joinVoiceChannel({ guildId, channelId })).rejects.toThrow(/closed/);
    expect(() => new VoiceManager({ gateway: {} as FakeMainGateway })).toThrow(/gateway/);
    expect(() => new VoiceManager({ gateway, maxResumes: -1 })).toThrow(/maxResumes/);
    expect(() => new VoiceManager({ gateway, timeouts: { openingMs: 0 } })).toThrow(/timeouts.openingMs/);
  });
});

describe("what happens to a connection", () => {
  it("a kick ends it, and is told", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    const ends: unknown[] = [];
    connection.on("closed", (error) => ends.push(error));
    bench.socket.end(4014);
    bench.voiceState("s1", null);
    expect(ends).toEqual([expect.any(VoiceError)]);
    expect(connection.status).toBe("closed");
    expect(bench.gateway.asked).toEqual([channelId]);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("a move keeps the object, and goes with new credentials", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.voiceState("s2", "201");
    expect(bench.sockets).toHaveLength(1);
    bench.voiceServer("t2");
    await bench.handshake(0, new Uint8Array(32).fill(2));
    expect(connection).toMatchObject({ status: "ready", channelId: "201", canSend: true });
    expect(bench.socket.sent[0]).toMatchObject({ d: { session_id: "s2", token: "t2" } });
    expect(bench.sockets[0]?.closedWith).toBe(1000);
    expect(bench.udps[0]?.closed).toBe(true);
  });

  it("a move into a full channel rejects, and audio goes on where it was", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    const moving = rejectionOf(bench.join({ channelId: "201" }));
    await bench.clock.advance(7_000);
    bench.socket.receive(6, { t: 1 });
    expect(connection.sendFrame(opus)).toBe(true);
    await bench.clock.advance(8_000);
    expect(await moving).toMatchObject({ message: expect.stringContaining("full"), context: { channelId: "201" } });
    expect(connection).toMatchObject({ status: "ready", channelId, canSend: true });
    expect([bench.sockets.length, bench.socket.isOver]).toEqual([1, false]);
  });

  it("voice states of others are none of its business", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.voiceState("x", null, "999");
    expect(connection.status).toBe("ready");
  });

  it("a lost main session joins afresh, and only on its shard", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.gateway.emitter.emit("dispatch", { op: 0, t: "READY", s: 1, d: { user: { id: botId } } }, 5);
    expect(connection.status).toBe("ready");
    bench.gateway.dispatch("READY", { user: { id: botId } });
    expect(connection.status).toBe("signalling");
    expect(bench.gateway.asked).toEqual([channelId, channelId]);
    bench.voiceState("s2");
    bench.voiceServer("t2");
    await bench.handshake(0, new Uint8Array(32).fill(2));
    expect(connection.canSend).toBe(true);
  });

  it("other shards that take over join afresh, through the shard that has the guild now", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.gateway.shardCount = 2;
    bench.gateway.dispatch("GUILD_UPDATE", { id: "1" });
    expect(connection.status).toBe("signalling");
    expect(bench.gateway.asked).toEqual([channelId, channelId]);
    bench.gateway.shardCount = 0;
    connection.leave();
    expect(bench.gateway.asked.at(-1)).toBeNull();
  });

  it("a resume keeps UDP, key and counters, and repeats what was not told", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.socket.receive(11, { user_ids: ["1"] }, 0);
    expect(connection.sendFrame(opus)).toBe(true);
    bench.socket.end(1006);
    await bench.settle();
    expect(connection.status).toBe("resuming");
    connection.setSpeaking(true);
    expect(connection.sendFrame(opus)).toBe(true);
    bench.socket.hello();
    // 0 is a number: it has been heard.
    expect(bench.socket.sent[0]).toEqual({
      op: 7,
      d: { server_id: guildId, session_id: "s1", token: "t1", seq_ack: 0 },
    });
    bench.socket.receive(9, null);
    expect(bench.socket.sent.at(-1)).toEqual({ op: 5, d: { speaking: 1, delay: 0, ssrc: 11 } });
    connection.sendFrame(opus);
    const nonces = bench.udp.packets.map((packet) => packet.readUInt32BE(packet.length - 4));
    expect(nonces).toEqual([0, 1, 2]);
    expect(bench.udps).toHaveLength(1);
    expect(connection.users).toEqual(new Set(["1"]));
  });

  it("heartbeats carry the last number; none before the first", async () => {
    await using bench = new VoiceBench();
    await bench.connected();
    await bench.clock.advance(500);
    expect(bench.socket.sent.at(-1)).toEqual({ op: 3, d: { t: expect.any(Number), seq_ack: -1 } });
    bench.socket.receive(6, { t: 1 });
    bench.socket.listener.onMessage(Buffer.from([0, 7, 99]), true);
    await bench.clock.advance(10_000);
    expect(bench.socket.sent.at(-1)).toMatchObject({ op: 3, d: { seq_ack: 7 } });
  });

  it("a key that a server hands out twice goes on with its nonces", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    connection.sendFrame(opus);
    connection.sendFrame(opus);
    bench.voiceServer("t2");
    await bench.handshake();
    connection.sendFrame(opus);
    expect(bench.udp.packets[0]?.readUInt32BE((bench.udp.packets[0]?.length ?? 0) - 4)).toBe(2);
  });

  it("hears others once opcode 5 names them, each packet once", async () => {
    await using bench = new VoiceBench({ receiver: { delayMs: 0 } });
    const connection = await bench.connected();
    const heard: unknown[] = [];
    connection.on("audioReceived", ({ userId, sequence }) => heard.push([userId, sequence]));
    bench.udp.audio(5, 1, opus);
    bench.udp.audio(5, 1, opus);
    expect(heard).toEqual([]);
    bench.socket.receive(5, { user_id: "42", ssrc: 5, speaking: 1 });
    bench.udp.audio(5, 2, opus);
    await bench.clock.advance(100);
    expect(heard).toEqual([
      ["42", 1],
      ["42", 2],
    ]);
    expect(connection.getStats()).toMatchObject({ packetsReceived: 2, duplicatePackets: 1 });
  });

  it("reads what the server reports of its packets, if it is genuine", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    bench.udp.listener.onMessage(Buffer.concat([Buffer.of(0x81, 201, 0, 7), Buffer.alloc(48)]));
    expect(connection.getStats()).toMatchObject({ receptionReport: undefined, undecryptablePackets: 1 });
    bench.udp.report(9);
    expect(connection.getStats().receptionReport).toEqual({
      ssrc: 11,
      fractionLost: 0.25,
      packetsLost: 5,
      jitterMs: 2,
    });
  });

  it("packets of cameras, silence of the server and its own are no audio of users, and no faults", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    const heard: unknown[] = [];
    connection.on("audioReceived", (frame) => heard.push(frame));
    bench.socket.receive(5, { user_id: "42", ssrc: 5, speaking: 1 });
    const camera = Buffer.alloc(200);
    camera.set([0x90, 0x67]);
    bench.udp.listener.onMessage(camera);
    bench.udp.audio(11, 1, opus);
    await bench.clock.advance(200);
    expect(heard).toEqual([]);
    expect(connection.getStats()).toMatchObject({ malformedDatagrams: 0, undecryptablePackets: 0, packetsReceived: 0 });
  });

  it("survives a socket that can not be opened", async () => {
    let attempts = 0;
    await using bench = new VoiceBench({
      openSocket: () => {
        attempts += 1;
        throw new TypeError("Invalid URL");
      },
    });
    const rejected = rejectionOf(bench.join({ timeoutMs: 60_000 }));
    await bench.settle();
    for (let round = 0; round < 6; round++) {
      bench.voiceState(`s${round}`);
      bench.voiceServer(`t${round}`);
      await bench.clock.advance(10_000);
    }
    expect(await rejected).toEqual(expect.objectContaining({ message: expect.stringMatching(/Invalid URL/) }));
    expect(attempts).toBe(6);
  });

  it("publishes its states, and costs nothing when nobody listens", async () => {
    await using bench = new VoiceBench();
    const seen: unknown[] = [];
    const listener = (message: unknown): void => void seen.push((message as { to: string }).to);
    channel("zignal:voice:state").subscribe(listener);
    await bench.connected();
    channel("zignal:voice:state").unsubscribe(listener);
    expect(seen).toEqual(["signalling", "opening", "identifying", "discovering", "selecting", "ready"]);
  });

  it("publishes whether audio may flow", async () => {
    await using bench = new VoiceBench();
    const seen: unknown[] = [];
    const listener = (message: unknown): void => void seen.push(message);
    channel("zignal:voice:canSend").subscribe(listener);
    const connection = await bench.connected();
    connection.leave();
    channel("zignal:voice:canSend").unsubscribe(listener);
    expect(seen).toEqual([
      { guildId, canSend: true },
      { guildId, canSend: false },
    ]);
  });

  it("what a listener throws is not its end", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    const surfaced: unknown[] = [];
    const listeners = process.rawListeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => surfaced.push(error));
    connection.once("userJoined", () => {
      throw new Error("mine");
    });
    bench.socket.receive(11, { user_ids: ["1"] });
    await bench.settle();
    for (const listener of listeners) process.on("uncaughtException", listener as () => void);
    expect(surfaced).toEqual([new Error("mine")]);
    expect(connection.status).toBe("ready");
  });
});

describe("packets of one's own", () => {
  it("are made and sent as the reference has it", async () => {
    await using bench = new VoiceBench();
    const connection = await bench.connected();
    const packet = connection.createRtpPacket(opus);
    expect(packet).toHaveLength(12 + opus.length + 16 + 4);
    expect(bench.udp.packets).toHaveLength(0);
    connection.sendRtpPacket(packet);
    expect(bench.udp.packets).toEqual([packet]);
    expect(connection.getStats()).toMatchObject({ packetsSent: 1, bytesSent: packet.length });
    expect(() => connection.createRtpPacket(new Uint8Array(0))).toThrow(/Opus frame/);
    expect(() => connection.createRtpPacket(new Uint8Array(1_500))).toThrow(/Opus frame/);
    connection.leave();
    expect(() => connection.createRtpPacket(opus)).toThrow(/closed/);
    expect(() => connection.sendRtpPacket(packet)).toThrow(VoiceError);
    expect(connection.sendFrame(opus)).toBe(false);
  });
});

describe("PCM of one's own", () => {
  it("is encoded, as the reference gives 960 samples of two channels to createRtpPacket", async () => {
    await using bench = new VoiceBench({ player: { codec: "opusscript" } });
    const connection = await bench.connected();
    const bytes = Buffer.alloc(3_841).subarray(1);
    const packet = connection.createRtpPacket(bytes);
    expect(packet.length).toBeLessThan(500);
    connection.sendRtpPacket(packet);
    expect(connection.getStats().packetsSent).toBe(1);
  });
});

describe("closing", () => {
  it("leaves every channel, and lets go of everything", async () => {
    const bench = new VoiceBench();
    const connection = await bench.connected();
    await bench.manager.close();
    await bench.manager.close();
    expect(bench.gateway.asked).toEqual([channelId, null]);
    expect(bench.gateway.emitter.eventNames()).toEqual([]);
    expect(bench.socket.closedWith).toBe(1000);
    expect(bench.udp.closed).toBe(true);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(connection.status).toBe("closed");
  });

  it.each([0, 1, 2, 3, 4, 5])("works in the middle of a join (%i)", async (reached) => {
    const bench = new VoiceBench();
    const joining = bench.join();
    const rejected = rejectionOf(joining);
    if (reached > 0) await bench.settle();
    if (reached > 1) bench.voiceState("s1");
    if (reached > 1) bench.voiceServer("t1");
    if (reached > 2) bench.socket.hello();
    if (reached > 3) bench.socket.receive(2, { ssrc: 11, ip: "::1", port: 9, modes: ["aead_aes256_gcm_rtpsize"] });
    if (reached > 4) await bench.settle();
    if (reached > 4) bench.udp.discovered();
    await bench.manager.close();
    expect(await rejected).toEqual(expect.objectContaining({ message: expect.stringMatching(/left|closed/) }));
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.sockets.every(({ isOver }) => isOver)).toBe(true);
    expect(bench.udps.every(({ closed }) => closed)).toBe(true);
  });
});
