import { Pool } from "undici";
import { WebSocket } from "ws";
import { benchmarkToken } from "./benchmark-token.ts";

/** The floor of interactions: a WebSocket, JSON.parse, one HTTP request, its answer drained. */
export async function answerInteractions(port: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?v=10&encoding=json`, { perMessageDeflate: false });
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 50 });
  const headers = { "content-type": "application/json", "user-agent": "DiscordBot (https://example.com, 1.0.0)" };
  const reply = async ({ id, token }: { id: string; token: string }): Promise<void> => {
    const response = await pool.request({
      method: "POST",
      path: `/api/v10/interactions/${id}/${token}/callback`,
      headers,
      body: JSON.stringify({ type: 4, data: { content: "Pong!" } }),
    });
    await response.body.dump();
  };
  socket.on("message", (data: Buffer) => {
    const { op, t, d } = JSON.parse(data.toString()) as { op: number; t: string; d: { id: string; token: string } };
    if (t === "INTERACTION_CREATE") void reply(d);
    else if (op === 10) {
      const properties = { os: "linux", browser: "x", device: "x" };
      socket.send(JSON.stringify({ op: 2, d: { token: benchmarkToken, intents: 1, shard: [0, 1], properties } }));
    }
  });
}
