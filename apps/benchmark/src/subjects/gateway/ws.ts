import { WebSocket } from "ws";
import { benchmarkToken } from "../benchmark-token.ts";
import type { GatewayTarget, OnDispatch } from "../gateway-subject.ts";
import { synchronousDecompress } from "../synchronous-decompress.ts";

/** The floor: a WebSocket, JSON.parse, and between them the cheapest decompression there is. */
export function connectWs({ port, compression }: GatewayTarget, onDispatch: OnDispatch): void {
  const query = compression === "none" ? "" : `&compress=${compression}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?v=10&encoding=json${query}`, { perMessageDeflate: false });
  const decompress = compression === "none" ? undefined : synchronousDecompress(compression);
  socket.on("message", (data: Buffer) => {
    const payload = JSON.parse(decompress ? decompress(data) : data.toString()) as { op: number; t: string | null };
    if (payload.op === 0) onDispatch(payload.t);
    else if (payload.op === 10) socket.send(identify);
  });
}

/** The same without compression, where the others have one. */
export function connectWsUncompressed(target: GatewayTarget, onDispatch: OnDispatch): void {
  connectWs({ ...target, compression: "none" }, onDispatch);
}

const identify = JSON.stringify({
  op: 2,
  d: { token: benchmarkToken, intents: 0, shard: [0, 1], properties: { os: "linux", browser: "x", device: "x" } },
});

/** The floor of whole clients: the same, and the content of messages looked at. */
export function connectWsMessages(port: number, onMessage: (content: string) => void): void {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?v=10&encoding=json`, { perMessageDeflate: false });
  socket.on("message", (data: Buffer) => {
    const { op, t, d } = JSON.parse(data.toString()) as { op: number; t: string | null; d: { content: string } };
    if (t === "MESSAGE_CREATE") onMessage(d.content);
    else if (op === 10) socket.send(identify);
  });
}
