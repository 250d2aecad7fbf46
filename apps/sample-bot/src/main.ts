import type { Client } from "@zignal/client";
import { Logger } from "@zignal/observability";
import { createSandbox } from "@zignal/sandbox";
import { readSettings, type Settings, SettingsError, usage } from "./arguments.ts";
import { createBot } from "./bot.ts";
import { runDemo } from "./demo.ts";
import type { DemoOutcome } from "./script.ts";
import { formatSummary, type RunFigures } from "./summary.ts";
import { Transcript } from "./transcript.ts";

const transcript = new Transcript(
  (line) => console.log(line),
  process.stdout.isTTY && process.env["NO_COLOR"] === undefined,
);

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === undefined) console.log(usage);
  else if (settings.token === undefined) process.exitCode = await runOnSandbox(settings);
  else await runOnDiscord(settings.token, settings.once);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : describe(error));
  process.exitCode = 1;
}

/** The scripted conversation on a local Discord; in a terminal the bot then stays, for a person to go on. */
async function runOnSandbox({ once, port }: Settings): Promise<number> {
  const sandbox = await createSandbox({ port });
  const { token, restUrl: apiUrl, gatewayUrl } = sandbox;
  // What the script breaks on purpose would be warned of: only what the bot can not mend is shown.
  const logger = new Logger({ level: "error" });
  const bot = createBot({ token, apiUrl, gatewayUrl, logger });
  try {
    transcript.line(`No DISCORD_TOKEN is set: running on a local Discord at ${sandbox.webUrl}`);
    await bot.connect();
    await bot.interactions.syncCommands({ guildId: sandbox.guildId });

    const outcome = await runDemo(sandbox, transcript);
    transcript.heading("Summary");
    for (const line of formatSummary(figuresOf(bot, outcome))) transcript.line(line);

    if (!once && process.stdout.isTTY) {
      transcript.line(`\nGo on yourself at ${sandbox.webUrl} (Ctrl+C ends it).`);
      await untilStopped();
    }
    return outcome.failedSteps === 0 ? 0 : 1;
  } finally {
    await bot.close();
    await logger.close();
    await sandbox.close();
  }
}

/** What the client itself has counted, beside what the conversation came to. */
function figuresOf(bot: Client, outcome: DemoOutcome): RunFigures {
  const gateway = bot.gateway.getStats();
  const rest = bot.rest.getStats();
  const cache = bot.cache?.getStats();
  return {
    ...outcome,
    eventsReceived: gateway.events,
    // The first identify of each shard is no reconnect.
    reconnects: gateway.resumes + gateway.identifies - gateway.shards.length,
    requests: rest.requests,
    requestsRetried: rest.retried,
    rateLimited: rest.rateLimited,
    rateLimitWaits: rest.rateLimiter.waited,
    cached: {
      guilds: cache?.guildsCount ?? 0,
      channels: cache?.channelsCount ?? 0,
      members: cache?.membersCount ?? 0,
      users: cache?.usersCount ?? 0,
      messages: cache?.messagesCount ?? 0,
    },
  };
}

/** The same bot on Discord, until it is stopped; `once`: until it is ready and has told its commands. */
async function runOnDiscord(token: string, once: boolean): Promise<void> {
  const logger = new Logger();
  const bot = createBot({ token, logger });
  try {
    bot.on("ready", ({ user, guildCount }) => transcript.line(`Ready as ${user.username}, in ${guildCount} guilds.`));
    await bot.connect();
    await bot.interactions.syncCommands();
    if (!once) await untilStopped();
  } finally {
    await bot.close();
    await logger.close();
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    // Sockets do not keep the process alive for its own sake; this does.
    const alive = setInterval(() => {}, 2 ** 30);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const recovery = "recovery" in error && typeof error.recovery === "string" ? error.recovery : "";
  return recovery === "" ? error.message : `${error.message}\n${recovery}`;
}
