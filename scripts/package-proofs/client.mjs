import assert from "node:assert/strict";
import { Client, EmbedBuilder, GatewayError, Intents, InvalidTokenError, ValidationError } from "@zignal/client";

assert.throws(() => new Client({ token: "two words", intents: { guilds: true } }), InvalidTokenError);
assert.throws(() => new Client({ token: "a.b.c", intents: { guild: true } }), ValidationError);
assert.equal(new EmbedBuilder().title("t").build().title, "t");

const client = new Client({ token: "a.b.c", intents: ["guilds", "guildMessages"], logger: silent() });
assert.equal(client.intents, Intents.from({ guilds: true, guildMessages: true }));

// A gateway's dispatch goes the whole way: cache, structure, listener.
const heard = client.waitFor("messageCreate");
client.gateway.emit("dispatch", dispatch("MESSAGE_CREATE", { id: "2", channel_id: "1", content: "hello" }), 0);
assert.equal((await heard).content, "hello");

const waiting = assert.rejects(client.waitFor("ready"), GatewayError);
await client.close();
await waiting;

function dispatch(t, d) {
  const author = { id: "3", username: "alice" };
  return { op: 0, s: 1, t, d: { author, mentions: [], embeds: [], attachments: [], ...d } };
}

function ignore() {}

function silent() {
  return { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, fatal: ignore };
}
