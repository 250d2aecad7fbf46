import type { Attachment } from "./attachments.ts";
import { findAttachment, resolveMedia } from "./embeds.ts";
import type { JsonObject } from "./json.ts";
import { isJsonObject, objectsIn } from "./json.ts";

/** @see {@link https://docs.discord.com/developers/components/reference#component-object-component-types | Discord Docs/Component Types} */
export const ComponentType = {
  ActionRow: 1,
  Button: 2,
  StringSelect: 3,
  TextInput: 4,
  UserSelect: 5,
  RoleSelect: 6,
  MentionableSelect: 7,
  ChannelSelect: 8,
  Section: 9,
  TextDisplay: 10,
  Thumbnail: 11,
  MediaGallery: 12,
  File: 13,
  Separator: 14,
  Container: 17,
  Label: 18,
  FileUpload: 19,
  RadioGroup: 21,
  CheckboxGroup: 22,
  Checkbox: 23,
} as const;

/** Components of a tree, each before what is in it. */
export function* walkComponents(components: readonly JsonObject[]): Generator<JsonObject> {
  for (const component of components) {
    yield component;
    yield* walkComponents(objectsIn(component["components"]));
    if (isJsonObject(component["accessory"])) yield* walkComponents([component["accessory"]]);
    if (isJsonObject(component["component"])) yield* walkComponents([component["component"]]);
  }
}

/** All text that text displays show, for mentions. */
export function componentText(components: readonly JsonObject[]): string {
  const texts: string[] = [];
  for (const component of walkComponents(components)) {
    if (component["type"] === ComponentType.TextDisplay) texts.push(String(component["content"]));
  }
  return texts.join("\n");
}

/**
 * Components as they come back: each with an id, files and media resolved. Ids that were given are kept; the others count
 * up from 1, past those. Modals, which show no media, need no ids for it.
 */
export function normalizeComponents(
  components: readonly JsonObject[],
  attachments: readonly Attachment[],
  shown: Set<string>,
  newMediaId?: () => string,
): JsonObject[] {
  const taken = new Set<unknown>();
  for (const component of walkComponents(components)) if (isGivenId(component["id"])) taken.add(component["id"]);
  let last = 0;
  const nextId = (): number => {
    do last += 1;
    while (taken.has(last));
    return last;
  };
  const normalize = (component: JsonObject): JsonObject => {
    const result: JsonObject = { ...component, id: isGivenId(component["id"]) ? component["id"] : nextId() };
    if (Array.isArray(component["components"]))
      result["components"] = objectsIn(component["components"]).map(normalize);
    for (const key of ["accessory", "component"]) {
      if (isJsonObject(component[key])) result[key] = normalize(component[key]);
    }
    return withMedia(result, attachments, shown, newMediaId);
  };
  return components.map(normalize);
}

function isGivenId(id: unknown): boolean {
  return typeof id === "number" && id !== 0;
}

function withMedia(
  component: JsonObject,
  attachments: readonly Attachment[],
  shown: Set<string>,
  newMediaId: (() => string) | undefined,
): JsonObject {
  const media = (value: unknown): JsonObject => {
    const item = isJsonObject(value) ? value : {};
    const attachment = findAttachment(item["url"], attachments);
    const id = newMediaId === undefined ? {} : { id: newMediaId() };
    const resolved = { ...id, ...resolveMedia({ url: item["url"] }, attachments) };
    if (attachment === undefined) return resolved;
    shown.add(attachment.id);
    return { ...resolved, attachment_id: attachment.id };
  };
  switch (component["type"]) {
    case ComponentType.Thumbnail:
      return { spoiler: false, description: null, ...component, media: media(component["media"]) };
    case ComponentType.MediaGallery:
      return {
        ...component,
        items: objectsIn(component["items"]).map((item) => ({
          spoiler: false,
          description: null,
          ...item,
          media: media(item["media"]),
        })),
      };
    case ComponentType.File: {
      const attachment = isJsonObject(component["file"])
        ? findAttachment(component["file"]["url"], attachments)
        : undefined;
      return {
        spoiler: false,
        ...component,
        file: media(component["file"]),
        name: attachment?.filename ?? "",
        size: attachment?.size ?? 0,
      };
    }
    case ComponentType.Separator:
      return { divider: true, spacing: 1, ...component };
    case ComponentType.Container:
      return { accent_color: null, spoiler: false, ...component };
    default:
      return component;
  }
}
