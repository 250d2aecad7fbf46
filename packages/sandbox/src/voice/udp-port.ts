import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
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
  const socket: Socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, () => {
      socket.off("error", reject);
      resolve();
    });
  });
  socket.on("error", () => {});
  socket.on("message", (packet, { address, port: from }) => receive(packet, { address, port: from }));
  socket.unref();
  let closed = false;
  return {
    port: socket.address().port,
    send(packet, to) {
      if (!closed) socket.send(packet, to.port, to.address, () => {});
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
