import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { ownApplication } from "./application-endpoints.ts";
import { fail, imageData, refine, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";
import type { Reply } from "./reply.ts";

const emojiName = refine(string({ min: 2, max: 32 }), (name, at) => {
  if (!/^\w+$/.test(name)) fail(at, "STRING_TYPE_REGEX", "String value did not match validation regex.");
});

const creation = object({ name: required(emojiName), image: required(imageData) });

const change = object({ name: optional(emojiName) });

function answer(call: Call, emojiId: string): Reply {
  const { applicationEmojis } = call.world;
  return ok(applicationEmojis.payload(applicationEmojis.require(me(call).application.id, emojiId)));
}

/** The emoji that an application has of its own, for use wherever it is. */
export const applicationEmojiEndpoints: Endpoints = {
  list_application_emojis: (call) => {
    const { application } = ownApplication(call);
    const { applicationEmojis } = call.world;
    return ok({ items: applicationEmojis.list(application.id).map((emoji) => applicationEmojis.payload(emoji)) });
  },

  get_application_emoji: (call) => {
    ownApplication(call);
    return answer(call, param(call, "emoji_id"));
  },

  create_application_emoji: (call) => {
    const { application } = ownApplication(call);
    const { name, image } = form(call, creation);
    const emoji = call.world.applicationEmojis.create(application.id, {
      name,
      creatorId: me(call).user.id,
      animated: image.startsWith("data:image/gif"),
    });
    return created(call.world.applicationEmojis.payload(emoji));
  },

  update_application_emoji: (call) => {
    const { application } = ownApplication(call);
    const id = param(call, "emoji_id");
    call.world.applicationEmojis.update(application.id, id, form(call, change));
    return answer(call, id);
  },

  delete_application_emoji: (call) => {
    const { application } = ownApplication(call);
    call.world.applicationEmojis.delete(application.id, param(call, "emoji_id"));
    return noContent;
  },
};
