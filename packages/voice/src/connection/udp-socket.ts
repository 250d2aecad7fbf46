import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";

/** A UDP socket that talks to one address. */
export interface UdpSocket {
  /**
   * Sends the first `length` bytes. Only called between `onOpen` and `close`. The buffer is not written to before
   * `done` is called.
   */
  send(packet: Buffer, length: number, done: () => void): void;
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
    send(packet, length, done) {
      if (!open) return done();
      socket.send(packet, 0, length, (error) => {
        done();
        if (error !== null && error !== undefined && open) listener.onError(error);
      });
    },
    close() {
      if (!open) return;
      open = false;
      socket.close();
    },
  };
};
