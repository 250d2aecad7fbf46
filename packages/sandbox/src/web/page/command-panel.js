import { readFiles } from "./api.js";
import { element } from "./element.js";

const subcommandTypes = new Set([1, 2]);

/** A command and its subcommands as things that can be run: `settings show`, each with its own options. */
function runnable(command, name = command.name) {
  const nested = (command.options ?? []).filter(({ type }) => subcommandTypes.has(type));
  if (nested.length === 0) return [{ name, description: command.description, options: command.options ?? [] }];
  return nested.flatMap((option) => runnable(option, `${name} ${option.name}`));
}

/** Hides the panel. */
export function closeCommandPanel(panel) {
  panel.hidden = true;
  panel.replaceChildren();
}

function showItems(panel, items) {
  panel.replaceChildren(...(items.length > 0 ? items : [element("p", { className: "status" }, ["No such command."])]));
  panel.hidden = false;
}

/** Lists what can be run on a message (type 3) and on its author (type 2). `run(command)` is called with the choice. */
export function openContextCommands(panel, commands, author, run) {
  const close = () => closeCommandPanel(panel);
  const items = commands
    .filter(({ type }) => type !== 1)
    .map((command) =>
      element("button", { type: "button", className: "command", onclick: () => (close(), run(command)) }, [
        element("strong", {}, [command.name]),
        command.type === 2 ? ` on @${author}` : " on this message",
      ]),
    );
  const cancel = element("button", {
    type: "button",
    className: "button secondary",
    textContent: "Cancel",
    onclick: close,
  });
  showItems(panel, [...items, cancel]);
}

/** Lists the commands that begin with what was typed; choosing one shows its options. */
export function openCommandPanel(panel, commands, typed, context) {
  const close = () => closeCommandPanel(panel);
  const found = commands
    .filter(({ type }) => type === 1)
    .flatMap((command) => runnable(command))
    .filter(({ name }) => name.startsWith(typed.trim()) || typed.startsWith(`${name} `) || typed === name);
  const items = found.map((command) =>
    element(
      "button",
      { type: "button", className: "command", onclick: () => showForm(panel, command, context, close) },
      [element("strong", {}, [`/${command.name}`]), ` ${command.description}`],
    ),
  );
  showItems(panel, items);
}

function showForm(panel, command, context, close) {
  const fields = command.options.map((option) => optionField(option, command, context, () => values()));
  const values = () =>
    Object.fromEntries(fields.filter(({ isSet }) => isSet()).map(({ name, value }) => [name, value()]));
  const form = element("form", { className: "command-form" }, [
    element("strong", {}, [`/${command.name}`]),
    ...fields.map(({ node }) => node),
    element("button", { type: "submit", className: "button primary", textContent: "Run" }),
    element("button", { type: "button", className: "button secondary", textContent: "Cancel", onclick: close }),
  ]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });
  const run = async () => {
    const given = values();
    for (const field of fields) if (field.resolve && field.isSet()) given[field.name] = await field.resolve();
    close();
    context.close();
    await context.run(command.name, given);
  };
  panel.replaceChildren(form);
  (form.querySelector("input, select") ?? form.querySelector("button")).focus();
}

function optionField(option, command, context, values) {
  const input = inputFor(option, context);
  const field = {
    name: option.name,
    isSet: () => (option.type === 11 ? input.files.length > 0 : input.value !== ""),
    value: () => typedValue(option, input.choiceValue?.(input.value) ?? input.value),
    resolve: option.type === 11 ? async () => (await readFiles(input.files))[0] : undefined,
  };
  const list = option.autocomplete && completing(option, input, command, context, values);
  const label = `${option.name}${option.required ? " *" : ""}`;
  return { ...field, node: element("label", { title: option.description }, [label, input, list]) };
}

/** Asks the bot on every keystroke, and offers what it says by name. */
function completing(option, input, command, context, values) {
  const list = element("datalist", { id: `choices-${option.name}` });
  input.setAttribute("list", list.id);
  const chosen = new Map();
  let latest = 0;
  const ask = async () => {
    const turn = ++latest;
    const { [option.name]: _own, ...others } = values();
    const choices = await context.complete(command.name, option.name, input.value, others);
    if (turn !== latest || choices === undefined) return;
    for (const { name, value } of choices) chosen.set(name, value);
    list.replaceChildren(...choices.map(({ name }) => element("option", { value: name })));
  };
  input.addEventListener("input", () => void ask());
  input.addEventListener("focus", () => void ask(), { once: true });
  input.choiceValue = (text) => chosen.get(text) ?? text;
  return list;
}

/** The value a command gets: numbers and booleans as such; a choice of a number may have been typed by its name. */
function typedValue(option, text) {
  if (option.type === 5) return text === "true";
  return option.type === 4 || option.type === 10 ? Number(text) : text;
}

function inputFor(option, { names }) {
  const common = { name: option.name, required: option.required === true };
  const pick = (entries) =>
    element("select", common, [
      element("option", { value: "", textContent: "" }),
      ...entries.map(([value, text]) => element("option", { value, textContent: text })),
    ]);
  const numeric = option.type === 4 || option.type === 10;
  // Names of choices are text, also where their values are numbers.
  if (option.autocomplete && numeric) return element("input", { ...common, type: "text", autocomplete: "off" });
  if (option.choices?.length > 0) return pick(option.choices.map(({ name, value }) => [value, name]));
  switch (option.type) {
    case 4:
      return element("input", { ...common, type: "number", step: "1", min: option.min_value, max: option.max_value });
    case 5:
      return pick([
        ["true", "true"],
        ["false", "false"],
      ]);
    case 6:
      return pick(Object.entries(names.users));
    case 7:
      return pick(Object.entries(names.channels));
    case 8:
      return pick(Object.entries(names.roles));
    case 9:
      return pick([...Object.entries(names.users), ...Object.entries(names.roles)]);
    case 10:
      return element("input", { ...common, type: "number", step: "any", min: option.min_value, max: option.max_value });
    case 11:
      return element("input", { ...common, type: "file" });
    default:
      return element("input", {
        ...common,
        type: "text",
        autocomplete: "off",
        minLength: option.min_length,
        maxLength: option.max_length,
      });
  }
}
