import { ComponentType, walkComponents } from "../world/components.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";
import { button, componentId, entitySelect, stringSelect } from "./component-parts.ts";
import type { At, Field } from "./fields.ts";
import { array, below, boolean, choice, fail, integer, nullable, refine, string, url } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

/** Reads a component by its type; types that are not listed do not fit here. */
export function byType(fields: Readonly<Record<number, Field<JsonObject>>>): Field<JsonObject> {
  const types = Object.keys(fields).map(Number);
  return (value, at) => {
    if (!isJsonObject(value)) return fail(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    const type = value["type"];
    const field = typeof type === "number" ? fields[type] : undefined;
    if (field !== undefined) return field(value, at);
    if (type === undefined) return fail(below(at, "type"), "BASE_TYPE_REQUIRED", "This field is required");
    return fail(below(at, "type"), "UNION_TYPE_CHOICES", `Value of field "type" must be one of (${types.join(", ")}).`);
  };
}

const actionRow: Field<JsonObject> = refine(
  object({
    type: required(choice([1])),
    ...componentId,
    components: required(
      array(
        byType({ 2: button, 3: stringSelect, 5: entitySelect, 6: entitySelect, 7: entitySelect, 8: entitySelect }),
        { min: 1, max: 5 },
      ),
    ),
  }),
  ({ components }, at) => {
    const hasSelect = components.some((component) => component["type"] !== ComponentType.Button);
    if (hasSelect && components.length > 1) {
      fail(
        below(at, "components"),
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        "The specified component exceeds the maximum width",
      );
    }
  },
);

const mediaItem = object({ url: required(url(["http", "https", "attachment"])) });

const fileItem = object({ url: required(url(["attachment"])) });

const textDisplay: Field<JsonObject> = object({
  type: required(choice([10])),
  ...componentId,
  content: required(string({ min: 1, max: 4000 })),
});

const thumbnail: Field<JsonObject> = object({
  type: required(choice([11])),
  ...componentId,
  media: required(mediaItem),
  description: optional(nullable(string({ max: 1024 }))),
  spoiler: optional(boolean),
});

const section: Field<JsonObject> = object({
  type: required(choice([9])),
  ...componentId,
  components: required(array(byType({ 10: textDisplay }), { min: 1, max: 3 })),
  accessory: required(byType({ 2: button, 11: thumbnail })),
});

const mediaGallery: Field<JsonObject> = object({
  type: required(choice([12])),
  ...componentId,
  items: required(
    array(
      object({
        media: required(mediaItem),
        description: optional(nullable(string({ max: 1024 }))),
        spoiler: optional(boolean),
      }),
      { min: 1, max: 10 },
    ),
  ),
});

const file: Field<JsonObject> = object({
  type: required(choice([13])),
  ...componentId,
  file: required(fileItem),
  spoiler: optional(boolean),
});

const separator: Field<JsonObject> = object({
  type: required(choice([14])),
  ...componentId,
  divider: optional(boolean),
  spacing: optional(integer({ min: 1, max: 2 })),
});

const inContainer = { 1: actionRow, 9: section, 10: textDisplay, 12: mediaGallery, 13: file, 14: separator };

const container: Field<JsonObject> = object({
  type: required(choice([17])),
  ...componentId,
  components: required(array(byType(inContainer), { min: 1, max: 40 })),
  accent_color: optional(nullable(integer({ min: 0, max: 0xffffff }))),
  spoiler: optional(boolean),
});

/** Components of a message without the flag for components of the second version: rows only. */
export const legacyComponents: Field<JsonObject[]> = refine(array(byType({ 1: actionRow }), { max: 5 }), checkTree);

/** Components of a message with the flag. */
export const componentsV2: Field<JsonObject[]> = refine(
  array(byType({ ...inContainer, 17: container }), { max: 40 }),
  (components, at) => {
    checkTree(components, at);
    const all = [...walkComponents(components)];
    if (all.length > 40) {
      fail(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of total components (40) was exceeded");
    }
    const text = all.reduce((sum, { content }) => sum + (typeof content === "string" ? content.length : 0), 0);
    if (text > 4000) {
      fail(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Displayable text exceeds maximum size of 4000");
    }
  },
);

/** Custom ids and component ids are unique within a message or modal. */
export function checkTree(components: readonly JsonObject[], at: At): void {
  const seen = { custom_id: new Set<unknown>(), id: new Set<unknown>() };
  const visit = (component: JsonObject, path: (string | number)[]): void => {
    for (const key of ["custom_id", "id"] as const) {
      const value = component[key];
      if (value === undefined || value === null || value === 0) continue;
      if (seen[key].has(value)) {
        const isCustom = key === "custom_id";
        at.errors.add(
          [...at.path, ...path, key],
          isCustom ? "COMPONENT_CUSTOM_ID_DUPLICATED" : "COMPONENT_ID_DUPLICATED",
          isCustom ? "Component custom id cannot be duplicated" : "Component id cannot be duplicated",
        );
      }
      seen[key].add(value);
    }
    for (const [index, child] of objectsIn(component["components"]).entries())
      visit(child, [...path, "components", index]);
    for (const key of ["accessory", "component"]) {
      const child = component[key];
      if (isJsonObject(child)) visit(child, [...path, key]);
    }
  };
  for (const [index, component] of components.entries()) visit(component, [index]);
}
