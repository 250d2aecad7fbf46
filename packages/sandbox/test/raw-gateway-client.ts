import { once } from "node:events";
import { constants, createInflate, createZstdDecompress, inflateSync } from "node:zlib";
import type { Transform } from "node:stream";
import { WebSocket } from "ws";

export interface Payload {
  op: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads whatever arrived
  d: any;
  s: number | null;
  t: string | null;
}

interface Waiter {
  matches: (payload: Payload) => boolean;
  resolve: (payload: Payload) => void;
}

export const allIntents = 53608447;

/** The least that speaks to a gateway: no heartbeats of its own, no reconnects, nothing hidden. */
export class RawGatewayClient {
  readonly socket: WebSocket;
  readonly received: Payload[] = [];
  /** How each message arrived: as text or binary. */
  readonly frames: ("text" | "binary")[] = [];
  readonly #waiters: Waiter[] = [];
  #seen = 0;
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, compress?: "zlib-stream" | "zstd-stream") {
    const query = new URLSearchParams({ v: "10", encoding: "json", ...(compress === undefined ? {} : { compress }) });
    this.socket = new WebSocket(url.includes("?") ? url : `${url}?${query}`);
    const decompress = decompressor(compress);
    this.socket.on("message", (data: Buffer, isBinary) => {
      this.frames.push(isBinary ? "binary" : "text");
      decompress(data, isBinary, (text) => this.#receive(JSON.parse(text)));
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  get lastSeq(): number {
    return this.received.findLast(({ s }) => s !== null)?.s ?? 0;
  }

  dispatches(t?: string): Payload[] {
    return this.received.filter((payload) => payload.op === 0 && (t === undefined || payload.t === t));
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  /** The next payload that matches, of those no earlier `next` has passed over. */
  async next(matches: (payload: Payload) => boolean): Promise<Payload> {
    while (this.#seen < this.received.length) {
      const payload = this.received[this.#seen++];
      if (payload !== undefined && matches(payload)) return payload;
    }
    return new Promise((resolve) => {
      this.#waiters.push({ matches, resolve });
    });
  }

  async op(op: number): Promise<Payload> {
    return this.next((payload) => payload.op === op);
  }

  async event(t: string): Promise<Payload> {
    return this.next((payload) => payload.t === t);
  }

  /** Everything the server has sent up to now has arrived once this resolves. */
  async flush(): Promise<void> {
    this.send(1, this.lastSeq || null);
    await this.op(11);
  }

  identify(token: string, extra: object = {}): void {
    this.send(2, {
      token,
      intents: allIntents,
      properties: { os: "linux", browser: "test", device: "test" },
      ...extra,
    });
  }

  async ready(token: string, extra: object = {}): Promise<Payload> {
    await this.op(10);
    this.identify(token, extra);
    return this.event("READY");
  }

  async close(code = 1000): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close(code);
    await once(this.socket, "close");
  }

  #receive(payload: Payload): void {
    this.received.push(payload);
    const index = this.#waiters.findIndex(({ matches }) => matches(payload));
    if (index === -1) return;
    this.#seen = this.received.length;
    this.#waiters.splice(index, 1)[0]?.resolve(payload);
  }
}

type Decompress = (data: Buffer, isBinary: boolean, deliver: (text: string) => void) => void;

function decompressor(compress: "zlib-stream" | "zstd-stream" | undefined): Decompress {
  if (compress === undefined) {
    return (data, isBinary, deliver) => deliver((isBinary ? inflateSync(data) : data).toString());
  }
  const stream: Transform & { flush(kind: number, callback: () => void): void } =
    compress === "zlib-stream" ? createInflate() : createZstdDecompress();
  const kind = compress === "zlib-stream" ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
  let output: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => output.push(chunk));
  let queue = Promise.resolve();
  return (data, _isBinary, deliver) => {
    queue = queue.then(
      () =>
        new Promise((resolve) => {
          stream.write(data);
          stream.flush(kind, () => {
            setImmediate(() => {
              const text = Buffer.concat(output).toString();
              output = [];
              deliver(text);
              resolve();
            });
          });
        }),
    );
  };
}
