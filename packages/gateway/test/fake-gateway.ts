import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import * as zlib from "node:zlib";
import type { Transform } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { WebSocketServer } from "ws";

/** What a client sent. */
export interface ClientPayload {
  op: number;
  d: unknown;
}

export interface FakeGatewayOptions {
  heartbeatIntervalMs?: number;
  /** Answers identify with READY, resume with the missed events and RESUMED, heartbeats with ACKs. @defaultValue `true` */
  polite?: boolean;
  port?: number;
}

/** The other end of the wire: a gateway on loopback that does what a test tells it, and by itself only the polite minimum. */
export class FakeGateway {
  readonly connections: FakeConnection[] = [];
  readonly sessions = new Map<string, FakeSession>();
  readonly options: Required<Omit<FakeGatewayOptions, "port">>;
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<Socket>();
  readonly #waiting: { test: () => boolean; resolve: () => void }[] = [];

  private constructor(server: WebSocketServer, options: FakeGatewayOptions) {
    this.#server = server;
    this.options = { heartbeatIntervalMs: 45_000, polite: true, ...options };
    server.on("connection", (socket, request) => {
      this.#sockets.add(request.socket);
      const url = new URL(request.url ?? "/", this.url);
      this.connections.push(new FakeConnection(this, socket, request.socket, url));
      this.changed();
    });
  }

  static async start(options: FakeGatewayOptions = {}): Promise<FakeGateway> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: options.port ?? 0, perMessageDeflate: false });
    await once(server, "listening");
    return new FakeGateway(server, options);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/gateway`;
  }

  /** What REST would say. */
  rest(
    shards = 1,
    limit: Partial<{ total: number; remaining: number; reset_after: number; max_concurrency: number }> = {},
  ) {
    const sessionStartLimit = { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 16, ...limit };
    return {
      gateway: {
        getBotGateway: async () => ({ url: this.url, shards, session_start_limit: sessionStartLimit }),
      },
    };
  }

  get last(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error("Nobody has connected");
    return connection;
  }

  /** Everything that clients sent with `op`, over all connections. */
  received(op: number): ClientPayload[] {
    return this.connections.flatMap((connection) => connection.received.filter((payload) => payload.op === op));
  }

  /** Resolves when `test` holds; asked again whenever something has arrived. */
  async until(test: () => boolean): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ test, resolve });
    });
  }

  changed(): void {
    for (const waiter of this.#waiting.filter(({ test }) => test())) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

interface FakeSession {
  id: string;
  sequence: number;
  /** Every event that was dispatched, by sequence number. */
  events: { s: number; t: string; d: unknown }[];
}

export class FakeConnection {
  readonly received: ClientPayload[] = [];
  readonly url: URL;
  readonly tcp: Socket;
  session: FakeSession | undefined;
  closeCode: number | undefined;
  readonly #gateway: FakeGateway;
  readonly #socket: WebSocket;
  readonly #compressor: Compressor | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(gateway: FakeGateway, socket: WebSocket, tcp: Socket, url: URL) {
    this.#gateway = gateway;
    this.#socket = socket;
    this.tcp = tcp;
    this.url = url;
    const compress = url.searchParams.get("compress");
    this.#compressor = compress === null ? undefined : new Compressor(compress);
    socket.on("message", (data: RawData) => this.#onMessage(JSON.parse((data as Buffer).toString()) as ClientPayload));
    socket.on("close", (code) => {
      this.closeCode = code;
      gateway.changed();
    });
    socket.on("error", () => undefined);
    if (gateway.options.polite) this.hello();
  }

  hello(): void {
    this.send({ op: 10, d: { heartbeat_interval: this.#gateway.options.heartbeatIntervalMs } });
  }

  ready(): void {
    const id = `session-${this.#gateway.sessions.size + 1}`;
    this.session = { id, sequence: 0, events: [] };
    this.#gateway.sessions.set(id, this.session);
    this.dispatch("READY", {
      v: 10,
      user: { id: "1", username: "bot" },
      session_id: id,
      resume_gateway_url: this.#gateway.url,
      guilds: [],
      application: { id: "1", flags: 0 },
    });
  }

  /** An event of the session; it is kept for replay, and sent when `deliver` is left true. */
  dispatch(t: string, d: unknown, deliver = true): void {
    if (this.session === undefined) throw new Error("Dispatch without a session");
    this.session.sequence += 1;
    const event = { s: this.session.sequence, t, d };
    this.session.events.push(event);
    if (deliver) this.send({ t, s: event.s, op: 0, d });
  }

  resume(session: FakeSession, after: number): void {
    this.session = session;
    for (const { s, t, d } of session.events) if (s > after) this.send({ t, s, op: 0, d });
    session.sequence += 1;
    this.send({ t: "RESUMED", s: session.sequence, op: 0, d: {} });
  }

  send(payload: unknown): void {
    this.sendText(JSON.stringify(payload));
  }

  sendText(text: string): void {
    if (this.#compressor === undefined) return this.#socket.send(text);
    const compressed = this.#compressor.compress(text);
    this.#work = this.#work.then(async () => this.#socket.send(await compressed));
  }

  /** Bytes as they are, past the compression. */
  sendRaw(bytes: Buffer): void {
    this.#socket.send(bytes);
  }

  /** The bytes that `payload` would be sent as, without sending them. */
  async encode(payload: unknown): Promise<Buffer> {
    const text = JSON.stringify(payload);
    return this.#compressor === undefined ? Buffer.from(text) : await this.#compressor.compress(text);
  }

  close(code: number, reason = ""): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the TCP connection. */
  cut(): void {
    this.tcp.destroy();
  }

  /** Hears and answers nothing any more, while TCP stays up. */
  goMute(): void {
    this.tcp.pause();
    this.#socket.removeAllListeners("message");
  }

  #onMessage(payload: ClientPayload): void {
    this.received.push(payload);
    if (this.#gateway.options.polite) this.#answer(payload);
    this.#gateway.changed();
  }

  #answer({ op, d }: ClientPayload): void {
    if (op === 1) this.send({ op: 11 });
    if (op === 2) this.ready();
    if (op !== 6) return;
    const { session_id: id, seq } = d as { session_id: string; seq: number };
    const session = this.#gateway.sessions.get(id);
    if (session === undefined) this.send({ op: 9, d: false });
    else this.resume(session, seq);
  }
}

class Compressor {
  readonly #stream: Transform;
  readonly #flush: number;
  #output: Buffer[] = [];
  #work: Promise<unknown> = Promise.resolve();

  constructor(format: string) {
    this.#stream = format === "zstd-stream" ? zlib.createZstdCompress() : zlib.createDeflate();
    this.#flush = format === "zstd-stream" ? zlib.constants.ZSTD_e_flush : zlib.constants.Z_SYNC_FLUSH;
    this.#stream.on("data", (part: Buffer) => this.#output.push(part));
  }

  async compress(text: string): Promise<Buffer> {
    const job = this.#work.then(async () => {
      await new Promise<void>((resolve) => {
        this.#stream.write(text);
        (this.#stream as zlib.Deflate).flush(this.#flush, () => resolve());
      });
      while (this.#stream.read() !== null);
      const bytes = Buffer.concat(this.#output);
      this.#output = [];
      return bytes;
    });
    this.#work = job;
    return await job;
  }
}

/** The messages as one stream's chunks. */
export async function compressMessages(format: string, texts: readonly string[]): Promise<Buffer[]> {
  const compressor = new Compressor(format);
  const chunks: Buffer[] = [];
  for (const text of texts) chunks.push(await compressor.compress(text));
  return chunks;
}
