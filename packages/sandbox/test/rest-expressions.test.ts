import { describe, expect, it } from "vitest";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

const png = Buffer.from("\u0089PNG\r\n", "latin1");

function stickerForm(fields: Record<string, string>, data: Uint8Array<ArrayBuffer> = png): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([data]), "sticker.png");
  return form;
}

const wave = { name: "Wave", tags: "wave", description: "A hand" };

describe("stickers", () => {
  it("are uploaded, changed and deleted, and each time the guild's are told", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/stickers`;
    const { status, body } = await api.request("POST", path, stickerForm(wave));
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { ...wave, type: 2, format_type: 1, guild_id: api.seeded.guildId, user: { id: api.seeded.botId } },
    });
    expect(api.of("GUILD_STICKERS_UPDATE")).toMatchObject([{ stickers: [{ id: body.id }] }]);
    expect((await api.request("GET", `/guilds/${api.seeded.guildId}`)).body).toMatchObject({
      stickers: [{ id: body.id }],
    });
    expect((await api.request("PATCH", `${path}/${body.id}`, { name: "Hello" })).body.name).toBe("Hello");
    expect((await api.request("GET", `/stickers/${body.id}`)).body.name).toBe("Hello");
    expect(await api.list(path)).toHaveLength(1);
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect((await api.request("GET", `${path}/${body.id}`)).body.code).toBe(10060);
  });

  it("are pictures of at most 512 KiB, with a name, five of them", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/stickers`;
    const large = Buffer.concat([png, Buffer.alloc(512 * 1024)]);
    expect(fieldErrors(await api.request("POST", path, stickerForm(wave, large)))).toEqual({
      file: "BINARY_TYPE_MAX_SIZE",
    });
    expect((await api.request("POST", path, stickerForm(wave, Buffer.from("text")))).body.code).toBe(50046);
    expect(fieldErrors(await api.request("POST", path, { ...wave }))).toEqual({ file: "BASE_TYPE_REQUIRED" });
    expect(fieldErrors(await api.request("POST", path, stickerForm({ name: "x" })))).toEqual({
      name: "BASE_TYPE_BAD_LENGTH",
      tags: "BASE_TYPE_REQUIRED",
    });
    const gif = Buffer.from("GIF89a");
    expect((await api.request("POST", path, stickerForm(wave, gif))).body).toMatchObject({ format_type: 4 });
    for (let count = 1; count < 5; count += 1) await api.request("POST", path, stickerForm(wave));
    expect((await api.request("POST", path, stickerForm(wave))).body.code).toBe(30039);
  });

  it("come in packs of Discord's own too", async () => {
    const api = await rest();
    const { body } = await api.request("GET", "/sticker-packs", undefined, { token: null });
    const { sticker_packs: packs } = JSON.parse(JSON.stringify(body));
    expect(packs[0].stickers[0]).toMatchObject({ type: 1, pack_id: packs[0].id });
    expect((await api.request("GET", `/sticker-packs/${packs[0].id}`)).body.id).toBe(packs[0].id);
    expect((await api.request("GET", "/sticker-packs/1")).body.code).toBe(10061);
    expect((await api.request("GET", `/stickers/${packs[0].stickers[0].id}`)).status).toBe(200);
  });
});

describe("soundboards", () => {
  const honk = { name: "Honk", sound: "data:audio/ogg;base64,AAAA", volume: 0.5, emoji_name: "🦆" };

  it("have sounds that are added, changed and deleted", async () => {
    const api = await rest();
    const { guildId } = api.seeded;
    const path = `/guilds/${guildId}/soundboard-sounds`;
    const { status, body } = await api.request("POST", path, honk);
    const sound = { name: "Honk", volume: 0.5, emoji_name: "🦆", guild_id: guildId, available: true };
    expect({ status, body }).toMatchObject({ status: 201, body: { ...sound, user: { id: api.seeded.botId } } });
    const { sound_id: id } = JSON.parse(JSON.stringify(body));
    expect(api.of("GUILD_SOUNDBOARD_SOUND_CREATE")).toMatchObject([{ sound_id: id }]);
    expect((await api.request("GET", path)).body).toMatchObject({ items: [{ sound_id: id }] });
    expect((await api.request("PATCH", `${path}/${id}`, { volume: null })).body).toMatchObject({ volume: 1 });
    expect((await api.request("GET", `${path}/${id}`)).body).toMatchObject({ volume: 1 });
    expect((await api.request("DELETE", `${path}/${id}`)).status).toBe(204);
    expect(api.of("GUILD_SOUNDBOARD_SOUND_DELETE")).toEqual([{ sound_id: id, guild_id: guildId }]);
    expect((await api.request("GET", `${path}/${id}`)).body.code).toBe(10097);
    expect(
      fieldErrors(await api.request("POST", path, { ...honk, sound: "data:image/png;base64,AA", volume: 2 })),
    ).toEqual({ sound: "SOUND_INVALID", volume: "NUMBER_TYPE_MAX" });
    const both = { ...honk, emoji_id: "1" };
    expect(fieldErrors(await api.request("POST", path, both))).toEqual({ emoji_name: "EMOJI_INVALID" });
    for (let count = 0; count < 8; count += 1) await api.request("POST", path, honk);
    expect((await api.request("POST", path, honk)).body.code).toBe(30045);
  });

  it("are played in the voice channel that the bot is in, and heard there", async () => {
    const api = await rest();
    const { guildId, botId } = api.seeded;
    const lounge = api.seeded.channels["Voice Lounge"] ?? "";
    const path = `/channels/${lounge}/send-soundboard-sound`;
    expect(await api.list("/soundboard-default-sounds")).toContainEqual(expect.objectContaining({ name: "quack" }));
    expect((await api.request("POST", path, { sound_id: "1" })).body.code).toBe(40032);
    api.world.voiceStates.update(guildId, botId, { channelId: lounge });
    expect((await api.request("POST", path, { sound_id: "1" })).status).toBe(204);
    expect(api.of("VOICE_CHANNEL_EFFECT_SEND")).toEqual([
      { channel_id: lounge, guild_id: guildId, user_id: botId, sound_id: 1, sound_volume: 1 },
    ]);
    expect((await api.request("POST", path, { sound_id: "99" })).body.code).toBe(10097);
    api.world.voiceStates.update(guildId, botId, { selfDeaf: true });
    expect((await api.request("POST", path, { sound_id: "1" })).body.code).toBe(50167);
    const general = `/channels/${api.general}/send-soundboard-sound`;
    expect((await api.request("POST", general, { sound_id: "1" })).body.code).toBe(50024);
  });
});

describe("an application's own emoji", () => {
  it("are kept by the application, and can be reacted with", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/emojis`;
    const { status, body } = await api.request("POST", path, { name: "dot", image: "data:image/gif;base64,AAAA" });
    expect({ status, body }).toMatchObject({ status: 201, body: { name: "dot", animated: true } });
    expect((await api.request("GET", path)).body).toMatchObject({ items: [{ id: body.id }] });
    expect((await api.request("PATCH", `${path}/${body.id}`, { name: "spot" })).body.name).toBe("spot");
    expect((await api.request("GET", `${path}/${body.id}`)).body.name).toBe("spot");
    const message = await api.request("POST", `/channels/${api.general}/messages`, { content: "x" });
    const reaction = `/channels/${api.general}/messages/${message.body.id}/reactions/spot:${body.id}/@me`;
    expect((await api.request("PUT", reaction)).status).toBe(204);
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect((await api.request("GET", `${path}/${body.id}`)).body.code).toBe(10014);
    expect(api.of("GUILD_EMOJIS_UPDATE")).toEqual([]);
    expect((await api.request("GET", "/applications/1/emojis")).body.code).toBe(20012);
  });
});
