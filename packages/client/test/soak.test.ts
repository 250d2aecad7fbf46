import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox } from "@zignal/sandbox";
import { describe, it } from "vitest";

/** What the bot's process says of itself, after a collection of garbage. */
interface Report {
  readonly heard: string[];
  readonly heapMb: number;
  readonly listeners: number;
  readonly open: number;
  readonly errors: string[];
}

const bot = (options: string): string => `
  import { Client, silentLogger } from "@zignal/client";
  const { env } = process;
  const intents = { guilds: true, guildMessages: true, messageContent: true, guildMembers: true };
  const client = new Client({ token: env.DISCORD_TOKEN, intents, logger: silentLogger, ${options} });
  let heard = [];
  const errors = [];
  process.on("warning", ({ message }) => errors.push(message));
  client.on("error", ({ message }) => errors.push(message));
  client.on("messageCreate", async (message) => {
    if (message.author.isBot) return;
    heard.push(message.content);
    // A wait and a loop that end by themselves, as commands begin them.
    const controller = new AbortController();
    client.waitFor("typingStart", { signal: controller.signal }).catch(() => {});
    const stream = client.events("messageCreate", { signal: controller.signal, bufferSize: 4 });
    await message.react("👍");
    if (message.content.endsWith("0")) await client.getMember(env.GUILD_ID, message.author.id);
    if (message.content.endsWith("5")) await message.reply("five");
    controller.abort();
    await stream.return();
  });
  const count = (emitter) => emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  process.on("message", async () => {
    while (client.rest.getStats().open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
    const listeners = count(client.gateway) + count(process);
    const heapMb = process.memoryUsage().heapUsed / 2 ** 20;
    process.send({ heard, heapMb, listeners, open: client.rest.getStats().open, errors });
    heard = [];
  });
  await client.connect();
  process.send("ready");`;

async function startBot(sandbox: Sandbox, options: string) {
  const flags = ["--expose-gc", "--conditions=@zignal/source", "--input-type=module", "--eval", bot(options)];
  const child = spawn(process.execPath, flags, {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: {
      ...process.env,
      DISCORD_TOKEN: sandbox.token,
      GUILD_ID: sandbox.guildId,
      ZIGNAL_API_URL: sandbox.restUrl,
      ZIGNAL_GATEWAY_URL: sandbox.gatewayUrl,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await once(child, "message");
  return {
    async report(): Promise<Report> {
      const answer = once(child, "message") as Promise<[report: Report]>;
      child.send("report");
      return (await answer)[0];
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

const rounds = 8;
const perRound = 32;

/** One thing after another that goes wrong at Discord, while people write. */
async function badRound(sandbox: Sandbox, round: number): Promise<string[]> {
  const { faults } = sandbox;
  const alice = sandbox.user("alice");
  const sent: string[] = [];
  for (let number = round * perRound; number < (round + 1) * perRound; number += 1) {
    const at = number % perRound;
    if (at === 6) {
      if (round % 4 === 0) faults.cutGateway();
      else if (round % 4 === 1) faults.reconnect();
      else if (round % 4 === 2) faults.invalidateSession({ resumable: true });
      else faults.cutGateway({ code: 4000 });
    }
    if (at === 12) faults.failNext(502);
    if (at === 18) faults.rateLimitNext({ retryAfterMs: 20 });
    if (at === 24) faults.resetNext();
    if (at === 30) faults.requestHeartbeat();
    sent.push((await alice.sendMessage("general", `${number}`)).content);
  }
  return sent;
}

describe("a bad day at Discord", () => {
  it.concurrent.for([
    ["with a bounded cache", "cache: { maxMessages: 50, maxMessagesPerChannel: 50 }"],
    ["without a cache", "cache: false"],
  ] as const)(
    "loses nothing, tells nothing twice, and piles nothing up, %s",
    { timeout: 60_000 },
    async ([, options], { expect }) => {
      await using sandbox = await createSandbox({ limits: { rest: { enabled: false } } });
      await using child = await startBot(sandbox, options);
      const reports: Report[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const sent = await badRound(sandbox, round);
        const heard: string[] = [];
        let report = await child.report();
        heard.push(...report.heard);
        while (heard.length < sent.length) {
          report = await child.report();
          heard.push(...report.heard);
        }
        expect(heard).toEqual(sent);
        reports.push(report);
      }
      const last = await child.report();
      expect([last.heard, last.open, last.errors]).toEqual([[], 0, []]);
      // Every reaction has arrived as well, whatever became of the requests in between.
      const alice = sandbox.user("alice");
      const reacted = sandbox.world.messages
        .list(sandbox.channels["general"] ?? "", { limit: Number.POSITIVE_INFINITY })
        .filter(({ author }) => author.id === alice.id)
        .map((message) => alice.read({ id: message.id, channel_id: message.channelId }).reactions?.length);
      expect(reacted).toEqual(Array.from({ length: rounds * perRound }, () => 1));
      expect(new Set(reports.map(({ listeners }) => listeners)).size).toBe(1);
      // The first rounds warm up; afterwards the heap is as it was.
      const [, , third] = reports;
      expect(last.heapMb - (third?.heapMb ?? 0)).toBeLessThan(1.5);
    },
  );
});
