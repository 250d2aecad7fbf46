import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { benchmarkToken } from "./benchmark-token.ts";
import { LoopbackAgent } from "./loopback-agent.ts";

/** A message with one file, sent with a library as its users do it. */
export type Upload = (data: AsyncIterable<Uint8Array>) => Promise<unknown>;

const channelId = "1456000000000000002";
const name = "large.bin";

/** The libraries that upload. Those that take no stream get a Buffer of what is in it, as their users have to do. */
const subjects: Readonly<Record<string, (port: number) => Promise<Upload>>> = {
  undici: async (port) => {
    const { Pool } = await import("undici");
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
    return async (data) => {
      const response = await pool.request({
        method: "POST",
        path: `/api/v10/channels/${channelId}/messages`,
        headers: { authorization: `Bot ${benchmarkToken}`, "content-type": "multipart/form-data; boundary=x" },
        body: Readable.from(multipart(data), { objectMode: false }),
      });
      return await response.body.json();
    };
  },
  zignal: async (port) => {
    const { Rest } = await import("@zignal/rest");
    const rest = new Rest({ token: benchmarkToken, baseUrl: `http://127.0.0.1:${port}/api/v10`, timeoutMs: 60_000 });
    return (data) => rest.channels.createMessage(channelId, { files: [{ name, data }] });
  },
  "discord.js": async (port) => {
    const { REST } = await import("@discordjs/rest");
    const rest = new REST({ api: `http://127.0.0.1:${port}/api`, version: "10", timeout: 60_000 });
    rest.setToken(benchmarkToken);
    return async (data) =>
      rest.post(`/channels/${channelId}/messages`, { body: {}, files: [{ name, data: await buffer(data) }] });
  },
  eris: async (port) => {
    const { default: Eris } = await import("eris");
    const client = Eris(`Bot ${benchmarkToken}`, {
      intents: 0,
      restMode: true,
      rest: { baseURL: "/api/v10", agent: new LoopbackAgent(port), requestTimeout: 60_000 },
    });
    return async (data) => {
      const file = await buffer(data);
      return await client.requestHandler.request("POST", `/channels/${channelId}/messages`, true, {}, { name, file });
    };
  },
  "oceanic.js": async (port) => {
    const { Client } = await import("oceanic.js");
    const baseURL = `http://127.0.0.1:${port}/api/v10`;
    const client = new Client({ auth: `Bot ${benchmarkToken}`, rest: { baseURL, requestTimeout: 60_000 } });
    return async (data) => {
      const files = [{ name, contents: await buffer(data) }];
      return await client.rest.authRequest({
        method: "POST",
        path: `/channels/${channelId}/messages`,
        json: {},
        files,
      });
    };
  },
};

/** Names of the libraries, the floor first. */
export const uploadSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that. */
export async function openUploadSubject(subject: string, port: number): Promise<Upload> {
  const open = subjects[subject];
  if (!open) throw new Error(`no subject is called ${subject}`);
  return await open(port);
}

async function* multipart(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`--x\r\ncontent-disposition: form-data; name="files[0]"; filename="${name}"\r\n\r\n`);
  yield* data;
  yield Buffer.from("\r\n--x--\r\n");
}
