import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox } from "@zignal/sandbox";
import { describe, it } from "vitest";

interface State {
  what: string;
  /** What the bot does before it closes its client; `say(word)` tells the test. */
  act: string;
  options?: string;
  /** What the test does when the bot says a word. */
  on?: (word: string, sandbox: Sandbox) => unknown;
}

const cut = (_word: string, { faults }: Sandbox): unknown => faults.cutGateway();
const mute = (_word: string, { faults }: Sandbox): unknown => faults.muteGateway({ newConnections: true });

/** Every state that a client can be in when it is closed. */
const states: State[] = [
  { what: "was never connected", act: "" },
  { what: "is connected", act: "await client.connect();" },
  { what: "waits for events", act: 'client.waitFor("messageCreate").catch(() => {}); await client.connect();' },
  {
    what: "is in a loop over events",
    act: `await client.connect();
      const looping = (async () => { for await (const message of client.events("messageCreate")) say(message.id); })();`,
  },
  { what: "has just begun to connect", act: "client.connect().catch(() => {});" },
  {
    what: "connects, and hears nothing",
    act: 'await say("mute"); client.connect().catch(() => {}); await new Promise((resolve) => setTimeout(resolve, 100));',
    on: mute,
  },
  {
    what: "was cut off",
    act: 'await client.connect(); const lost = client.waitFor("shardDisconnect"); await say("cut"); await lost;',
    on: cut,
  },
  {
    what: "was cut off, and hears nothing on its new connection",
    act: `await client.connect();
      const lost = client.waitFor("shardDisconnect");
      await say("cut");
      await lost;
      await new Promise((resolve) => setTimeout(resolve, 100));`,
    on: (word, sandbox) => {
      sandbox.faults.muteGateway({ newConnections: true });
      cut(word, sandbox);
    },
  },
  { what: "reconnects", act: "await client.connect(); client.reconnect().catch(() => {});" },
  {
    what: "has a handler at work, and a request of it that hangs",
    act: `await say("stall");
      await client.connect();
      const began = Promise.withResolvers();
      client.on("messageCreate", async (message) => {
        began.resolve();
        await message.react("👍").catch(() => {});
      });
      await say("speak");
      await began.promise;`,
    options: "drainTimeoutMs: 200",
    on: (word, sandbox) =>
      word === "stall"
        ? sandbox.faults.stallNext({ match: { method: "PUT" } })
        : sandbox.user("alice").sendMessage("general", "hello"),
  },
  { what: "is monitored", act: "await client.connect();", options: "monitor: { port: 0 }" },
  {
    what: "is in voice",
    act: "await client.connect(); await client.voice.joinVoiceChannel({ guildId: env.GUILD_ID, channelId: env.VOICE_ID });",
    options: 'voice: { endpointScheme: "ws" }',
  },
  {
    what: "is joining voice",
    act: `await client.connect();
      client.voice.joinVoiceChannel({ guildId: env.GUILD_ID, channelId: env.VOICE_ID }).catch(() => {});`,
    options: 'voice: { endpointScheme: "ws" }',
  },
  { what: "handles signals", act: "client.handleSignals(); await client.connect();" },
  {
    what: "could not connect",
    act: 'await say("refuse"); await client.connect().catch(() => {});',
    on: (_word, { faults }) => faults.failNext(404, { match: { route: "/gateway/bot" } }),
  },
];

describe("a closed client", () => {
  it.concurrent.for(states)(
    "that $what leaves nothing that keeps the process alive",
    { timeout: 30_000 },
    async ({ act, options = "", on }, { expect }) => {
      await using sandbox = await createSandbox();
      const source = `
      import { once } from "node:events";
      import { Client, silentLogger } from "@zignal/client";
      const { env } = process;
      const say = async (word) => { process.send(word); await once(process, "message"); };
      const client = new Client({
        token: env.DISCORD_TOKEN,
        intents: { guilds: true, guildMessages: true, guildVoiceStates: true },
        logger: silentLogger,
        ${options}
      });
      ${act}
      await client.close();
      process.send("closed");
      process.disconnect();`;
      const child = spawn(process.execPath, ["--conditions=@zignal/source", "--input-type=module", "--eval", source], {
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: {
          ...process.env,
          DISCORD_TOKEN: sandbox.token,
          ZIGNAL_API_URL: sandbox.restUrl,
          ZIGNAL_GATEWAY_URL: sandbox.gatewayUrl,
          GUILD_ID: sandbox.guildId,
          VOICE_ID: sandbox.channels["Voice Lounge"],
        },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
      const closed = Promise.withResolvers<number>();
      const answer = async (word: string): Promise<void> => {
        await on?.(word, sandbox);
        child.send("done");
      };
      child.on("message", (word) => {
        if (word === "closed") closed.resolve(performance.now());
        else void answer(word as string);
      });
      const exited = once(child, "exit") as Promise<[code: number | null]>;
      const from = await Promise.race([closed.promise, exited.then(() => Number.NaN)]);
      const [code] = await exited;
      expect({ code, output }).toEqual({ code: 0, output: "" });
      expect(performance.now() - from).toBeLessThan(2_000);
      await expect.poll(() => sandbox.stats().gateway.connections).toBe(0);
    },
  );
});
