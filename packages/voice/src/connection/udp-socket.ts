import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";

/** A UDP socket that talks to one address. */
export interface UdpSocket {
  /** Only called between `onOpen` and `close`. The packet is not written to afterwards. */
  send(packet: Buffer): void;
  close(): void;
}

export interface UdpListener {
  onOpen(): void;
  /** The buffer belongs to the listener. */
  onMessage(datagram: Buffer): void;
  /** A send or a receive failed, or an ICMP message says so. The socket can still be used. */
  onError(error: Error): void;
}

/** Opens a UDP socket; replace it in tests. */
export type OpenUdpSocket = (ip: string, port: number, listener: UdpListener) => UdpSocket;

/** A UDP socket by node:dgram. Connected, so that only the voice server is heard, and no send looks an address up. */
export const openDgramSocket: OpenUdpSocket = (ip, port, listener) => {
  const socket = createSocket({ type: isIPv6(ip) ? "udp6" : "udp4" });
  let open = true;
  socket.on("message", (datagram) => {
    if (open) listener.onMessage(datagram);
  });
  socket.on("error", (error) => {
    if (open) listener.onError(error);
  });
  socket.on("connect", () => {
    if (open) listener.onOpen();
  });
  socket.connect(port, ip);
  return {
    send(packet) {
      // Without a callback, as that would cost as much as the packet: what could not be sent is lost, as UDP may be.
      if (open) socket.send(packet);
    },
    close() {
      if (!open) return;
      open = false;
      socket.close();
    },
  };
};
