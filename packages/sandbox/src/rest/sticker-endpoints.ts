import { ApiError, invalidForm } from "../world/api-error.ts";
import type { Sticker } from "../world/stickers.ts";
import { StickerFormat } from "../world/stickers.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { creatorsGuild, requireOwnOrManaged, seesUploader } from "./expressions.ts";
import { nullable, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";
import type { UploadedPart } from "./request-body.ts";

const name = string({ min: 2, max: 30 });
const tags = string({ min: 1, max: 200 });
const description = optional(nullable(string({ max: 100 })));

const creation = object({ name: required(name), tags: required(tags), description });
const change = object({ name: optional(name), tags: optional(tags), description });

const maxBytes = 512 * 1024;

/** @throws {ApiError} 50035 for no file, 50138 for a large one, 50046 for one that is no picture */
function formatOf(file: UploadedPart | undefined): number {
  if (file === undefined) throw invalidForm(["file"], "BASE_TYPE_REQUIRED", "This field is required");
  const { data } = file;
  if (data.byteLength > maxBytes) {
    throw invalidForm(["file"], "BINARY_TYPE_MAX_SIZE", `File cannot be larger than ${maxBytes / 1024} kb.`);
  }
  const head = Buffer.from(data.subarray(0, 64)).toString("latin1");
  if (head.startsWith("\u0089PNG")) {
    return Buffer.from(data).includes("acTL", 0, "latin1") ? StickerFormat.Apng : StickerFormat.Png;
  }
  if (head.startsWith("GIF8")) return StickerFormat.Gif;
  if (head.trimStart().startsWith("{")) return StickerFormat.Lottie;
  throw new ApiError(400, 50046, "Invalid Asset");
}

function payload(call: Call, sticker: Sticker): object {
  return call.world.stickers.payload(sticker, seesUploader(call, sticker.guildId));
}

function stickerOf(call: Call): Sticker {
  return call.world.stickers.require(guildIdOf(call), param(call, "sticker_id"));
}

export const stickerEndpoints: Endpoints = {
  list_guild_stickers: (call) =>
    ok(call.world.stickers.ofGuild(guildIdOf(call)).map((sticker) => payload(call, sticker))),

  get_guild_sticker: (call) => ok(payload(call, stickerOf(call))),

  create_guild_sticker: (call) => {
    const guildId = creatorsGuild(call);
    const body = form(call, creation);
    const sticker = call.world.stickers.create(guildId, {
      creatorId: me(call).user.id,
      format: formatOf(call.files[0]),
      name: body.name,
      tags: body.tags,
      description: body.description ?? null,
    });
    return created(payload(call, sticker));
  },

  update_guild_sticker: (call) => {
    const { guildId, id, creatorId } = stickerOf(call);
    requireOwnOrManaged(call, guildId, creatorId);
    return ok(payload(call, call.world.stickers.update(guildId, id, form(call, change))));
  },

  delete_guild_sticker: (call) => {
    const { guildId, id, creatorId } = stickerOf(call);
    requireOwnOrManaged(call, guildId, creatorId);
    call.world.stickers.delete(guildId, id);
    return noContent;
  },

  get_sticker: (call) => ok(call.world.stickers.anyPayload(param(call, "sticker_id"))),
  list_sticker_packs: (call) => ok({ sticker_packs: call.world.stickers.packs() }),
  get_sticker_pack: (call) => ok(call.world.stickers.requirePack(param(call, "pack_id"))),
};
