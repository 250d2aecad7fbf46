import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { RateLimitError, ValidationError } from "@zignal/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Rest } from "../src/index.ts";
import { FakeDiscord, rateLimited } from "./fake-discord.ts";

let discord: FakeDiscord;
let rest: Rest;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  rest = discord.rest();
});

afterEach(async () => {
  await rest.close({ drainTimeoutMs: 0 });
  await discord.close();
});

async function formOf(index = 0): Promise<FormData> {
  const received = discord.received[index];
  const type = received?.headers["content-type"] ?? "";
  return new Response(received?.body, { headers: { "content-type": type } }).formData();
}

async function payloadOf(index = 0): Promise<unknown> {
  return JSON.parse((await formOf(index)).get("payload_json") as string);
}

async function* broken(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array(10);
  throw new Error("disk failed");
}

const file = { name: "a.txt", data: "a" };

describe("a streamed file", () => {
  it("of 100 MB is read only as fast as Discord takes it", async () => {
    const chunk = new Uint8Array(64 * 1024);
    const chunks = 1600;
    let produced = 0;
    async function* produce(): AsyncGenerator<Uint8Array, void, void> {
      for (let i = 0; i < chunks; i++) {
        produced += chunk.byteLength;
        yield chunk;
      }
    }
    let received = 0;
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<IncomingMessage>();
    const server = createServer((request, response) => {
      arrive(request);
      request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const uploading = new Rest({ token: "t", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const call = uploading.channels.createMessage("1", { files: [{ name: "big.bin", data: produce() }] });
    const request = await arrived;
    // Nobody reads: what is produced stops at what fits into the sockets' buffers.
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = produced === before;
          before = produced;
          return isStill;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(produced).toBeLessThan(16 * 1024 * 1024);
    request.on("data", (data: Buffer) => (received += data.byteLength));
    await call;
    expect(produced).toBe(chunks * chunk.byteLength);
    expect(received).toBeGreaterThan(produced);
    await uploading.close();
    server.close();
  });

  it("is not sent again after a rate limit, for it has been read; the error says so", async () => {
    discord.answer = () => rateLimited(0.01);
    const data = Readable.from([Buffer.from("x")]);
    await expect(rest.channels.createMessage("1", { files: [{ name: "a", data }] })).rejects.toThrow(RateLimitError);
    expect(discord.received).toHaveLength(1);
  });

  it("that fails fails the call, with its error as the cause", async () => {
    const call = rest.channels.createMessage("1", { files: [{ name: "a", data: broken() }] });
    await expect(call).rejects.toMatchObject({ name: "HttpError", cause: { message: "disk failed" } });
  });
});

describe("files", () => {
  it("of bytes are sent again after a rate limit", async () => {
    discord.answer = () => (discord.received.length === 1 ? rateLimited(0.01) : {});
    await rest.channels.createMessage("1", { content: "x", files: [file] });
    expect(await payloadOf(1)).toMatchObject({ content: "x" });
  });

  it("are taken from the options too, after those of the body", async () => {
    await rest.channels.createMessage(
      "1",
      { files: [file] },
      { files: [{ name: "b.txt", data: "b", description: "b" }] },
    );
    expect(await payloadOf()).toMatchObject({
      attachments: [
        { id: 0, filename: "a.txt" },
        { id: 1, filename: "b.txt", description: "b" },
      ],
    });
  });

  it("leave the attachments alone where the body lists them", async () => {
    const attachments = [{ id: "0", filename: "a.txt", title: "mine" }];
    await rest.channels.updateMessage("1", "2", { attachments, files: [file] });
    expect(await payloadOf()).toMatchObject({ attachments });
  });

  it("of a callback are those of its data, and of a forum post those of its message", async () => {
    const message = { content: "x", files: [file] };
    await rest.interactions.createInteractionResponse("1", "t", { type: 4, data: message });
    await rest.channels.createThread("1", { name: "post", message });
    expect(await payloadOf(0)).toEqual({
      type: 4,
      data: { content: "x", attachments: [{ id: 0, filename: "a.txt" }] },
    });
    expect(await payloadOf(1)).toMatchObject({ name: "post", message: { attachments: [{ id: 0 }] } });
    expect((await formOf(1)).get("files[0]")).toBeInstanceOf(File);
  });

  it("that are none leave plain JSON", async () => {
    await rest.channels.createMessage("1", { content: "x", files: [] });
    expect(discord.bodies[0]).toMatchObject({ content: "x" });
    expect(discord.bodies[0]).not.toHaveProperty("files");
  });

  it("of stickers, attachments and invites are fields of a form", async () => {
    await rest.guilds.createGuildSticker("1", { name: "s", tags: "t", file: { ...file, contentType: "image/png" } });
    await rest.channels.createChannelInvite("1", { max_age: 0, target_users_file: file });
    await rest.applications.uploadApplicationAttachment("1", { file });
    const sticker = await formOf(0);
    expect([sticker.get("name"), sticker.get("tags"), (sticker.get("file") as File).type]).toEqual([
      "s",
      "t",
      "image/png",
    ]);
    expect(await payloadOf(1)).toEqual({ max_age: 0 });
    expect((await formOf(1)).get("target_users_file")).toBeInstanceOf(File);
    expect((await formOf(2)).get("file")).toBeInstanceOf(File);
  });

  it.each([
    [{ name: "", data: "x" }, "name"],
    [{ name: "a", data: 5 as unknown as string }, "data"],
    [{ name: "a", data: "x", contentType: "image/png\r\nx: y" }, "contentType"],
  ])("that are not fit are refused before anything is sent: %j", async (unfit, field) => {
    const call = rest.channels.createMessage("1", { files: [unfit] });
    await expect(call).rejects.toThrow(ValidationError);
    await expect(call).rejects.toThrow(field);
    expect(discord.received).toHaveLength(0);
  });
});

it("a file that does not exist fails its call, also while it waits, and does not end the process", async () => {
  const { promise: first, resolve: answerFirst } = Promise.withResolvers<void>();
  discord.answer = async () => {
    await first;
    return {};
  };
  const before = rest.channels.createMessage("1", { content: "x" });
  const missing = createReadStream("/does/not/exist");
  const call = rest.channels.createMessage("1", { files: [{ name: "a", data: missing }] });
  const [failed] = await Promise.all([
    call.catch((error: unknown) => error),
    new Promise<void>((resolve) => {
      missing.once("close", resolve);
    }).then(answerFirst),
    before,
  ]);
  expect(failed).toMatchObject({ name: "HttpError", cause: { code: "ENOENT" } });
});

it.each([
  ["files[0]", null],
  ["files[0].data", { name: "a", data: null }],
])("what is no file is refused by name: %s", async (path, wrong) => {
  const call = rest.channels.createMessage("1", { content: "x" }, { files: [wrong as never] });
  await expect(call).rejects.toMatchObject({ name: "ValidationError", issues: [{ path }] });
});
