import { expect, it } from "vitest";
import { InteractionHandler } from "../src/index.ts";
import { autocomplete, button, modal, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

/** The blocks of the API reference's chapter on interactions. */

it("makes the reference's handler, and lets it go", () => {
  const handler = new InteractionHandler({ rest: new RecordingRest() });
  expect(handler.commandPayloads()).toEqual([]);
  // As the reference's deinit.
  handler.close();
  handler.close();
});

it("runs the reference's slash command, a plain object", async () => {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerSlashCommand({
    name: "ping",
    description: "Check bot latency",
    options: [],
    execute: (ctx) => ctx.reply("Pong!"),
  });
  await handler.handle(slashCommand("ping"));
  expect(rest.callbacks).toEqual([{ type: 4, data: { content: "Pong!" } }]);
  expect(handler.commandPayloads()).toEqual([{ type: 1, name: "ping", description: "Check bot latency" }]);
});

it("runs the reference's component handler", async () => {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerComponentHandler({ customId: "confirm_button", execute: (ctx) => ctx.update("Confirmed") });
  await handler.handle(button("confirm_button"));
  expect(rest.callbacks).toEqual([{ type: 7, data: { content: "Confirmed" } }]);
});

it("runs the reference's modal handler", async () => {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerModalHandler({
    customId: "feedback_form",
    fields: { feedback: "text" },
    execute: (ctx) => ctx.reply({ content: `Thanks for "${ctx.fields.feedback}"`, ephemeral: true }),
  });
  const label = { type: 18, id: 1, component: { type: 4, id: 2, custom_id: "feedback", value: "great" } };
  await handler.handle(modal("feedback_form", [label]));
  expect(rest.callbacks).toEqual([{ type: 4, data: { content: 'Thanks for "great"', flags: 64 } }]);
});

it("runs the reference's autocomplete handler", async () => {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerAutocompleteHandler({
    commandName: "search",
    optionName: "query",
    execute: (ctx) => ["zig", "zignal"].filter((word) => word.startsWith(ctx.focused.value)),
  });
  await handler.handle(autocomplete("search", [{ name: "query", type: 3, value: "zign", focused: true }]));
  expect(rest.callbacks).toEqual([{ type: 8, data: { choices: [{ name: "zignal", value: "zignal" }] } }]);
});

it("sends the reference's interaction responses, Discord's JSON as it is", async () => {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  const message = { type: 4, data: { content: "Hello, World!", embeds: [], components: [] } } as const;
  const form = { type: 9, data: { custom_id: "form_id", title: "Form Title", components: [] } } as const;
  handler.registerSlashCommand({
    name: "message",
    description: "A message",
    execute: (ctx) => ctx.respondWith({ ...message, data: { ...message.data, embeds: [], components: [] } }),
  });
  handler.registerSlashCommand({
    name: "modal",
    description: "A modal",
    execute: (ctx) => ctx.respondWith({ ...form, data: { ...form.data, components: [] } }),
  });
  await handler.handle(slashCommand("message"));
  await handler.handle(slashCommand("modal"));
  expect(rest.callbacks).toEqual([message, form]);
});
