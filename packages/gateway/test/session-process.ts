/** A bot in a process of its own, which tells its parent what it sees; for tests that kill it. */
import type { APIGatewayBotInfo } from "@zignal/types";
import { FileSessionStore, Gateway } from "../src/index.ts";

const token = process.env["DISCORD_TOKEN"] ?? "";
const url = `${process.env["ZIGNAL_API_URL"] ?? ""}/gateway/bot`;
const headers = { authorization: `Bot ${token}` };

const tell = (line: string): void => void process.send?.(line);

const gateway = new Gateway({
  token,
  intents: { guilds: true, guildMessages: true, messageContent: true },
  rest: { gateway: { getBotGateway: async () => (await (await fetch(url, { headers })).json()) as APIGatewayBotInfo } },
  sessionStore: new FileSessionStore({ directory: process.argv[2] ?? "" }),
});

gateway.on("dispatch", ({ t, d }) => {
  if (t === "MESSAGE_CREATE") tell(d.content);
});
gateway.on("shardReady", () => tell("ready"));
gateway.on("shardResumed", () => tell("resumed"));

process.on("message", (message) => {
  if (message !== "stop") return;
  void gateway.disconnect().then(() => process.disconnect());
});

await gateway.connect();
