#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { parseCommandLine, usage } from "./command-line.ts";
import { createSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

async function version(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const { version: found }: { version?: string } = JSON.parse(text);
  return found ?? "unknown";
}

/** One line for programs: everything needed to connect and to act. */
function describe({
  restUrl,
  gatewayUrl,
  webUrl,
  token,
  applicationId,
  botId,
  guildId,
  channels,
  users,
}: Sandbox): object {
  return { restUrl, gatewayUrl, webUrl, token, applicationId, botId, guildId, channels, users };
}

function introduce(sandbox: Sandbox): string {
  return [
    "A local Discord is running.",
    "",
    `  page      ${sandbox.webUrl}`,
    `  REST      ${sandbox.restUrl}`,
    `  gateway   ${sandbox.gatewayUrl}`,
    `  token     ${sandbox.token}`,
    "",
    "Run a bot against it:",
    "",
    `  DISCORD_TOKEN=${sandbox.token} ZIGNAL_API_URL=${sandbox.restUrl} ZIGNAL_GATEWAY_URL=${sandbox.gatewayUrl} node bot.js`,
    "",
    "Stop it with Ctrl+C.",
  ].join("\n");
}

/** Serves until SIGINT or SIGTERM, and then ends without leaving anything open. */
async function serve(sandbox: Sandbox): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await sandbox.close();
}

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === "help") console.log(usage);
  else if (command.kind === "version") console.log(await version());
  else {
    const sandbox = await createSandbox(command.options);
    console.log(command.json ? JSON.stringify(describe(sandbox)) : introduce(sandbox));
    await serve(sandbox);
  }
} catch (error) {
  console.error(`zignal-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
