import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { array, fail, imageData, nullable, refine, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";

const emojiName = refine(string({ min: 2, max: 32 }), (name, at) => {
  if (!/^\w+$/.test(name)) fail(at, "STRING_TYPE_REGEX", "String value did not match validation regex.");
});

const creation = object({
  name: required(emojiName),
  image: required(imageData),
  roles: optional(nullable(array(snowflake))),
});

const change = object({ name: optional(emojiName), roles: optional(nullable(array(snowflake))) });

/** The guild of the path, whose emoji the caller may see, or manage. */
function guildOf(call: Call, manages: boolean): string {
  const guildId = param(call, "guild_id");
  const bits = manages ? PermissionBit.ManageGuildExpressions : 0n;
  call.world.permissions.requireGuild(me(call).user.id, guildId, bits);
  return guildId;
}

export const emojiEndpoints: Endpoints = {
  list_guild_emojis: (call) =>
    ok(call.world.emojis.list(guildOf(call, false)).map((emoji) => call.world.emojis.payload(emoji))),

  get_guild_emoji: (call) =>
    ok(call.world.emojis.payload(call.world.emojis.require(guildOf(call, false), param(call, "emoji_id")))),

  create_guild_emoji: (call) => {
    const guildId = guildOf(call, true);
    const { name, image, roles } = form(call, creation);
    const emoji = call.world.emojis.create(guildId, {
      name,
      creatorId: me(call).user.id,
      animated: image.startsWith("data:image/gif"),
      roles: roles ?? [],
    });
    return created(call.world.emojis.payload(emoji));
  },

  update_guild_emoji: (call) => {
    const guildId = guildOf(call, true);
    const { name, roles } = form(call, change);
    const emoji = call.world.emojis.update(guildId, param(call, "emoji_id"), {
      ...(name === undefined ? {} : { name }),
      ...(roles === undefined ? {} : { roles: roles ?? [] }),
    });
    return ok(call.world.emojis.payload(emoji));
  },

  delete_guild_emoji: (call) => {
    call.world.emojis.delete(guildOf(call, true), param(call, "emoji_id"));
    return noContent;
  },
};
