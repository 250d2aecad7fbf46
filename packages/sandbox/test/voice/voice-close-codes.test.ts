import { afterEach, describe, expect, it } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/index.ts";
import { useSandbox } from "../sandbox-fixture.ts";
import { connectRaw, RawVoiceClient, takeSeat } from "./raw-voice-client.ts";
import type { RawMedia, RawPeer } from "./raw-voice-client.ts";

const unready = async (sandbox: Sandbox): Promise<RawVoiceClient> => {
  const { endpoint } = await takeSeat(sandbox, sandbox.users["alice"] ?? "");
  const client = new RawVoiceClient(endpoint);
  await client.op(8);
  return client;
};

describe("the voice gateway", () => {
  const fixture = useSandbox();
  const media: RawMedia[] = [];
  afterEach(() => {
    for (const socket of media.splice(0)) socket.close();
  });
  const start = async (options: SandboxOptions = {}): Promise<Sandbox> => fixture.start(options);
  const peer = async (sandbox: Sandbox, name: string): Promise<RawPeer> => {
    const connected = await connectRaw(sandbox, sandbox.users[name] ?? name);
    media.push(connected.media);
    return connected;
  };

  describe("closes with the code of what was wrong:", () => {
    const wrong: [name: string, code: number, send: (client: RawVoiceClient, sandbox: Sandbox) => void][] = [
      ["no JSON", 4002, (client) => client.socket.send("{")],
      ["an empty binary message", 4002, (client) => client.socket.send(Buffer.alloc(0))],
      ["an incomplete Identify", 4002, (client) => client.send(0, { server_id: "1" })],
      ["speaking before identifying", 4003, (client) => client.send(5, { speaking: 1 })],
      ["a binary message before identifying", 4003, (client) => client.sendBinary(26, Buffer.from([1]))],
      ["a resume of nothing", 4006, (client) => client.send(7, { server_id: "1", session_id: "a", token: "b" })],
      ["a heartbeat of version 7", 4020, (client) => client.send(3, 1)],
    ];
    it.each(wrong)("%s (%i)", async (_name, code, send) => {
      const sandbox = await start();
      const client = await unready(sandbox);
      send(client, sandbox);
      expect((await client.closed).code).toBe(code);
    });

    const badIdentity: [name: string, code: number, change: object][] = [
      ["a wrong token", 4004, { token: "wrong" }],
      ["a session of somebody else", 4006, { session_id: "wrong" }],
      ["a guild that is not there", 4011, { server_id: "1" }],
      ["no DAVE", 4017, { max_dave_protocol_version: 0 }],
      ["nothing said of DAVE", 4017, { max_dave_protocol_version: undefined }],
    ];
    it.each(badIdentity)("%s (%i)", async (_name, code, change) => {
      const sandbox = await start();
      const seat = await takeSeat(sandbox, sandbox.users["alice"] ?? "");
      const client = new RawVoiceClient(seat.endpoint);
      await client.op(8);
      client.identify(seat, change);
      expect((await client.closed).code).toBe(code);
    });

    const afterwards: [name: string, code: number, send: (peer: RawPeer) => void][] = [
      ["an opcode that does not exist", 4001, ({ client }) => client.send(99, {})],
      ["a binary opcode that does not exist", 4001, ({ client }) => client.sendBinary(99, Buffer.alloc(1))],
      ["a second Identify", 4005, ({ client, seat }) => client.identify(seat)],
      ["another protocol", 4012, ({ client }) => client.send(1, { protocol: "webrtc", data: "sdp" })],
      [
        "an encryption of former days",
        4016,
        ({ client }) =>
          client.send(1, { protocol: "udp", data: { address: "127.0.0.1", port: 1, mode: "xsalsa20_poly1305" } }),
      ],
      ["an address that is none", 4020, ({ client }) => client.send(1, { protocol: "udp", data: { address: "x" } })],
      ["speaking as somebody else", 4020, ({ client }) => client.send(5, { speaking: 1, ssrc: 1 })],
      ["speaking without flags", 4020, ({ client }) => client.send(5, {})],
    ];
    it.each(afterwards)("%s (%i)", async (_name, code, send) => {
      const sandbox = await start();
      const connected = await peer(sandbox, "alice");
      send(connected);
      expect((await connected.client.closed).code).toBe(code);
    });

    it("too many messages (4021), an old version (4020), and whatever a fault says", async () => {
      const sandbox = await start({ voice: { sendsPerMinute: 20 } });
      const { client, seat } = await peer(sandbox, "alice");
      const old = new RawVoiceClient(seat.endpoint, "?v=4");
      expect((await old.closed).code).toBe(4020);
      for (let count = 0; count < 30; count++) client.send(3, { t: count });
      expect((await client.closed).code).toBe(4021);
      for (const code of [4014, 4015, 4022]) {
        const again = await peer(sandbox, "bob");
        expect(sandbox.faults.voice.cut({ code, userId: sandbox.users["bob"] ?? "" })).toBe(1);
        expect((await again.client.closed).code).toBe(code);
        sandbox.world.voiceStates.update(sandbox.guildId, sandbox.users["bob"] ?? "", { channelId: null });
      }
    });
  });
});
