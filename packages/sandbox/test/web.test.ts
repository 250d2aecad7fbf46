import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../src/index.ts";
import { useSandbox } from "./sandbox-fixture.ts";
import { TestBot } from "./test-bot.ts";

const { start, connect } = useSandbox();

async function get<T = Record<string, unknown>>(sandbox: Sandbox, path: string): Promise<T> {
  const response = await fetch(`${sandbox.webUrl}api/${path}`);
  const body = (await response.json()) as T;
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body;
}

interface ActionResult {
  id: string;
  channel_id: string;
  kind: string;
  ephemeral: boolean;
  message: { id: string; channel_id: string; content: string };
  modal: { title: string };
}

async function act(sandbox: Sandbox, user: string, action: string, parameters: object = {}): Promise<ActionResult> {
  const response = await fetch(`${sandbox.webUrl}api/actions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user, action, ...parameters }),
  });
  const body = (await response.json()) as ActionResult & { message: string };
  if (!response.ok) throw new Error(body.message);
  return body;
}

/** A request with headers that `fetch` does not let one set. */
async function raw(url: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end(method === "POST" ? "{}" : undefined);
  });
}

describe("the page", () => {
  it("is served with all its files, and allows nothing from elsewhere", async () => {
    const sandbox = await start();
    const page = await fetch(sandbox.webUrl);
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(html).toContain("<title>Zignal sandbox</title>");
    const pending = ["style.css", "app.js"];
    const seen = new Set<string>();
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const file = await fetch(sandbox.webUrl + name);
      expect([name, file.status]).toEqual([name, 200]);
      const text = await file.text();
      expect(text).not.toMatch(/(?:src|href|from|import|url)\s*[=(]?\s*["']?https?:/);
      for (const [, imported] of text.matchAll(/from "\.\/([\w-]+\.js)"/g)) pending.push(imported ?? "");
    }
    expect([...seen].toSorted()).toContain("modal-dialog.js");
    expect(html).not.toMatch(/https?:/);
  });

  it("is where the root leads, and serves no other file", async () => {
    const sandbox = await start();
    const root = await fetch(`http://127.0.0.1:${sandbox.port}/`);
    expect(root.url).toBe(sandbox.webUrl);
    for (const path of ["web-handler.ts", "..%2fweb-handler.ts", "%2e%2e/web-handler.ts"]) {
      expect((await fetch(sandbox.webUrl + path)).status).toBe(404);
    }
  });

  it("shows the guild as a user sees it", async () => {
    const sandbox = await start();
    const state = await get<{ people: string[]; channels: { name: string }[]; bots: object[] }>(
      sandbox,
      "state?user=bob",
    );
    expect(state).toMatchObject({ you: "bob", guild: { name: "Zignal Lab" }, people: ["alice", "bob", "carol"] });
    expect(state.channels.map(({ name }) => name)).toEqual([
      "Text Channels",
      "general",
      "bot-playground",
      "Voice Lounge",
      "Zignal Bot",
    ]);
    expect(state.bots).toEqual([{ name: "Zignal Bot", online: false }]);
  });

  it("sends messages with files and replies, edits, reacts and deletes", async () => {
    const sandbox = await start();
    const file = { name: "a.txt", base64: Buffer.from("hello").toString("base64") };
    const sent = await act(sandbox, "alice", "sendMessage", { channel: "general", content: "hi", files: [file] });
    const message = { id: sent.id, channel_id: sent.channel_id };
    await act(sandbox, "bob", "sendMessage", { channel: "general", content: "hi alice", replyTo: message });
    await act(sandbox, "alice", "edit", { message, content: "hi all" });
    await act(sandbox, "bob", "react", { message, emoji: "👍" });
    const messages = await get<{ content: string }[]>(sandbox, `messages?user=bob&channel=${message.channel_id}`);
    expect(messages).toMatchObject([
      { content: "hi all", attachments: [{ filename: "a.txt", size: 5 }], reactions: [{ count: 1, me: true }] },
      { content: "hi alice", referenced_message: { id: message.id } },
    ]);
    await act(sandbox, "alice", "delete", { message });
    expect(await get(sandbox, `messages?user=bob&channel=${message.channel_id}`)).toHaveLength(1);
  });

  it("says what is wrong in the sandbox's own words", async () => {
    const sandbox = await start();
    await expect(act(sandbox, "alice", "fly")).rejects.toThrow(/action "fly" does not exist \(known: sendMessage/);
    await expect(act(sandbox, "mallory", "typing", { channel: "general" })).rejects.toThrow(
      /user "mallory" does not exist/,
    );
    await expect(act(sandbox, "alice", "sendMessage", { channel: "nowhere", content: "x" })).rejects.toThrow(
      /channel "nowhere" does not exist/,
    );
    await expect(act(sandbox, "alice", "edit", { message: "x", content: "y" })).rejects.toThrow(
      /message must be an object/,
    );
  });

  it("runs commands with autocomplete, shows ephemeral replies to their user only, and submits modals", async () => {
    const sandbox = await start();
    const bot = await TestBot.connect(sandbox, connect());
    await bot.setCommands([
      {
        name: "greet",
        description: "Greets",
        options: [{ type: 3, name: "who", description: "Whom", required: true, autocomplete: true }],
      },
      { name: "form", description: "Opens a form" },
      { name: "Quote", type: 3 },
    ]);
    bot.onInteraction((interaction) => {
      if (interaction.type === 4) return { type: 8, data: { choices: [{ name: "World", value: "world" }] } };
      if (interaction.type === 5) {
        return { type: 4, data: { content: `got ${interaction.data.components[0].component.value}` } };
      }
      if (interaction.data.type === 3) return { type: 4, data: { content: `quoted ${interaction.data.target_id}` } };
      if (interaction.data.name === "form") {
        const input = { type: 4, custom_id: "field", style: 1 };
        return {
          type: 9,
          data: { custom_id: "m", title: "Form", components: [{ type: 18, label: "Field", component: input }] },
        };
      }
      return { type: 4, data: { content: `hello ${interaction.data.options[0].value}`, flags: 64 } };
    });
    const channel = "general";
    const commands = (await act(sandbox, "alice", "commands", { channel })) as unknown as { name: string }[];
    expect(commands.map(({ name }) => name)).toEqual(["greet", "form", "Quote"]);
    const choices = await act(sandbox, "alice", "autocomplete", {
      channel,
      name: "greet",
      option: "who",
      partial: "w",
    });
    expect(choices).toEqual([{ name: "World", value: "world" }]);
    const greeted = await act(sandbox, "alice", "runCommand", { channel, name: "greet", values: { who: "world" } });
    expect(greeted).toMatchObject({ kind: "message", ephemeral: true, message: { content: "hello world" } });
    expect(await get(sandbox, "messages?user=alice&channel=general")).toMatchObject([{ content: "hello world" }]);
    expect(await get(sandbox, "messages?user=bob&channel=general")).toEqual([]);
    const opened = await act(sandbox, "alice", "runCommand", { channel, name: "form" });
    expect(opened.modal.title).toBe("Form");
    const submitted = await act(sandbox, "alice", "submitModal", { modal: opened.modal, values: { Field: "it" } });
    expect(submitted.message.content).toBe("got it");
    const { id, channel_id } = submitted.message;
    const quoted = await act(sandbox, "alice", "runMessageCommand", { name: "Quote", message: { id, channel_id } });
    expect(quoted.message.content).toBe(`quoted ${id}`);
  });

  it("streams what the user sees, and nothing else", async () => {
    const sandbox = await start();
    const stream = await fetch(`${sandbox.webUrl}api/events?user=bob`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await sandbox.user("alice").sendMessage("@Zignal Bot", "secret");
    await sandbox.user("alice").sendMessage("general", "to all");
    let text = "";
    while (!text.includes("to all")) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect(text).toContain('data: {"t":"MESSAGE_CREATE"');
    expect(text).not.toContain("secret");
  });

  it("causes faults and shows figures", async () => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    const response = await fetch(`${sandbox.webUrl}api/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ fault: "cutGateway" }),
    });
    expect(response.status).toBe(200);
    expect((await client.closed).code).toBe(1006);
    expect(await get(sandbox, "stats")).toMatchObject({ identifies: 1, connections: 0 });
  });

  it("causes faults of voice, where its people are as well", async () => {
    const sandbox = await start();
    const post = async (path: string, body: object): Promise<number> => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${sandbox.webUrl}api/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return response.status;
    };
    expect(await post("actions", { action: "joinVoice", user: "alice", channel: "Voice Lounge" })).toBe(200);
    expect(await get(sandbox, "stats")).toMatchObject({ "in voice": 1 });
    for (const fault of ["degradeVoice", "downgradeVoice", "upgradeVoice", "cutVoice"]) {
      expect(await post("faults", { fault })).toBe(200);
    }
    await expect.poll(() => sandbox.stats().voice.resumes).toBe(1);
    expect(await post("faults", { fault: "moveVoice" })).toBe(200);
    await expect.poll(() => sandbox.stats().voice.identifies).toBe(2);
  });
});

describe("another website", () => {
  it.each([
    ["under a name that resolves to this machine", { host: "evil.example:PORT" }],
    ["with its own origin", { host: "127.0.0.1:PORT", origin: "https://evil.example" }],
    ["of another port", { host: "127.0.0.1:PORT", origin: "http://127.0.0.1:1" }],
    ["as the browser says", { host: "127.0.0.1:PORT", "sec-fetch-site": "cross-site" }],
  ])("may not use the page %s", async (_what, headers) => {
    const sandbox = await start();
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", `${sandbox.port}`)]),
    );
    expect(await raw(`${sandbox.webUrl}api/state`, sent)).toBe(403);
    expect(await raw(`${sandbox.webUrl}api/faults`, { ...sent, "content-type": "application/json" }, "POST")).toBe(403);
  });

  it("may not post a form", async () => {
    const sandbox = await start();
    const host = `127.0.0.1:${sandbox.port}`;
    expect(await raw(`${sandbox.webUrl}api/faults`, { host, "content-type": "text/plain" }, "POST")).toBe(403);
    expect(await raw(`${sandbox.webUrl}api/state`, { host, origin: `http://${host}` })).toBe(200);
  });
});
