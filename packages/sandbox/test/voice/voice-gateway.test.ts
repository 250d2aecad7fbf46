import { connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Sandbox, SandboxOptions } from "../../src/index.ts";
import { useSandbox } from "../sandbox-fixture.ts";
import { connectRaw, RawVoiceClient, takeSeat } from "./raw-voice-client.ts";
import type { RawMedia, RawPeer } from "./raw-voice-client.ts";

const resume = async (
  { seat, client }: RawPeer,
  seq_ack: number | undefined = client.lastSeq,
): Promise<RawVoiceClient> => {
  const again = new RawVoiceClient(seat.endpoint);
  await again.op(8);
  again.send(7, { server_id: seat.guildId, session_id: seat.sessionId, token: seat.token, seq_ack });
  return again;
};

describe("the voice gateway", () => {
  const fixture = useSandbox();
  const media: RawMedia[] = [];
  afterEach(() => {
    for (const socket of media.splice(0)) socket.close();
  });
  const start = async (options: SandboxOptions = {}): Promise<Sandbox> => fixture.start(options);
  const peer = async (sandbox: Sandbox, name: string, options = {}): Promise<RawPeer> => {
    const connected = await connectRaw(sandbox, sandbox.users[name] ?? name, options);
    media.push(connected.media);
    return connected;
  };

  it("tells a bot that joins its session and its server, and nothing when it mutes itself there", async () => {
    const sandbox = await start();
    const bot = fixture.connect();
    const { d: ready } = await bot.ready(sandbox.token);
    const join = (extra = {}): void =>
      bot.send(4, { guild_id: sandbox.guildId, channel_id: sandbox.channels["Voice Lounge"], ...extra });
    join();
    const state = await bot.event("VOICE_STATE_UPDATE");
    const server = await bot.event("VOICE_SERVER_UPDATE");
    expect(state.d).toMatchObject({ session_id: ready.session_id, user_id: sandbox.botId });
    expect(server.d).toMatchObject({
      guild_id: sandbox.guildId,
      endpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    const client = new RawVoiceClient(server.d.endpoint);
    const { guild_id: guildId, token, endpoint } = server.d;
    await client.ready({ guildId, userId: sandbox.botId, sessionId: ready.session_id, token, endpoint });
    join({ self_mute: true });
    await bot.event("VOICE_STATE_UPDATE");
    await bot.flush();
    expect(bot.dispatches("VOICE_SERVER_UPDATE")).toHaveLength(1);
    await client.close();
    // Without a connection, who asks again is told a new place.
    join();
    const again = await bot.event("VOICE_SERVER_UPDATE");
    expect(again.d.token).not.toBe(token);
    await bot.close();
  });

  it("names its voice server as the bot has reached the gateway, as one in a container does", async () => {
    const sandbox = await start();
    const bot = fixture.connect({ url: `${sandbox.gatewayUrl.replace("127.0.0.1", "localhost")}?v=10&encoding=json` });
    await bot.ready(sandbox.token);
    bot.send(4, { guild_id: sandbox.guildId, channel_id: sandbox.channels["Voice Lounge"] });
    const { d } = await bot.event("VOICE_SERVER_UPDATE");
    expect(d.endpoint).toMatch(/^localhost:\d+$/);
    await bot.close();
  });

  it("says nothing to a bot for which a full channel has no room", async () => {
    const sandbox = await start();
    const channelId = sandbox.channels["Voice Lounge"] ?? "";
    sandbox.world.channels.update(channelId, { user_limit: 1 });
    const role = sandbox.world.roles.list(sandbox.guildId).find(({ tags }) => tags?.bot_id === sandbox.botId);
    const connectOnly = String(0x100000 | 0x400);
    sandbox.world.roles.update(sandbox.guildId, role?.id ?? "", { permissions: connectOnly });
    await takeSeat(sandbox, sandbox.users["alice"] ?? "");
    const bot = fixture.connect();
    await bot.ready(sandbox.token);
    bot.send(4, { guild_id: sandbox.guildId, channel_id: channelId });
    await bot.flush();
    expect(bot.dispatches("VOICE_STATE_UPDATE")).toEqual([]);
    await expect(sandbox.user("carol").joinVoice("Voice Lounge")).rejects.toThrow(/"Voice Lounge" is full/);
    await bot.close();
  });

  it("brings the server before the state, or one of them not at all, on demand", async () => {
    const sandbox = await start();
    const bot = fixture.connect();
    await bot.ready(sandbox.token);
    const move = (channel: string | null): void =>
      bot.send(4, { guild_id: sandbox.guildId, channel_id: channel && sandbox.channels[channel] });
    sandbox.faults.reorderEvents("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE");
    move("Voice Lounge");
    await bot.event("VOICE_STATE_UPDATE");
    expect(
      bot
        .dispatches()
        .map(({ t }) => t)
        .filter((t) => t?.startsWith("VOICE")),
    ).toEqual(["VOICE_SERVER_UPDATE", "VOICE_STATE_UPDATE"]);
    sandbox.faults.clear();
    move(null);
    await bot.event("VOICE_STATE_UPDATE");
    sandbox.faults.withholdEvents("VOICE_STATE_UPDATE");
    move("Voice Lounge");
    await bot.event("VOICE_SERVER_UPDATE");
    expect(bot.dispatches("VOICE_STATE_UPDATE")).toHaveLength(2);
    move(null);
    await bot.event("VOICE_STATE_UPDATE");
    sandbox.faults.voice.withholdServerUpdates();
    move("Voice Lounge");
    await bot.event("VOICE_STATE_UPDATE");
    await bot.flush();
    expect(bot.dispatches("VOICE_SERVER_UPDATE")).toHaveLength(2);
    await bot.close();
  });

  it("says Hello, Ready and Session Description, and takes each token once", async () => {
    const sandbox = await start({ voice: { heartbeatIntervalMs: 5000 } });
    const { client, seat, description } = await peer(sandbox, "alice");
    const [hello, ready] = client.received;
    expect(hello).toMatchObject({ op: 8, d: { heartbeat_interval: 5000 } });
    expect(hello).not.toHaveProperty("seq");
    expect(ready).toMatchObject({
      op: 2,
      d: { ip: "127.0.0.1", modes: ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] },
    });
    expect(description).toMatchObject({ mode: "aead_aes256_gcm_rtpsize", dave_protocol_version: 1 });
    expect(description.secret_key).toHaveLength(32);
    const second = new RawVoiceClient(seat.endpoint);
    await second.op(8);
    second.identify(seat);
    expect((await second.closed).code).toBe(4006);
    await client.close();
  });

  it("ends who comes with a place that was given up since as no longer valid (4006), not as unknown", async () => {
    const sandbox = await start();
    const seat = await takeSeat(sandbox, sandbox.users["alice"] ?? "");
    const told = sandbox.waitForEvent("VOICE_SERVER_UPDATE");
    await sandbox.faults.voice.moveServer();
    const { endpoint } = (await told).d as { endpoint: string };
    const client = new RawVoiceClient(endpoint);
    await client.op(8);
    client.identify(seat);
    expect((await client.closed).code).toBe(4006);
  });

  it("serves the same port with TLS, to who trusts its certificate", async () => {
    const sandbox = await start();
    const ca = await sandbox.voiceCertificate();
    const { endpoint } = await takeSeat(sandbox, sandbox.users["alice"] ?? "");
    const [host = "", port] = endpoint.split(":");
    const refused = await new Promise<NodeJS.ErrnoException>((resolve) => {
      connect({ host, port: Number(port) }).on("error", resolve);
    });
    expect(refused.code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
    const socket = new WebSocket(`wss://${endpoint}?v=8`, { ca });
    const hello = await new Promise<string>((resolve, reject) => {
      socket.on("message", (data: Buffer) => resolve(data.toString()));
      socket.on("error", reject);
    });
    expect(hello).toContain('"op":8');
    socket.terminate();
  });

  it("answers heartbeats with their nonce, and ends who sends none", async () => {
    const sandbox = await start({ voice: { heartbeatIntervalMs: 40 } });
    const seat = await takeSeat(sandbox, sandbox.users["alice"] ?? "");
    const client = new RawVoiceClient(seat.endpoint);
    await client.ready(seat);
    client.send(3, { t: 1_501_184_119_561, seq_ack: -1 });
    expect((await client.op(6)).d).toEqual({ t: 1_501_184_119_561 });
    expect((await client.closed).code).toBe(4009);
  });

  it("tells who comes, speaks and goes, and ends who is moved (4014) or whose channel is deleted (4022)", async () => {
    const sandbox = await start();
    const [alice, bob] = [await peer(sandbox, "alice"), await peer(sandbox, "bob")];
    expect((await alice.client.op(11)).d).toEqual({ user_ids: [bob.seat.userId] });
    expect((await bob.client.op(11)).d).toEqual({ user_ids: [alice.seat.userId] });
    bob.client.send(5, { speaking: 5, delay: 0, ssrc: bob.media.ssrc });
    expect((await alice.client.op(5)).d).toEqual({ user_id: bob.seat.userId, ssrc: bob.media.ssrc, speaking: 5 });
    // Who comes later hears of it as well.
    const carol = await peer(sandbox, "carol");
    expect((await carol.client.op(5)).d).toMatchObject({ user_id: bob.seat.userId, ssrc: bob.media.ssrc });
    const other = sandbox.world.channels.create(sandbox.guildId, { name: "Other", type: 2 });
    await takeSeat(sandbox, bob.seat.userId, other.id);
    expect((await bob.client.closed).code).toBe(4014);
    expect((await alice.client.op(13)).d).toEqual({ user_id: bob.seat.userId });
    sandbox.world.deleteChannel(sandbox.channels["Voice Lounge"] ?? "");
    expect((await alice.client.closed).code).toBe(4022);
  });

  it("ends a bot's voice when its gateway session ends", async () => {
    const sandbox = await start({ limits: { gateway: { sessionTimeoutMs: 50 } } });
    const bot = fixture.connect();
    const { d: ready } = await bot.ready(sandbox.token);
    bot.send(4, { guild_id: sandbox.guildId, channel_id: sandbox.channels["Voice Lounge"] });
    const { d: server } = await bot.event("VOICE_SERVER_UPDATE");
    const client = new RawVoiceClient(server.endpoint);
    await client.ready({ ...server, guildId: sandbox.guildId, userId: sandbox.botId, sessionId: ready.session_id });
    bot.socket.terminate();
    expect((await client.closed).code).toBe(4014);
    expect(sandbox.world.voiceStates.get(sandbox.guildId, sandbox.botId)).toBeUndefined();
  });

  describe("resumes", () => {
    it("after a cut and after 4015, with every message that was missed, across the wrap of its numbers", async () => {
      const sandbox = await start({ voice: { firstSequence: 65_533 } });
      const alice = await peer(sandbox, "alice");
      await alice.client.op(25);
      expect(alice.client.lastSeq).toBe(65_534);
      sandbox.faults.voice.cut({ userId: alice.seat.userId });
      expect((await alice.client.closed).code).toBe(1006);
      const bob = await peer(sandbox, "bob");
      const again = await resume(alice);
      await again.op(9);
      expect((await again.op(11)).d).toEqual({ user_ids: [bob.seat.userId] });
      await again.flush();
      expect(again.received.map(({ op, seq }) => [op, seq])).toEqual([
        [8, undefined],
        [9, undefined],
        [11, 65_535],
        [18, 0],
        [20, 1],
        [6, undefined],
      ]);
      sandbox.faults.voice.cut({ code: 4015, userId: alice.seat.userId });
      const third = await resume({ ...alice, client: again });
      await third.op(9);
      await third.flush();
      expect(third.received.map(({ op }) => op)).toEqual([8, 9, 6]);
      expect(sandbox.stats().voice).toMatchObject({ identifies: 2, resumes: 2 });
    });

    it("refuses where too much was missed, where told to, and after the time-out (4006)", async () => {
      const sandbox = await start({ voice: { replayBufferSize: 1, sessionTimeoutMs: 60 } });
      const alice = await peer(sandbox, "alice");
      sandbox.faults.voice.cut();
      expect((await (await resume(alice, -1)).closed).code).toBe(4006);
      const bob = await peer(sandbox, "bob");
      sandbox.faults.voice.cut();
      sandbox.faults.voice.refuseResumes();
      expect((await (await resume(bob)).closed).code).toBe(4006);
      const carol = await peer(sandbox, "carol");
      sandbox.faults.voice.cut();
      await expect.poll(() => sandbox.stats().voice.sessions).toBe(0);
      expect((await (await resume(carol)).closed).code).toBe(4006);
    });

    it("keeps nothing of who said good-bye", async () => {
      const sandbox = await start();
      const alice = await peer(sandbox, "alice");
      await alice.client.close(1000);
      expect((await (await resume(alice)).closed).code).toBe(4006);
    });
  });

  it("falls silent, and drops heartbeat ACKs, on demand", async () => {
    const sandbox = await start();
    const { client } = await peer(sandbox, "alice");
    sandbox.faults.voice.dropHeartbeatAcks(1);
    client.send(3, { t: 1 });
    client.send(3, { t: 2 });
    expect((await client.op(6)).d).toEqual({ t: 2 });
    sandbox.faults.voice.muteConnections();
    client.send(3, { t: 3 });
    sandbox.faults.clear();
    expect((await client.op(6)).d).toEqual({ t: 3 });
  });

  it("moves to another server: a new endpoint and token, the old connections end with 4022", async () => {
    const sandbox = await start();
    const { client, seat } = await peer(sandbox, "alice");
    const told = sandbox.waitForEvent("VOICE_SERVER_UPDATE");
    await sandbox.faults.voice.moveServer();
    const { endpoint, token } = (await told).d as { endpoint: string; token: string };
    expect((await client.closed).code).toBe(4022);
    expect(endpoint).not.toBe(seat.endpoint);
    const again = new RawVoiceClient(endpoint);
    expect(await again.ready({ ...seat, endpoint, token })).toHaveProperty("ssrc");
    const gone = sandbox.waitForEvent("VOICE_SERVER_UPDATE");
    sandbox.faults.voice.loseServer();
    expect((await gone).d).toMatchObject({ endpoint: null });
    expect((await again.closed).code).toBe(4022);
  });

  it("does not listen, and loads nothing, before somebody joins", async () => {
    const sandbox = await start();
    expect(sandbox.stats().voice).toMatchObject({ connections: 0, sessions: 0, identifies: 0 });
    expect(() => sandbox.faults.voice.injectFrame({ from: "1" })).toThrow(/"1" is not connected to voice/);
  });
});
