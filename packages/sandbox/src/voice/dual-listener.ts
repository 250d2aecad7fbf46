import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { listenError } from "../http-server.ts";
import type { Certificate } from "./tls/self-signed-certificate.ts";

/** The first byte of a TLS connection: a handshake record. */
const tlsHandshake = 0x16;

export interface DualListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on one port for HTTP with and without TLS: clients of Discord always use TLS, tests need not.
 * @throws {ZignalError} naming the port when it is in use or may not be used.
 */
export async function listenDual(options: {
  port: number;
  host: string;
  certificate: Certificate;
  onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}): Promise<DualListener> {
  const { port, host, certificate } = options;
  const plain = createHttpServer(refuse);
  const secure = createHttpsServer({ key: certificate.key, cert: certificate.certificate }, refuse);
  for (const server of [plain, secure]) server.on("upgrade", options.onUpgrade);
  const open = new Set<Socket>();
  const listener = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      const server: Server = first[0] === tlsHandshake ? secure : plain;
      server.emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", (error) => reject(listenError(error, port, host)));
    listener.listen(port, host, resolve);
  });
  listener.unref();
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

const refuse: RequestListener = (_request, response) => {
  response.writeHead(426, { connection: "close" }).end("This is a voice server: it speaks WebSocket.\n");
};
