import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { FakeClock } from "@zignal/errors/testing";
import { afterEach, describe, expect, it } from "vitest";
import { InteractionHandler } from "../src/index.ts";
import { slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

const ended: unknown[] = [];
const listener = (message: unknown): void => void ended.push(message);
const channel = "tracing:zignal:interactions:handle:asyncEnd";

afterEach(() => {
  unsubscribe(channel, listener);
  ended.length = 0;
});

describe("tracing:zignal:interactions:handle", () => {
  it("says when the first answer was taken, and only of the first", async () => {
    subscribe(channel, listener);
    const clock = new FakeClock();
    const handler = new InteractionHandler({ rest: new RecordingRest(), clock });
    handler.registerSlashCommand({
      name: "test",
      description: "A test",
      execute: async (ctx) => {
        await clock.advance(120);
        await ctx.defer();
        await clock.advance(5_000);
        await ctx.editReply("Done");
      },
    });
    await handler.handle(slashCommand("test"));
    expect(ended).toMatchObject([{ name: "/test", answeredAfterMs: 120 }]);
  });

  it("says nothing of an answer that there was not", async () => {
    subscribe(channel, listener);
    const handler = new InteractionHandler({
      rest: new RecordingRest(),
      autoDefer: false,
      onError: () => undefined,
    });
    handler.registerSlashCommand({ name: "test", description: "A test", execute: () => undefined });
    await handler.handle(slashCommand("test"));
    expect(ended).toHaveLength(1);
    expect(ended[0]).not.toHaveProperty("answeredAfterMs");
  });
});
