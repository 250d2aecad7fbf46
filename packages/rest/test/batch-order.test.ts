import { Buffer } from "node:buffer";
import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Rest } from "../src/index.ts";
import { RequestBatcher } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";

let discord: FakeDiscord;
let batcher: RequestBatcher;
let rest: Rest;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  batcher = new RequestBatcher({ maxWaitTimeMs: 5 });
  // On the way one request may overtake another; what is looked at here is the order in which they leave.
  rest = discord.rest({ requestBatcher: batcher, batch: true, rateLimiter: { maxInFlightPerBucket: 1 } });
});

afterEach(async () => {
  await rest.close({ drainTimeoutMs: 0 });
  await discord.close();
});

const file = { name: "a.txt", data: "a" };

function contents(): unknown[] {
  return discord.received.map(({ body }) => /"content":"(\w+)"/.exec(body.toString())?.[1]);
}

describe("what is sent by itself does not overtake the edits that wait", () => {
  it("with files in its body", async () => {
    const edits = [{ content: "A" }, { content: "B", files: [file] }, { content: "C" }];
    await Promise.all(edits.map((body) => rest.channels.updateMessage("1", "2", body)));
    expect(contents()).toEqual(["A", "B", "C"]);
  });

  it("with files in its options, and without the batcher", async () => {
    await Promise.all([
      rest.channels.updateMessage("1", "2", { content: "A" }),
      rest.channels.updateMessage("1", "2", { content: "B" }, { files: [file] }),
      rest.channels.updateMessage("1", "2", { content: "C" }),
      rest.channels.updateMessage("1", "2", { content: "D" }, { batch: false }),
    ]);
    expect(contents()).toEqual(["A", "B", "C", "D"]);
  });

  it("while edits of other messages still wait to be folded", async () => {
    await Promise.all([
      rest.channels.updateMessage("1", "3", { content: "A" }),
      rest.channels.updateMessage("1", "2", { content: "B" }, { batch: false }),
      rest.channels.updateMessage("1", "3", { content: "C" }),
    ]);
    expect(contents()).toEqual(["B", "C"]);
  });
});

describe("a field that is undefined says nothing", () => {
  it("and takes nothing away from an earlier edit", async () => {
    const edits = [{ content: "A", embeds: [] }, { content: "B" }, { content: undefined, flags: 4 }];
    await Promise.all(edits.map((body) => rest.channels.updateMessage("1", "2", body as { content?: string })));
    expect(discord.bodies).toEqual([{ content: "B", embeds: [], flags: 4 }]);
  });

  it("nor from an earlier position", async () => {
    await Promise.all([
      rest.guilds.bulkUpdateGuildChannels("1", [{ id: "1", position: 1 }]),
      rest.guilds.bulkUpdateGuildChannels("1", [{ id: "1", position: undefined, parent_id: "9" }]),
    ]);
    expect(discord.bodies).toEqual([[{ id: "1", position: 1, parent_id: "9" }]]);
  });
});

describe("one caller's fault is not another's", () => {
  it("when a list of positions holds something else", async () => {
    const [good, bad] = await Promise.allSettled([
      rest.guilds.bulkUpdateGuildChannels("1", [{ id: "1", position: 1 }]),
      rest.guilds.bulkUpdateGuildChannels("1", [null] as never),
    ]);
    expect(good.status).toBe("fulfilled");
    expect(bad.status).toBe("fulfilled");
    expect(discord.bodies).toEqual(expect.arrayContaining([[{ id: "1", position: 1 }], [null]]));
  });
});

describe("GETs", () => {
  it("are given to a handler of the user's before they are folded with identical ones", async () => {
    const folded: string[][] = [];
    batcher.addBatchHandler({
      pattern: "GET /guilds/{guild_id}/members/{user_id}",
      process: (items) => {
        folded.push(items.map(({ parameters }) => parameters["user_id"] ?? ""));
        return Promise.resolve(items.map(({ parameters }) => ({ status: "fulfilled", value: parameters["user_id"] })));
      },
    });
    expect(await Promise.all(["2", "3"].map((id) => rest.guilds.getGuildMember("1", id)))).toEqual(["2", "3"]);
    expect(folded).toEqual([["2", "3"]]);
    expect(discord.received).toHaveLength(0);
  });

  it("of bytes give a Buffer to everybody who asked", async () => {
    discord.answer = () => ({ headers: { "content-type": "image/png" }, body: "png" });
    const images = await Promise.all([1, 2].map(() => rest.guilds.getGuildWidgetPng("1")));
    expect(images.map((image) => Buffer.isBuffer(image))).toEqual([true, true]);
    expect(images[0]).not.toBe(images[1]);
  });
});

describe("one signal of many batched calls", () => {
  it("is listened to once, and no more when they have settled", async () => {
    const controller = new AbortController();
    const edits = Array.from({ length: 1000 }, (_, index) =>
      rest.channels.updateMessage("1", String(index % 20), { content: "A" }, { signal: controller.signal }),
    );
    // The batcher's; what it sends is aborted by a signal of its own.
    expect(getEventListeners(controller.signal, "abort").length).toBeLessThanOrEqual(1);
    await Promise.all(edits);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    const left = rest.channels.updateMessage("1", "2", { content: "A" }, { signal: controller.signal });
    controller.abort(new Error("stop"));
    await expect(left).rejects.toThrow("stop");
  });
});
