/**
 * Makes an element. Text is always set as text: nothing a user or a bot writes is read as HTML.
 * @param {string} tag
 * @param {Record<string, any>} [properties] - DOM properties; `dataset` and `on…` listeners as well.
 * @param {(Node | string | undefined | null | false)[]} [children]
 */
export function element(tag, properties = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.startsWith("aria-")) node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** The element with this id, which the page is known to have. */
export function byId(id) {
  const node = document.getElementById(id);
  if (node === null) throw new Error(`the page has no element "${id}"`);
  return node;
}
