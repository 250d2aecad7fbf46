import { readFiles } from "./api.js";
import { menuOptions } from "./component-view.js";
import { byId, element } from "./element.js";
import { markdown } from "./markdown.js";

/** Shows a modal. `submit(values)` resolves to whether it went through; the dialog stays open when it did not. */
export function openModal(modal, context, submit) {
  const dialog = byId("modal");
  const fields = [];
  const form = element("form", { method: "dialog" }, [
    element("h2", {}, [modal.title]),
    ...modal.components.map((component) => part(component, fields, context)),
    element("div", { className: "row" }, [
      element("button", {
        type: "button",
        className: "button secondary",
        textContent: "Cancel",
        onclick: () => dialog.close(),
      }),
      element("button", { type: "submit", className: "button primary", textContent: "Submit" }),
    ]),
  ]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  const send = async () => {
    const entries = await Promise.all(fields.map(async ({ name, value }) => [name, await value()]));
    // A modal that opens another one is done as well.
    dialog.close();
    const done = await submit(Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
    if (!done) dialog.showModal();
  };
  dialog.replaceChildren(form);
  dialog.showModal();
}

function part(component, fields, context) {
  switch (component.type) {
    case 1:
      return element(
        "div",
        {},
        component.components.map((inner) => labelled(inner.label, undefined, inner, fields, context)),
      );
    case 10:
      return element("div", { className: "text" }, markdown(component.content, context));
    case 18:
      return labelled(component.label, component.description, component.component, fields, context);
    default:
      return element("p", { className: "status" }, [`component of type ${component.type}`]);
  }
}

function labelled(label, description, component, fields, context) {
  const { node, value } = input(component, context);
  fields.push({ name: component.custom_id, value });
  const required = component.required !== false && component.type !== 23;
  return element("label", { className: "field-label" }, [
    `${label ?? component.custom_id}${required ? " *" : ""}`,
    description && element("small", {}, [description]),
    node,
  ]);
}

function input(component, context) {
  switch (component.type) {
    case 4:
      return textInput(component);
    case 19: {
      const node = element("input", { type: "file", multiple: (component.max_values ?? 1) > 1 });
      return { node, value: () => readFiles(node.files) };
    }
    case 21:
      return choiceGroup(component, "radio", (values) => values[0]);
    case 22:
      return choiceGroup(component, "checkbox", (values) => values);
    case 23: {
      const node = element("input", { type: "checkbox", checked: component.default === true });
      return { node, value: () => node.checked };
    }
    default:
      return menu(component, context);
  }
}

function textInput(component) {
  const node = element(component.style === 2 ? "textarea" : "input", {
    value: component.value ?? "",
    placeholder: component.placeholder ?? "",
    required: component.required !== false,
    maxLength: component.max_length ?? 4000,
    minLength: component.min_length ?? 0,
  });
  return { node, value: () => node.value };
}

function choiceGroup(component, type, valueOf) {
  const boxes = component.options.map((option) => ({
    option,
    node: element("input", { type, name: component.custom_id, checked: option.default === true }),
  }));
  const node = element(
    "span",
    { className: "choices" },
    boxes.map(({ option, node: box }) => element("label", {}, [box, option.label])),
  );
  return { node, value: () => valueOf(boxes.filter((box) => box.node.checked).map(({ option }) => option.value)) };
}

function menu(component, context) {
  const many = (component.max_values ?? 1) > 1;
  const options = menuOptions(component, context).map(({ value, label, default: selected }) =>
    element("option", { value, textContent: label, selected: selected === true }),
  );
  const empty = element("option", { value: "", textContent: component.placeholder ?? "" });
  const node = element("select", { multiple: many }, many ? options : [empty, ...options]);
  return { node, value: () => [...node.selectedOptions].map(({ value }) => value).filter((value) => value !== "") };
}
