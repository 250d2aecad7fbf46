import { describe, expect, it } from "vitest";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

describe("sending messages", () => {
  it("answers with the message and tells everybody who sees the channel", async () => {
    const api = await rest();
    const { status, body } = await api.request("POST", `/channels/${api.general}/messages`, { content: " hello " });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      content: "hello",
      type: 0,
      channel_id: api.general,
      author: { id: api.seeded.botId },
    });
    expect(body).not.toHaveProperty("guild_id");
    expect(api.events.at(-1)).toMatchObject({
      t: "MESSAGE_CREATE",
      d: { id: body.id, guild_id: api.seeded.guildId, channel_type: 0, member: { roles: expect.any(Array) } },
      audience: { kind: "channel", channelId: api.general },
    });
    const { body: read } = await api.request("GET", `/channels/${api.general}/messages/${body.id}`);
    expect(read).toEqual(body);
  });

  it("mentions who is named in the text, within what is allowed", async () => {
    const api = await rest();
    const members = api.seeded.roles["Members"];
    const content = `<@${api.id("alice")}> <@&${members}> @everyone \`<@${api.id("bob")}>\``;
    const path = `/channels/${api.general}/messages`;
    const all = await api.request("POST", path, { content });
    expect(all.body).toMatchObject({
      mentions: [{ id: api.id("alice") }],
      mention_roles: [members],
      mention_everyone: true,
    });
    const none = await api.request("POST", path, { content, allowed_mentions: { parse: [] } });
    expect(none.body).toMatchObject({ mentions: [], mention_roles: [], mention_everyone: false });
    const one = await api.request("POST", path, { content, allowed_mentions: { users: [api.id("alice")] } });
    expect(one.body).toMatchObject({ mentions: [{ id: api.id("alice") }], mention_roles: [], mention_everyone: false });
    const both = await api.request("POST", path, { content, allowed_mentions: { parse: ["users"], users: ["1"] } });
    expect(fieldErrors(both)).toEqual({ allowed_mentions: "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE" });
  });

  it("replies, mentions whom it replies to, and shows what was said", async () => {
    const api = await rest();
    const asked = api.world.messages.create({
      channelId: api.general,
      author: { kind: "user", id: api.id("alice") },
      body: { content: "anyone?" },
    });
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, {
      content: "me",
      message_reference: { message_id: asked.id },
    });
    expect(body).toMatchObject({
      type: 19,
      message_reference: { type: 0, message_id: asked.id, channel_id: api.general, guild_id: api.seeded.guildId },
      referenced_message: { content: "anyone?" },
      mentions: [{ id: api.id("alice") }],
    });
    api.world.messages.delete(api.general, asked.id);
    const { body: orphan } = await api.request("GET", `/channels/${api.general}/messages/${body.id}`);
    expect(orphan.referenced_message).toBeNull();
  });

  it("refuses a reply to a message that is not there, unless that is allowed", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    const strict = await api.request("POST", path, { content: "x", message_reference: { message_id: "123" } });
    expect(strict).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(fieldErrors(strict)).toEqual({ message_reference: "REPLIES_UNKNOWN_MESSAGE" });
    const reference = { message_id: "123", fail_if_not_exists: false };
    const loose = await api.request("POST", path, { content: "x", message_reference: reference });
    expect(loose).toMatchObject({ status: 200, body: { type: 0 } });
  });

  it("forwards a message as a snapshot that later edits do not reach", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    const { body: original } = await api.request("POST", path, { content: "first" });
    const message_reference = { type: 1, message_id: original.id, channel_id: api.general };
    const playground = api.seeded.channels["bot-playground"];
    const { body } = await api.request("POST", `/channels/${playground}/messages`, { message_reference });
    await api.request("PATCH", `${path}/${original.id}`, { content: "second" });
    const { body: forwarded } = await api.request("GET", `/channels/${playground}/messages/${body.id}`);
    expect(forwarded.message_snapshots).toMatchObject([{ message: { content: "first" } }]);
    expect(forwarded.flags & (1 << 14)).not.toBe(0);
  });

  it("gives back the same message for the same enforced nonce, and sends it once", async () => {
    const api = await rest();
    const message = { content: "once", nonce: "n-1", enforce_nonce: true };
    const first = await api.request("POST", `/channels/${api.general}/messages`, message);
    const second = await api.request("POST", `/channels/${api.general}/messages`, message);
    expect(second.body.id).toBe(first.body.id);
    expect(api.of("MESSAGE_CREATE")).toHaveLength(1);
    expect(api.of("MESSAGE_CREATE")[0]?.nonce).toBe("n-1");
    const unenforced = await api.request("POST", `/channels/${api.general}/messages`, { content: "x", nonce: "n-1" });
    expect(unenforced.body.id).not.toBe(first.body.id);
  });

  it("numbers components and resolves what they show", async () => {
    const api = await rest();
    const form = new FormData();
    form.set(
      "payload_json",
      JSON.stringify({
        flags: 1 << 15,
        components: [
          {
            type: 17,
            components: [
              { type: 10, content: `hi <@${api.id("bob")}>` },
              { type: 13, file: { url: "attachment://notes.txt" } },
              { type: 1, components: [{ type: 2, style: 1, label: "ok", custom_id: "ok" }] },
            ],
          },
        ],
      }),
    );
    form.set("files[0]", new Blob(["some notes"]), "notes.txt");
    const { status, body } = await api.request("POST", `/channels/${api.general}/messages`, form);
    expect(status).toBe(200);
    expect(body.components).toMatchObject([
      {
        id: 1,
        type: 17,
        accent_color: null,
        components: [
          { id: 2, type: 10 },
          { id: 3, type: 13, name: "notes.txt", size: 10, file: { url: expect.stringMatching(/^http/) } },
          { id: 4, type: 1, components: [{ id: 5, custom_id: "ok" }] },
        ],
      },
    ]);
    expect(body.mentions).toMatchObject([{ id: api.id("bob") }]);
  });

  it("keeps a poll, counts votes and tells the result", async () => {
    const api = await rest();
    const poll = {
      question: { text: "Tea?" },
      answers: [{ poll_media: { text: "yes" } }, { poll_media: { text: "no", emoji: { name: "❌" } } }],
      duration: 2,
    };
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, { poll });
    expect(body.poll).toMatchObject({ allow_multiselect: false, answers: [{ answer_id: 1 }, { answer_id: 2 }] });
    api.world.vote({ channelId: api.general, messageId: body.id }, api.id("alice"), 1, true);
    const voters = await api.request("GET", `/channels/${api.general}/polls/${body.id}/answers/1`);
    expect(voters.body.users).toMatchObject([{ username: "alice" }]);
    const ended = await api.request("POST", `/channels/${api.general}/polls/${body.id}/expire`);
    expect(ended.body.poll.results).toEqual({
      is_finalized: true,
      answer_counts: [{ id: 1, count: 1, me_voted: false }],
    });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({ type: 46, embeds: [{ type: "poll_result" }] });
  });
});

describe("uploads", () => {
  it("keeps files and serves them back, byte by byte", async () => {
    const api = await rest();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
    const form = new FormData();
    const attachments = [
      { id: "0", description: "bytes" },
      { id: "1", filename: "renamed.png" },
    ];
    form.set("payload_json", JSON.stringify({ content: "files", attachments }));
    form.set("files[0]", new Blob([bytes]), "a b/ö.bin");
    form.set("files[1]", new Blob([onePixelPng()]), "one.png");
    const { status, body } = await api.request("POST", `/channels/${api.general}/messages`, form);
    expect(status).toBe(200);
    expect(body.attachments).toMatchObject([
      { filename: "ö.bin", description: "bytes", size: 70_000 },
      { filename: "renamed.png", content_type: "image/png", width: 1, height: 1 },
    ]);
    const [attachment] = body.attachments;
    const file = await fetch(attachment?.url ?? "");
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
    const gone = await fetch(attachment?.url.replace(attachment.id, "1") ?? "");
    expect(gone.status).toBe(404);
  });

  it("takes the fields of a form without payload_json", async () => {
    const api = await rest();
    const form = new FormData();
    form.set("content", "plain");
    form.set("tts", "true");
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, form);
    expect(body).toMatchObject({ content: "plain", tts: true });
  });

  it("refuses an embed with nothing to show", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    for (const embed of [{}, { color: 255 }, { title: "" }, { fields: [] }]) {
      const answer = await api.request("POST", path, { content: "x", embeds: [{ title: "fine" }, embed] });
      expect(answer.status).toBe(400);
      expect(fieldErrors(answer)).toEqual({ "embeds.1.description": "BASE_TYPE_REQUIRED" });
    }
  });

  it("refuses stickers, which no guild here has", async () => {
    const api = await rest();
    const message = { content: "x", sticker_ids: ["1234567890123456"] };
    expect(await api.request("POST", `/channels/${api.general}/messages`, message)).toMatchObject({
      status: 400,
      body: { code: 50081 },
    });
  });

  it("shows a picture in an embed, and not a second time below", async () => {
    const api = await rest();
    const form = new FormData();
    form.set("payload_json", JSON.stringify({ embeds: [{ title: "x", image: { url: "attachment://p.png" } }] }));
    form.set("files[0]", new Blob([onePixelPng()]), "p.png");
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, form);
    expect(body.attachments).toEqual([]);
    expect(body.embeds[0]).toMatchObject({
      type: "rich",
      image: { width: 1, height: 1, url: expect.stringContaining(api.origin) },
    });
  });

  it("keeps on an edit only the attachments that are listed, and adds new ones", async () => {
    const api = await rest();
    const form = new FormData();
    form.set("files[0]", new Blob(["1"]), "one.txt");
    form.set("files[1]", new Blob(["2"]), "two.txt");
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, form);
    const edit = new FormData();
    edit.set("payload_json", JSON.stringify({ attachments: [{ id: body.attachments[1]?.id }, { id: "0" }] }));
    edit.set("files[0]", new Blob(["3"]), "three.txt");
    const { body: edited } = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, edit);
    expect(edited.attachments.map(({ filename }) => filename)).toEqual(["two.txt", "three.txt"]);
    const wrong = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, {
      attachments: [{ id: "99" }],
    });
    expect(wrong).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  it("takes voice messages with all that belongs to them, and nothing else", async () => {
    const api = await rest();
    const attachments = [{ id: 0, duration_secs: 1.5, waveform: "AAAA" }];
    const path = `/channels/${api.general}/messages`;
    const sent = await api.request("POST", path, voice("voice.ogg", { attachments }));
    expect(sent.body.attachments).toMatchObject([{ duration_secs: 1.5, waveform: "AAAA", content_type: "audio/ogg" }]);
    expect((await api.request("POST", path, voice("voice.ogg", { attachments, content: "x" }))).body.code).toBe(50159);
    expect((await api.request("POST", path, voice("voice.txt", { attachments }))).body.code).toBe(50160);
    expect((await api.request("POST", path, voice("voice.ogg", {}))).body.code).toBe(50161);
    expect((await api.request("PATCH", `${path}/${sent.body.id}`, { content: "x" })).body.code).toBe(50162);
  });

  it("refuses files and requests that are too large", async () => {
    const api = await rest({ limits: { enabled: false, maxFileBytes: 1000, maxRequestBytes: 5000 } });
    const path = `/channels/${api.general}/messages`;
    expect(await api.request("POST", path, formOf(900))).toMatchObject({ status: 200 });
    expect(await api.request("POST", path, formOf(1001))).toMatchObject({ status: 413, body: { code: 40005 } });
    expect(await api.request("POST", path, formOf(6000))).toMatchObject({ status: 413, body: { code: 40005 } });
  });
});

describe("reading, editing and deleting", () => {
  it("pages from newest to oldest: before, after and around", async () => {
    const api = await rest();
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      const { body } = await api.request("POST", `/channels/${api.general}/messages`, { content: `m${index}` });
      ids.push(body.id);
    }
    const read = async (query: string): Promise<string[]> => {
      const messages = await api.list(`/channels/${api.general}/messages?${query}`);
      return messages.map(({ content }) => content);
    };
    expect(await read("limit=2")).toEqual(["m6", "m5"]);
    expect(await read(`limit=2&before=${ids[3]}`)).toEqual(["m2", "m1"]);
    expect(await read(`limit=2&after=${ids[3]}`)).toEqual(["m5", "m4"]);
    expect(await read(`limit=3&around=${ids[3]}`)).toEqual(["m4", "m3", "m2"]);
    expect(await read(`limit=1&around=${ids[3]}`)).toEqual(["m3"]);
    const { status, body } = await api.request("GET", `/channels/${api.general}/messages?limit=101`);
    expect(status).toBe(400);
    expect(body.errors).toEqual({
      limit: { _errors: [{ code: "NUMBER_TYPE_MAX", message: "int value should be less than or equal to 100." }] },
    });
  });

  it("edits its own messages only, and says that they were edited", async () => {
    const api = await rest();
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, {
      content: "a",
      embeds: [{ title: "t" }],
    });
    const edited = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, { content: "b" });
    expect(edited.body).toMatchObject({ content: "b", embeds: [{ title: "t" }], edited_timestamp: expect.any(String) });
    expect(api.of("MESSAGE_UPDATE").at(-1)).toMatchObject({ id: body.id, content: "b", guild_id: api.seeded.guildId });
    const emptied = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, {
      content: "",
      embeds: [],
    });
    expect(emptied).toMatchObject({ status: 400, body: { code: 50006 } });
    const foreign = api.world.messages.create({
      channelId: api.general,
      author: { kind: "user", id: api.id("bob") },
      body: { content: "mine" },
    });
    const refused = await api.request("PATCH", `/channels/${api.general}/messages/${foreign.id}`, { content: "yours" });
    expect(refused).toMatchObject({ status: 403, body: { code: 50005 } });
  });

  it("becomes a message of components only when all else is taken out of it", async () => {
    const api = await rest();
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, { content: "a" });
    const components = [{ type: 10, content: "b" }];
    const path = `/channels/${api.general}/messages/${body.id}`;
    const refused = await api.request("PATCH", path, { flags: 1 << 15, components });
    expect(fieldErrors(refused)).toEqual({ content: "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2" });
    const taken = await api.request("PATCH", path, { flags: 1 << 15, components, content: null });
    expect(taken.body).toMatchObject({ content: "", flags: 1 << 15, components: [{ id: 1, content: "b" }] });
    const back = await api.request("PATCH", path, { flags: 0 });
    expect(back.body.flags).toBe(1 << 15);
  });

  it("suppresses embeds by a flag, and shows them again", async () => {
    const api = await rest();
    const { body } = await api.request("POST", `/channels/${api.general}/messages`, { embeds: [{ title: "t" }] });
    const hidden = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, { flags: 4 });
    expect(hidden.body.embeds).toEqual([]);
    const shown = await api.request("PATCH", `/channels/${api.general}/messages/${body.id}`, { flags: 0 });
    expect(shown.body.embeds).toMatchObject([{ title: "t" }]);
  });

  it("deletes one, and many, and refuses those older than two weeks", async () => {
    const api = await rest();
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) {
      const { body } = await api.request("POST", `/channels/${api.general}/messages`, { content: "x" });
      ids.push(body.id);
    }
    const path = `/channels/${api.general}/messages`;
    expect(await api.request("DELETE", `${path}/${ids[0]}`)).toMatchObject({ status: 204 });
    expect(await api.request("DELETE", `${path}/${ids[0]}`)).toMatchObject({ status: 404, body: { code: 10008 } });
    const bulk = (messages: string[]): ReturnType<typeof api.request> =>
      api.request("POST", `${path}/bulk-delete`, { messages });
    expect(await bulk(ids.slice(1, 2))).toMatchObject({ status: 400, body: { code: 50016 } });
    expect(await bulk(["1000", ids[1] ?? ""])).toMatchObject({ status: 400, body: { code: 50034 } });
    expect(await bulk([ids[1] ?? "", ids[1] ?? ""])).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await bulk(ids.slice(1))).toMatchObject({ status: 204 });
    expect(api.of("MESSAGE_DELETE_BULK")).toEqual([
      { ids: ids.slice(1), channel_id: api.general, guild_id: api.seeded.guildId },
    ]);
    expect((await api.request("GET", path)).body).toEqual([]);
  });

  it("pins, lists pins newest first, and unpins", async () => {
    const api = await rest();
    const path = `/channels/${api.general}/messages`;
    const { body } = await api.request("POST", path, { content: "keep" });
    expect((await api.request("PUT", `${path}/pins/${body.id}`)).status).toBe(204);
    const { body: pins } = await api.request("GET", `${path}/pins`);
    expect(pins).toMatchObject({
      has_more: false,
      items: [{ pinned_at: expect.any(String), message: { id: body.id, pinned: true } }],
    });
    expect(api.of("CHANNEL_PINS_UPDATE").at(-1)).toMatchObject({ channel_id: api.general });
    expect(api.of("MESSAGE_CREATE").at(-1)).toMatchObject({ type: 6, message_reference: { message_id: body.id } });
    expect((await api.request("DELETE", `/channels/${api.general}/pins/${body.id}`)).status).toBe(204);
    expect((await api.request("GET", `/channels/${api.general}/pins`)).body).toEqual([]);
  });
});

describe("reactions", () => {
  it("adds, lists, removes and clears", async () => {
    const api = await rest();
    const { body: message } = await api.request("POST", `/channels/${api.general}/messages`, { content: "x" });
    const path = `/channels/${api.general}/messages/${message.id}/reactions`;
    const thumb = encodeURIComponent("👍🏽");
    expect((await api.request("PUT", `${path}/${thumb}/@me`)).status).toBe(204);
    expect((await api.request("PUT", `${path}/${thumb}/@me`)).status).toBe(204);
    expect(api.of("MESSAGE_REACTION_ADD")).toMatchObject([
      {
        user_id: api.seeded.botId,
        emoji: { id: null, name: "👍🏽" },
        message_author_id: api.seeded.botId,
        burst: false,
        type: 0,
      },
    ]);
    const { body } = await api.request("GET", `/channels/${api.general}/messages/${message.id}`);
    expect(body.reactions).toMatchObject([{ count: 1, me: true, count_details: { normal: 1, burst: 0 } }]);
    expect((await api.request("GET", `${path}/${thumb}`)).body).toMatchObject([{ id: api.seeded.botId }]);
    expect((await api.request("DELETE", `${path}/${thumb}/@me`)).status).toBe(204);
    expect((await api.request("PUT", `${path}/${encodeURIComponent("🇳🇱")}/@me`)).status).toBe(204);
    expect((await api.request("DELETE", path)).status).toBe(204);
    expect(api.of("MESSAGE_REACTION_REMOVE_ALL")).toHaveLength(1);
    const unknownEmoji = { status: 400, body: { code: 10014 } };
    expect(await api.request("PUT", `${path}/abc/@me`)).toMatchObject(unknownEmoji);
    expect(await api.request("PUT", `${path}/nope:123/@me`)).toMatchObject(unknownEmoji);
  });

  it("takes away other people's, for those who manage messages", async () => {
    const api = await rest();
    const message = api.world.messages.create({
      channelId: api.general,
      author: { kind: "user", id: api.id("bob") },
      body: { content: "x" },
    });
    for (const name of ["🔥", "🎉"]) {
      for (const user of ["alice", "carol"] as const)
        api.world.reactions.add(message, { id: null, name }, api.id(user));
    }
    const path = `/channels/${api.general}/messages/${message.id}/reactions`;
    const fire = encodeURIComponent("🔥");
    expect((await api.list(`${path}/${fire}?limit=1`)).map(({ id }) => id)).toEqual([api.id("alice")]);
    expect((await api.list(`${path}/${fire}?after=${api.id("alice")}`)).map(({ id }) => id)).toEqual([api.id("carol")]);
    expect((await api.request("DELETE", `${path}/${fire}/${api.id("carol")}`)).status).toBe(204);
    expect(api.of("MESSAGE_REACTION_REMOVE").at(-1)).toMatchObject({ user_id: api.id("carol"), emoji: { name: "🔥" } });
    expect((await api.request("DELETE", `${path}/${fire}`)).status).toBe(204);
    expect(api.of("MESSAGE_REACTION_REMOVE_EMOJI")).toMatchObject([{ message_id: message.id, emoji: { name: "🔥" } }]);
    api.world.channels.setOverwrite(api.general, {
      id: api.seeded.botId,
      type: 1,
      allow: "0",
      deny: String(1n << 13n),
    });
    expect((await api.request("DELETE", path)).body.code).toBe(50013);
  });

  it("takes custom emoji of the guild", async () => {
    const api = await rest();
    const emoji = api.world.emojis.create(api.seeded.guildId, {
      name: "party",
      creatorId: api.id("alice"),
      animated: false,
    });
    const { body: message } = await api.request("POST", `/channels/${api.general}/messages`, { content: "x" });
    const path = `/channels/${api.general}/messages/${message.id}/reactions/party:${emoji.id}`;
    expect((await api.request("PUT", `${path}/@me`)).status).toBe(204);
    expect(api.of("MESSAGE_REACTION_ADD").at(-1)).toMatchObject({ emoji: { id: emoji.id, name: "party" } });
    expect((await api.request("DELETE", path)).status).toBe(204);
  });
});

function onePixelPng(): Uint8Array<ArrayBuffer> {
  const base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function formOf(size: number): FormData {
  const form = new FormData();
  form.set("files[0]", new Blob([new Uint8Array(size)]), "f.bin");
  return form;
}

function voice(name: string, message: object): FormData {
  const form = new FormData();
  form.set("payload_json", JSON.stringify({ flags: 1 << 13, ...message }));
  form.set("files[0]", new Blob(["sound"]), name);
  return form;
}
