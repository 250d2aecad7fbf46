import { FakeClock } from "@zignal/errors/testing";
import { Gateway } from "../src/index.ts";
import type { GatewayOptions, GatewaySocket, OpenSocket, SocketListener } from "../src/index.ts";

export interface Sent {
  op: number;
  d: unknown;
}

/** A socket whose other end is the test. */
export class FakeSocket implements GatewaySocket {
  readonly url: string;
  readonly sent: Sent[] = [];
  /** The code that this side closed it with. */
  closedWith: number | undefined;
  terminated = false;
  /** Whether the other side answers a close frame. */
  answersClose = true;
  readonly listener: SocketListener;

  constructor(url: string, listener: SocketListener) {
    this.url = url;
    this.listener = listener;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(code: number): void {
    this.closedWith = code;
    if (this.answersClose) this.listener.onClose(code, "");
  }

  terminate(): void {
    this.terminated = true;
  }

  get isOver(): boolean {
    return this.terminated || this.closedWith !== undefined;
  }

  receive(payload: unknown): void {
    this.listener.onMessage(Buffer.from(JSON.stringify(payload)));
  }

  open(): void {
    this.listener.onOpen();
  }

  hello(heartbeatIntervalMs = 40_000): void {
    this.open();
    this.receive({ op: 10, d: { heartbeat_interval: heartbeatIntervalMs }, s: null, t: null });
  }

  ready(s = 1, session = "abc", resumeUrl = "ws://resume.test"): void {
    this.dispatch(s, "READY", { session_id: session, resume_gateway_url: resumeUrl });
  }

  resumed(s: number): void {
    this.dispatch(s, "RESUMED", {});
  }

  dispatch(s: number, t = "MESSAGE_CREATE", d: unknown = {}): void {
    this.receive({ t, s, op: 0, d });
  }

  ack(): void {
    this.receive({ op: 11 });
  }

  /** The connection ends from the other side. */
  end(code: number, reason = ""): void {
    this.listener.onClose(code, reason);
  }

  ops(): number[] {
    return this.sent.map(({ op }) => op);
  }
}

/** A gateway on a fake clock, and the sockets it opens. */
export class Bench implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly gateway: Gateway;
  readonly log: string[] = [];
  readonly limit = { total: 1000, remaining: 1000, reset_after: 3_600_000, max_concurrency: 1 };

  constructor(options: Partial<GatewayOptions> = {}) {
    const openSocket: OpenSocket = (url, listener) => {
      const socket = new FakeSocket(url, listener);
      this.sockets.push(socket);
      return socket;
    };
    this.gateway = new Gateway({
      token: "token",
      intents: { guilds: true, guildMembers: true },
      rest: {
        gateway: {
          getBotGateway: async () => ({ url: "wss://gateway.test", shards: 1, session_start_limit: { ...this.limit } }),
        },
      },
      compression: "none",
      clock: this.clock,
      wallClock: () => 1_700_000_000_000 + this.clock.now(),
      random: () => 0.5,
      openSocket,
      ...options,
    });
    this.gateway.on("dispatch", ({ t, s }) => this.log.push(`${t} ${s}`));
    this.gateway.on("shardReady", (id) => this.log.push(`ready ${id}`));
    this.gateway.on("shardResumed", (id, replayed) => this.log.push(`resumed ${id} +${replayed}`));
    this.gateway.on("shardDisconnect", (id, { code, willReconnect }) => {
      this.log.push(`disconnect ${id} ${code}${willReconnect ? "" : " for good"}`);
    });
    this.gateway.on("shardError", (error) => this.log.push(`error ${error.name}`));
  }

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("No socket was opened");
    return socket;
  }

  /** Lets promises settle, without time passing. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  async opened(count: number): Promise<FakeSocket> {
    await this.settle();
    if (this.sockets.length !== count) throw new Error(`Expected ${count} sockets, there are ${this.sockets.length}`);
    return this.socket;
  }

  /** Lets time pass until one more socket is opened. */
  async nextSocket(): Promise<FakeSocket> {
    const count = this.sockets.length;
    for (let step = 0; step < 10_000 && this.sockets.length === count; step += 1) await this.clock.advance(100);
    return await this.opened(count + 1);
  }

  /** Connects the only shard until READY. */
  async connect(): Promise<FakeSocket> {
    const connected = this.gateway.connect();
    const socket = await this.opened(1);
    socket.hello();
    socket.ready();
    await connected;
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.answersClose = true;
    await this.gateway.disconnect();
  }
}

/** Whether a promise has settled yet. */
export function settled(promise: Promise<unknown>): { readonly yet: boolean } {
  const state = { yet: false };
  const note = (): void => {
    state.yet = true;
  };
  promise.then(note, note);
  return state;
}
