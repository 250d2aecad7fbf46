import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A binary WebSocket frame that is no message in any encoding. */
const garbage = Buffer.from([0x82, 12, ...Buffer.from('"}\0\u0001}{[]\0\xff\xff\xff', "latin1").subarray(0, 12)]);

interface Link {
  client: Socket;
  server: Socket;
  stalled: boolean;
}

/** A bad line between a bot and its gateway: bytes are cut, held back, taken apart and joined by others. */
export class TcpProxy {
  /** Hands on what the gateway sends in pieces of a few bytes. */
  isSplitting = false;
  /** Lets nobody in. */
  isClosed = false;
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    server.on("connection", (client) => {
      if (this.isClosed) client.destroy();
      else this.#link(client, connect(targetPort, "127.0.0.1"));
    });
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
  }

  /** The lines that are there hand on nothing more, and stay open. */
  stall(): void {
    for (const link of this.#links) link.stalled = true;
  }

  /** Sends the bot something that Discord never would. */
  corrupt(): void {
    for (const { client, stalled } of this.#links) if (!stalled) client.write(garbage);
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #link(client: Socket, server: Socket): void {
    const link: Link = { client, server, stalled: false };
    this.#links.add(link);
    client.setNoDelay();
    client.on("data", (bytes) => {
      if (!link.stalled) server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (!link.stalled) this.#deliver(client, bytes);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => {
        this.#links.delete(link);
        other.destroy();
      });
    }
  }

  #deliver(client: Socket, bytes: Buffer): void {
    if (!this.isSplitting) {
      client.write(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += 5) client.write(bytes.subarray(at, at + 5));
  }
}
