import assert from "node:assert/strict";
import { defineSlashCommand, InteractionHandler, option } from "@zignal/interactions";

const answers = [];
const interactions = { createInteractionResponse: async (_id, _token, body) => void answers.push(body) };
const handler = new InteractionHandler({ rest: { interactions, webhooks: {}, applications: {} } });
handler.registerSlashCommand(
  defineSlashCommand({
    name: "echo",
    description: "Says it back",
    options: { text: option.string({ description: "What", required: true }) },
    execute: (ctx) => ctx.reply(ctx.options.text),
  }),
);
assert.equal(handler.commandPayloads()[0]?.name, "echo");
await handler.handle({
  type: 2,
  id: "1",
  application_id: "2",
  token: "t",
  version: 1,
  user: { id: "3", username: "alice" },
  locale: "en-GB",
  data: { id: "4", type: 1, name: "echo", options: [{ type: 3, name: "text", value: "hello" }] },
});
assert.equal(answers[0]?.data?.content, "hello");
