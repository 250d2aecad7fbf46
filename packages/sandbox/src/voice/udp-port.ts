import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIPv4 } from "node:net";
import type { Remote } from "./voice-session.ts";

export interface UdpPort {
  readonly port: number;
  send(packet: Uint8Array, to: Remote): void;
  close(): Promise<void>;
}

/** Listens for datagrams. Sending never fails: what can not be sent is lost, as datagrams are. */
export async function listenUdp(
  port: number,
  host: string,
  receive: (packet: Buffer, from: Remote) => void,
): Promise<UdpPort> {
  const family = host.includes(":") ? "udp6" : "udp4";
  const socket: Socket = createSocket(family);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, () => {
      socket.off("error", reject);
      resolve();
    });
  });
  socket.on("error", () => {});
  socket.on("message", (packet, { address, port: from }) => receive(packet, { address: plain(address), port: from }));
  socket.unref();
  let closed = false;
  return {
    port: socket.address().port,
    send(packet, to) {
      if (!closed) socket.send(packet, to.port, family === "udp6" ? mapped(to.address) : to.address, () => {});
    },
    async close() {
      if (closed) return;
      closed = true;
      await new Promise<void>((resolve) => {
        socket.close(() => resolve());
      });
    },
  };
}

/** A socket for IPv6 knows addresses of IPv4 by longer names. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

function mapped(address: string): string {
  return isIPv4(address) ? `::ffff:${address}` : address;
}
