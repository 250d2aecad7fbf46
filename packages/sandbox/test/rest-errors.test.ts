import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { endpoints } from "../src/rest/endpoints.ts";
import type { ObservedRequest } from "../src/rest/request-stats.ts";
import { operations } from "../src/rest/operations.ts";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();
const readme = new URL("../README.md", import.meta.url);

describe("refusals", () => {
  it("answers as Discord does to unknown paths, wrong methods and operations it does not have", async () => {
    const api = await rest();
    const check = async (method: string, path: string): Promise<unknown> => {
      const { status, body } = await api.request(method, path);
      return { status, body };
    };
    expect(await check("GET", "/nowhere")).toEqual({ status: 404, body: { message: "404: Not Found", code: 0 } });
    expect(await check("PUT", "/users/@me")).toEqual({
      status: 405,
      body: { message: "405: Method Not Allowed", code: 0 },
    });
    expect(await check("GET", "/oauth2/keys")).toEqual({
      status: 501,
      body: { message: "get_public_keys is not implemented by the sandbox", code: 0 },
    });
    expect(await check("GET", "/channels/general")).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await check("GET", "/channels/%E0%A4%A")).toMatchObject({ status: 404 });
  });

  it("knows all 242 operations, and answers each with something other than 404 or 405 for its path", async () => {
    expect(operations).toHaveLength(242);
    const api = await rest();
    for (const { method, route, id } of operations) {
      const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name.endsWith("_id") ? "123" : "x"));
      const { body } = await api.request(method, path, method === "GET" ? undefined : {});
      expect({ id, message: body?.message }).not.toEqual({ id, message: "404: Not Found" });
      expect({ id, message: body?.message }).not.toEqual({ id, message: "405: Method Not Allowed" });
    }
    expect(api.handler.getStats()).toMatchObject({ failures: 0, requests: 242 });
  });

  it("implements as many as the README says, and none that Discord does not have", async () => {
    const [, count] = /answers (\d+) of the 242 operations/.exec(await readFile(readme, "utf8")) ?? [];
    expect(Number(count)).toBe(endpoints.size);
    const known = new Set(operations.map(({ id }) => id));
    expect([...endpoints.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  it("wants a token, a right one, and the word Bot before it", async () => {
    const api = await rest();
    const unauthorized = { status: 401, body: { message: "401: Unauthorized", code: 0 } };
    for (const token of [null, "", api.seeded.token, "Bot wrong", `Bearer ${api.seeded.token}`]) {
      expect(await api.request("GET", "/users/@me", undefined, { token })).toMatchObject(unauthorized);
    }
    expect(await api.request("GET", "/gateway", undefined, { token: null })).toMatchObject({ status: 200 });
    expect(api.handler.getStats().invalidRequests).toBe(5);
    const fresh = api.world.applications.resetToken(api.seeded.applicationId);
    expect(await api.request("GET", "/users/@me")).toMatchObject(unauthorized);
    expect(await api.request("GET", "/users/@me", undefined, { token: `Bot ${fresh}` })).toMatchObject({ status: 200 });
  });

  it("serves v10, v9 and no version alike, and refuses others", async () => {
    const api = await rest();
    for (const base of ["/api/v10", "/api/v9", "/api"]) {
      expect((await api.request("GET", "/users/@me", undefined, { base })).status).toBe(200);
    }
    expect(await api.request("GET", "/users/@me", undefined, { base: "/api/v5" })).toMatchObject({
      status: 400,
      body: { code: 50041 },
    });
  });

  it("tells what is unknown from what is out of reach and what is not allowed", async () => {
    const api = await rest();
    const { seeded, world, general } = api;
    expect((await api.request("GET", "/channels/1")).body).toEqual({ message: "Unknown Channel", code: 10003 });
    expect((await api.request("GET", "/guilds/1")).body).toEqual({ message: "Unknown Guild", code: 10004 });
    expect((await api.request("GET", "/users/1")).body).toEqual({ message: "Unknown User", code: 10013 });
    expect((await api.request("GET", `/channels/${general}/messages/1`)).body).toEqual({
      message: "Unknown Message",
      code: 10008,
    });
    expect((await api.request("GET", `/guilds/${seeded.guildId}/members/1`)).body.code).toBe(10013);
    expect((await api.request("GET", `/guilds/${seeded.guildId}/roles/1`)).body.code).toBe(10011);
    expect((await api.request("GET", "/webhooks/1")).body.code).toBe(10015);
    expect((await api.request("GET", "/invites/nope")).body.code).toBe(10006);

    const deny = (permission: bigint): void =>
      world.channels.setOverwrite(general, { id: seeded.botId, type: 1, allow: "0", deny: String(permission) });
    deny(1n << 10n);
    expect(await api.request("GET", `/channels/${general}`)).toMatchObject({
      status: 403,
      body: { message: "Missing Access", code: 50001 },
    });
    deny(1n << 11n);
    expect(await api.request("POST", `/channels/${general}/messages`, { content: "x" })).toMatchObject({
      status: 403,
      body: { message: "Missing Permissions", code: 50013 },
    });
    const voice = seeded.channels["Text Channels"];
    expect(await api.request("POST", `/channels/${voice}/messages`, { content: "x" })).toMatchObject({
      status: 400,
      body: { code: 50008 },
    });
  });
});

describe("bad bodies", () => {
  it("refuses broken JSON, wrong content types and empty messages", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    expect(await api.request("POST", path, "{")).toMatchObject({
      status: 400,
      body: { code: 50109, message: "The request body contains invalid JSON." },
    });
    const text = await api.request("POST", path, "content=x", { headers: { "content-type": "text/plain" } });
    expect(fieldErrors(text)).toEqual({ "": "CONTENT_TYPE_INVALID" });
    const form = await api.request("POST", path, "--x", {
      headers: { "content-type": "multipart/form-data; boundary=y" },
    });
    expect(form).toMatchObject({ status: 400, body: { code: 50035 } });
    for (const body of [{}, { content: "" }, { content: "   " }, { embeds: [] }]) {
      expect(await api.request("POST", path, body)).toMatchObject({ status: 400, body: { code: 50006 } });
    }
    expect(fieldErrors(await api.request("POST", path, "[]"))).toEqual({ "": "DICT_TYPE_CONVERT" });
  });

  it("nests field errors by field and index, all of them at once", async () => {
    const api = await rest();
    const answer = await api.request("POST", `/channels/${api.general}/messages`, {
      content: "x".repeat(2001),
      tts: "maybe",
      embeds: [
        { title: "fine" },
        {
          title: "t".repeat(257),
          url: "ftp://x",
          color: -1,
          timestamp: "yesterday",
          footer: {},
          fields: [{ name: "n", value: "v" }, { name: "" }],
        },
      ],
      components: [{ type: 1, components: [{ type: 2, style: 1 }, { type: 4 }] }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 50035, message: "Invalid Form Body" });
    expect(answer.body.errors).toMatchObject({
      embeds: {
        "1": { title: { _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "Must be 256 or fewer in length." }] } },
      },
    });
    expect(fieldErrors(answer)).toEqual({
      content: "BASE_TYPE_MAX_LENGTH",
      tts: "BOOLEAN_TYPE_CONVERT",
      "embeds.1.title": "BASE_TYPE_MAX_LENGTH",
      "embeds.1.url": "URL_TYPE_INVALID_SCHEME",
      "embeds.1.color": "NUMBER_TYPE_MIN",
      "embeds.1.timestamp": "DATE_TIME_TYPE_PARSE",
      "embeds.1.footer.text": "BASE_TYPE_REQUIRED",
      "embeds.1.fields.1.name": "BASE_TYPE_REQUIRED",
      "embeds.1.fields.1.value": "BASE_TYPE_REQUIRED",
      "components.0.components.0": "BUTTON_COMPONENT_MISSING_LABEL",
      "components.0.components.0.custom_id": "BASE_TYPE_REQUIRED",
      "components.0.components.1.type": "UNION_TYPE_CHOICES",
    });
  });

  it.each([
    [{ embeds: Array.from({ length: 11 }, () => ({ title: "x" })) }, { embeds: "BASE_TYPE_MAX_LENGTH" }],
    [
      { embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }] },
      { embeds: "MAX_EMBED_SIZE_EXCEEDED" },
    ],
    [
      { content: "x", components: [row(button("a"), button("a"))] },
      { "components.0.components.1.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED" },
    ],
    [
      { content: "x", components: [row(select("s"), select("t"))] },
      { "components.0.components": "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
    ],
    [{ content: "x", components: [row()] }, { "components.0.components": "BASE_TYPE_BAD_LENGTH" }],
    [{ content: "x", components: [{ type: 10, content: "v2" }] }, { "components.0.type": "UNION_TYPE_CHOICES" }],
    [
      { flags: 1 << 15, content: "x", components: [{ type: 10, content: "v2" }] },
      { content: "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2" },
    ],
    [
      { flags: 1 << 15, components: Array.from({ length: 41 }, () => ({ type: 14 })) },
      { components: "BASE_TYPE_MAX_LENGTH" },
    ],
    [{ content: "x", nonce: "n".repeat(26) }, { nonce: "BASE_TYPE_MAX_LENGTH" }],
    [{ content: "x", attachments: [{ id: 0, filename: "f" }] }, { "attachments.0": "ATTACHMENT_NOT_FOUND" }],
    [{ poll: { question: { text: "?" }, answers: [] } }, { "poll.answers": "BASE_TYPE_BAD_LENGTH" }],
  ])("refuses %j", async (body, errors) => {
    const api = await rest();
    const answer = await api.request("POST", `/channels/${api.general}/messages`, body);
    expect(answer.status).toBe(400);
    expect(fieldErrors(answer)).toEqual(errors);
  });

  it("answers a stream that is too large while it is still being sent", async () => {
    const api = await rest({ limits: { enabled: false, maxRequestBytes: 1000 } });
    const stream = ReadableStream.from(
      (function* () {
        for (let index = 0; index < 50; index++) yield new Uint8Array(100);
      })(),
    );
    const response = await fetch(`${api.origin}/api/v10/channels/${api.general}/messages`, {
      method: "POST",
      headers: { authorization: `Bot ${api.seeded.token}`, "content-type": "application/json" },
      body: stream,
      duplex: "half",
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 413,
      body: { message: "Request entity too large", code: 40005 },
    });
  });

  it("does not mind a request that is never finished", async () => {
    const seen: ObservedRequest[] = [];
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const api = await rest({
      onRequest: (request) => {
        seen.push(request);
        resolve();
      },
    });
    const socket = connect(Number(new URL(api.origin).port), "127.0.0.1");
    const head = [
      `POST /api/v10/channels/${api.general}/messages HTTP/1.1`,
      "Host: x",
      `Authorization: Bot ${api.seeded.token}`,
      "Content-Type: application/json",
      "Content-Length: 1000",
    ];
    await new Promise<void>((sent) => socket.write(`${head.join("\r\n")}\r\n\r\n{`, () => sent()));
    socket.destroy();
    await answered;
    expect(seen).toMatchObject([{ operation: "create_message", status: 0 }]);
    expect(api.handler.getStats().failures).toBe(0);
    expect((await api.request("GET", "/users/@me")).status).toBe(200);
  });

  it("counts characters, not the halves that JavaScript counts", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    expect((await api.request("POST", path, { content: "😀".repeat(2000) })).status).toBe(200);
    expect((await api.request("POST", path, { content: "😀".repeat(2001) })).status).toBe(400);
  });
});

function row(...components: object[]): object {
  return { type: 1, components };
}

function button(id: string): object {
  return { type: 2, style: 2, label: "press", custom_id: id };
}

function select(id: string): object {
  return { type: 3, custom_id: id, options: [{ label: "a", value: "a" }] };
}
