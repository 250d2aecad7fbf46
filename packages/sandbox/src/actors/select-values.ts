import { ValidationError } from "@zignal/errors";
import { ComponentType } from "../world/components.ts";
import type { JsonObject } from "../world/json.ts";
import { objectsIn } from "../world/json.ts";
import type { Directory } from "./directory.ts";

/**
 * The values that a select menu sends, from what a user picked: options by value or label; users, roles and channels by
 * name or id.
 * @throws {ValidationError} when a value is not on offer, or there are too few or too many.
 */
export function selectValues(menu: JsonObject, picked: readonly string[], directory: Directory): string[] {
  const path = `values of "${String(menu["custom_id"])}"`;
  const min = typeof menu["min_values"] === "number" ? menu["min_values"] : menu["required"] === false ? 0 : 1;
  const max = typeof menu["max_values"] === "number" ? menu["max_values"] : 1;
  if (picked.length < min || picked.length > max) {
    const wanted = min === max ? String(min) : `${min} to ${max}`;
    throw ValidationError.of(path, `must be ${wanted} in number (were ${picked.length})`);
  }
  const values = picked.map((value, index) => resolveOne(menu, value, directory, `${path}[${index}]`));
  if (new Set(values).size !== values.length) throw ValidationError.of(path, "must all be different");
  return values;
}

function resolveOne(menu: JsonObject, value: string, directory: Directory, path: string): string {
  switch (menu["type"]) {
    case ComponentType.StringSelect:
      return optionValue(menu, value, path);
    case ComponentType.UserSelect:
      return directory.findUser(value) ?? missing(path, "the name or id of a user", value);
    case ComponentType.RoleSelect:
      return directory.findRole(value) ?? missing(path, "the name or id of a role", value);
    case ComponentType.MentionableSelect:
      return (
        directory.findUser(value) ??
        directory.findRole(value) ??
        missing(path, "the name or id of a user or role", value)
      );
    case ComponentType.ChannelSelect:
      return channel(menu, value, directory) ?? missing(path, "the name or id of a channel on offer", value);
    default:
      throw ValidationError.of(path, `belongs to a component of type ${String(menu["type"])}, which is no select menu`);
  }
}

/** The value of an option of a string select, radio group or checkbox group, by value or label. */
export function optionValue(component: JsonObject, value: string, path: string): string {
  const options = objectsIn(component["options"]);
  const chosen =
    options.find((option) => option["value"] === value) ?? options.find((option) => option["label"] === value);
  if (chosen !== undefined) return String(chosen["value"]);
  return missing(path, `one of ${options.map((option) => String(option["value"])).join(", ")}`, value);
}

function channel(menu: JsonObject, value: string, directory: Directory): string | undefined {
  const id = directory.findChannel(value);
  if (id === undefined) return undefined;
  const types = menu["channel_types"];
  if (Array.isArray(types) && types.length > 0 && !types.includes(directory.channelType(id))) {
    return undefined;
  }
  return id;
}

function missing(path: string, wanted: string, value: string): never {
  throw ValidationError.of(path, `must be ${wanted} (was "${value}")`);
}
