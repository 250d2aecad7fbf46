import { channelTypeNumbers } from "../channel-type.ts";
import { componentType as type } from "../components/component-type.ts";
import { lazily } from "../lazily.ts";
import { byField, list, object, optional, uniqueList, withRule } from "./combinators.ts";
import { bool, color, integer, mediaUrl, oneOf, snowflake, text, url } from "./fields.ts";
import { checkButton, checkComponentTree, checkRow, checkSelect } from "./component-rules.ts";
import type { Schema } from "./schema.ts";

const id: Schema = optional(integer(0, 2 ** 31 - 1));

export const customId: Schema = text(1, 100);

/** A partial emoji: a custom one by its id, or a Unicode one by its name. */
export const emoji: () => Schema = lazily(() =>
  withRule(
    object({ id: optional(snowflake), name: optional(text(1, 32)), animated: optional(bool) }),
    (value, report) => {
      if (typeof value !== "object" || value === null || Reflect.get(value, "id") || Reflect.get(value, "name")) return;
      report([], "must have an id (a custom emoji) or a name (a Unicode one)");
    },
  ),
);

const button: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.button]),
      id,
      style: integer(1, 6),
      label: optional(text(0, 80)),
      emoji: optional(emoji()),
      custom_id: optional(customId),
      url: optional(url(["https://", "http://", "discord://"], 512)),
      sku_id: optional(snowflake),
      disabled: optional(bool),
    }),
    checkButton,
  ),
);

function select(kind: number, extra: Record<string, Schema>): Schema {
  return withRule(
    object({
      type: oneOf([kind]),
      id,
      custom_id: customId,
      placeholder: optional(text(0, 150)),
      min_values: optional(integer(0, 25)),
      max_values: optional(integer(1, 25)),
      disabled: optional(bool),
      required: optional(bool),
      ...extra,
    }),
    checkSelect,
  );
}

function defaults(...kinds: readonly string[]): Schema {
  return optional(list(object({ id: snowflake, type: oneOf(kinds) }), 0, 25));
}

/** Something to choose in a select menu. */
const choice: () => Schema = lazily(() =>
  object({
    label: text(1, 100),
    value: text(1, 100),
    description: optional(text(0, 100)),
    emoji: optional(emoji()),
    default: optional(bool),
  }),
);

/** The select menus, which stand in action rows of messages and labels of modals. */
export const selects: () => Readonly<Record<number, Schema>> = lazily(() => ({
  [type.stringSelect]: select(type.stringSelect, { options: list(choice(), 1, 25) }),
  [type.userSelect]: select(type.userSelect, { default_values: defaults("user") }),
  [type.roleSelect]: select(type.roleSelect, { default_values: defaults("role") }),
  [type.mentionableSelect]: select(type.mentionableSelect, { default_values: defaults("user", "role") }),
  [type.channelSelect]: select(type.channelSelect, {
    channel_types: optional(uniqueList(oneOf(channelTypeNumbers, "a type of channel"), 0, 13)),
    default_values: defaults("channel"),
  }),
}));

const row: () => Schema = lazily(() =>
  withRule(
    object({
      type: oneOf([type.actionRow]),
      id,
      components: list(
        byField("type", () => ({ [type.button]: button(), ...selects() }), "a button (2) or a select menu (3, 5 to 8)"),
        1,
        5,
      ),
    }),
    checkRow,
  ),
);

export const textDisplay: () => Schema = lazily(() =>
  object({ type: oneOf([type.textDisplay]), id, content: text(1, 4000) }),
);

const thumbnail: () => Schema = lazily(() =>
  object({
    type: oneOf([type.thumbnail]),
    id,
    media: object({ url: mediaUrl }),
    description: optional(text(1, 1024)),
    spoiler: optional(bool),
  }),
);

const section: () => Schema = lazily(() =>
  object({
    type: oneOf([type.section]),
    id,
    components: list(textDisplay(), 1, 3),
    accessory: byField(
      "type",
      () => ({ [type.button]: button(), [type.thumbnail]: thumbnail() }),
      "a button (2) or a thumbnail (11)",
    ),
  }),
);

const mediaGallery: () => Schema = lazily(() =>
  object({
    type: oneOf([type.mediaGallery]),
    id,
    items: list(
      object({
        media: object({ url: mediaUrl }),
        description: optional(text(1, 1024)),
        spoiler: optional(bool),
      }),
      1,
      10,
    ),
  }),
);

const file: () => Schema = lazily(() =>
  object({ type: oneOf([type.file]), id, file: object({ url: url(["attachment://"]) }), spoiler: optional(bool) }),
);

const separator: () => Schema = lazily(() =>
  object({ type: oneOf([type.separator]), id, divider: optional(bool), spacing: optional(oneOf([1, 2])) }),
);

const inContainer: () => Readonly<Record<number, Schema>> = lazily(() => ({
  [type.actionRow]: row(),
  [type.section]: section(),
  [type.textDisplay]: textDisplay(),
  [type.mediaGallery]: mediaGallery(),
  [type.file]: file(),
  [type.separator]: separator(),
}));

const container: () => Schema = lazily(() =>
  object({
    type: oneOf([type.container]),
    id,
    accent_color: optional(color),
    spoiler: optional(bool),
    components: list(
      byField("type", inContainer, "an action row, section, text display, media gallery, file or separator"),
      1,
      40,
    ),
  }),
);

/** What may stand at the top of a message. */
export const topLevelComponent: () => Schema = lazily(() =>
  byField(
    "type",
    () => ({ ...inContainer(), [type.container]: container() }),
    "an action row, section, text display, media gallery, file, separator or container",
  ),
);

/** Any component of a message by itself. */
export const componentSchema: () => Schema = lazily(() =>
  withRule(
    byField(
      "type",
      () => ({
        ...inContainer(),
        ...selects(),
        [type.container]: container(),
        [type.button]: button(),
        [type.thumbnail]: thumbnail(),
      }),
      "a component of a message",
    ),
    (component, report) => checkComponentTree([component], "", report),
  ),
);
