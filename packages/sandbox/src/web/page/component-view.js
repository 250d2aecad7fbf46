import { element } from "./element.js";
import { imageView } from "./embed-view.js";
import { link, markdown } from "./markdown.js";

const buttonStyles = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

/** Components of a message. `context.onClick(component)` and `context.onSelect(component, values)` are called on use. */
export function componentsView(components, context) {
  return components.map((component) => componentView(component, context));
}

function componentView(component, context) {
  switch (component.type) {
    case 1:
      return element("div", { className: "row" }, componentsView(component.components, context));
    case 2:
      return buttonView(component, context);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return selectView(component, context);
    case 9:
      return element("div", { className: "section" }, [
        element("div", {}, componentsView(component.components, context)),
        componentView(component.accessory, context),
      ]);
    case 10:
      return element("div", { className: "text" }, markdown(component.content, context));
    case 11:
      return element("div", { className: "thumbnail" }, [imageView(component.media?.url, component.description)]);
    case 12:
      return element(
        "div",
        { className: "gallery" },
        component.items.map((item) => imageView(item.media?.url, item.description)),
      );
    case 13:
      return element("div", {}, [link(component.file.url, `📎 ${component.name ?? component.file.url}`)]);
    case 14:
      return component.divider === false ? element("div", { className: "space" }) : element("hr");
    case 17:
      return containerView(component, context);
    default:
      return element("div", { className: "status" }, [`component of type ${component.type}`]);
  }
}

function buttonView(button, context) {
  const text = [
    button.emoji?.id === null || button.emoji?.id === undefined ? button.emoji?.name : undefined,
    button.label,
  ]
    .filter(Boolean)
    .join(" ");
  const className = `button ${buttonStyles[button.style] ?? "secondary"}`;
  if (button.style === 5) {
    const anchor = link(button.url, text);
    anchor.className = className;
    return anchor;
  }
  return element("button", {
    type: "button",
    className,
    textContent: text || "\u00a0",
    disabled: button.disabled === true,
    onclick: () => context.onClick(button),
  });
}

function named(entries, sign) {
  return Object.entries(entries).map(([value, name]) => ({ value, label: `${sign}${name}` }));
}

/** What a select menu offers: its own options, or the guild's users, roles and channels. */
export function menuOptions(menu, { names }) {
  switch (menu.type) {
    case 5:
      return named(names.users, "@");
    case 6:
      return named(names.roles, "@");
    case 7:
      return [...named(names.users, "@"), ...named(names.roles, "@")];
    case 8:
      return named(names.channels, "#");
    default:
      return menu.options ?? [];
  }
}

function selectView(menu, context) {
  const many = (menu.max_values ?? 1) > 1;
  const options = menuOptions(menu, context).map((option) =>
    element("option", {
      value: option.value,
      textContent: option.description ? `${option.label} — ${option.description}` : option.label,
      selected: option.default === true,
    }),
  );
  const placeholder = element("option", {
    value: "",
    textContent: menu.placeholder ?? "Make a selection",
    disabled: true,
  });
  placeholder.selected = !menu.options?.some((option) => option.default);
  const select = element(
    "select",
    { multiple: many, disabled: menu.disabled === true, "aria-label": menu.placeholder ?? menu.custom_id },
    many ? options : [placeholder, ...options],
  );
  const send = () => context.onSelect(menu, [...select.selectedOptions].map(({ value }) => value).filter(Boolean));
  if (!many) select.addEventListener("change", send);
  const confirm =
    many && element("button", { type: "button", className: "button secondary", textContent: "Choose", onclick: send });
  return element("div", { className: "menu" }, [select, confirm]);
}

function containerView(container, context) {
  const node = element("div", { className: "container" }, componentsView(container.components, context));
  if (container.accent_color) {
    node.style.borderInlineStartColor = `#${container.accent_color.toString(16).padStart(6, "0")}`;
  }
  return node;
}
