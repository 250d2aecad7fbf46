import { ValidationError } from "@zignal/errors";
import { ComponentType, walkComponents } from "../world/components.ts";
import type { JsonObject } from "../world/json.ts";

const linkStyle = 5;
const premiumStyle = 6;

/**
 * The button with this custom id or label.
 * @throws {ValidationError} when there is none, or it can not be pressed.
 */
export function usableButton(components: readonly JsonObject[], customIdOrLabel: string): JsonObject {
  const buttons = [...walkComponents(components)].filter(({ type }) => type === ComponentType.Button);
  const button =
    buttons.find(({ custom_id }) => custom_id === customIdOrLabel) ??
    buttons.find(({ label }) => label === customIdOrLabel);
  if (button === undefined) {
    const known = buttons.map(
      ({ custom_id = "a link", label = custom_id }) => `${String(label)} (${String(custom_id)})`,
    );
    throw ValidationError.of("button", `"${customIdOrLabel}" is not in the message (${listed(known)})`);
  }
  if (button["disabled"] === true) throw ValidationError.of("button", `"${customIdOrLabel}" is disabled`);
  if (button["style"] === linkStyle || button["style"] === premiumStyle) {
    throw ValidationError.of("button", `"${customIdOrLabel}" opens a page and sends no interaction`);
  }
  return button;
}

/**
 * The select menu with this custom id or placeholder.
 * @throws {ValidationError} when there is none, or it is disabled.
 */
export function usableMenu(components: readonly JsonObject[], customIdOrPlaceholder: string): JsonObject {
  const menus = [...walkComponents(components)].filter(({ type }) => menuTypes.has(type));
  const menu =
    menus.find(({ custom_id }) => custom_id === customIdOrPlaceholder) ??
    menus.find(({ placeholder }) => placeholder === customIdOrPlaceholder);
  if (menu === undefined) {
    const known = menus.map(({ custom_id }) => String(custom_id));
    throw ValidationError.of("select", `"${customIdOrPlaceholder}" is not in the message (${listed(known)})`);
  }
  if (menu["disabled"] === true) throw ValidationError.of("select", `"${customIdOrPlaceholder}" is disabled`);
  return menu;
}

const menuTypes: ReadonlySet<unknown> = new Set<unknown>([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

function listed(known: readonly string[]): string {
  return known.length === 0 ? "it has none" : `known: ${known.join(", ")}`;
}
