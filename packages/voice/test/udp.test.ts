import { createSocket } from "node:dgram";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { createAesGcmCipher } from "../src/connection/aes-gcm-cipher.ts";
import { newLinkCounts } from "../src/connection/link-counts.ts";
import { NonceCounter } from "../src/connection/nonce-counter.ts";
import { maxFrameBytes, PacketSender } from "../src/connection/packet-sender.ts";
import { openDgramSocket } from "../src/connection/udp-socket.ts";
import { UdpTransport } from "../src/connection/udp-transport.ts";
import { FakeUdp } from "./fake-voice.ts";

function sender(send: (packet: Buffer) => void, start = 0): PacketSender {
  return new PacketSender({
    ssrc: 1,
    cipher: createAesGcmCipher(new Uint8Array(32)),
    nonces: new NonceCounter(() => undefined, start),
    random: () => 0.999_999_999_9,
    send,
  });
}

describe("sending packets", () => {
  it("counts sequence, timestamp and nonce up by one packet, over their wraps", () => {
    const packets: Buffer[] = [];
    const out = sender((packet) => void packets.push(packet));
    for (let index = 0; index < 3; index++) out.send(Uint8Array.of(index));
    const read = packets.map((packet) => [
      packet.readUInt16BE(2),
      packet.readUInt32BE(4),
      packet.readUInt32BE(packet.length - 4),
    ]);
    expect(read).toEqual([
      [65_535, 4_294_967_295, 0],
      [0, 959, 1],
      [1, 1_919, 2],
    ]);
  });

  it("stops instead of using a nonce twice, and refuses frames that fit no packet", () => {
    const out = sender(() => undefined, 2 ** 32 - 1);
    expect(out.send(new Uint8Array(maxFrameBytes + 1))).toBe(0);
    expect(out.create(new Uint8Array(maxFrameBytes + 1))).toBeUndefined();
    expect(out.send(Uint8Array.of(1))).toBeGreaterThan(0);
    expect(out.send(Uint8Array.of(1))).toBe(0);
    expect(out.create(Uint8Array.of(1))).toBeUndefined();
  });
});

describe("UDP", () => {
  it("survives a port where nobody listens, and is heard when somebody does (pitfall 29)", async () => {
    const server = createSocket("udp4");
    const { promise: bound, resolve: onBound } = Promise.withResolvers<void>();
    server.bind(0, "127.0.0.1", onBound);
    await bound;
    const { port } = server.address();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    const opened = Promise.withResolvers<void>();
    const errors: Error[] = [];
    const socket = openDgramSocket("127.0.0.1", port, {
      onOpen: opened.resolve,
      onMessage: () => undefined,
      onError: (error) => errors.push(error),
    });
    await opened.promise;
    await expect
      .poll(() => {
        socket.send(Buffer.from("anybody?"));
        return errors.length;
      })
      .toBeGreaterThan(0);
    const late = createSocket("udp4");
    const heard: string[] = [];
    late.on("message", (message) => heard.push(message.toString()));
    const lateBound = Promise.withResolvers<void>();
    late.bind(port, "127.0.0.1", lateBound.resolve);
    await lateBound.promise;
    await expect
      .poll(() => {
        socket.send(Buffer.from("hello"));
        return heard;
      })
      .toContain("hello");
    socket.close();
    socket.close();
    socket.send(Buffer.from("after the end"));
    late.close();
  });

  it("keeps the way open every five seconds, whether or not it is answered", async () => {
    const clock = new FakeClock();
    const counts = newLinkCounts();
    const udps: FakeUdp[] = [];
    const datagrams: Buffer[] = [];
    const transport = new UdpTransport("127.0.0.1", 1, {
      clock,
      counts,
      ssrc: 11,
      openSocket: (_ip, _port, listener) => {
        const udp = new FakeUdp(listener);
        udps.push(udp);
        return udp;
      },
      onDiscovered: () => undefined,
      onDatagram: (datagram) => datagrams.push(datagram),
    });
    const [udp] = udps;
    udp?.listener.onOpen();
    udp?.discovered();
    udp?.sent.splice(0);
    await clock.advance(15_000);
    expect(udp?.sent.map((packet) => packet.readUInt32BE(0))).toEqual([1, 2, 3]);
    await clock.advance(30);
    udp?.listener.onMessage(udp.sent[2] ?? Buffer.alloc(0));
    expect(transport.roundTripMs).toBe(30);
    udp?.listener.onMessage(Buffer.from("other"));
    expect(datagrams).toEqual([Buffer.from("other")]);
    transport.close();
    expect([udp?.closed, clock.pendingTimers]).toEqual([true, 0]);
  });
});
