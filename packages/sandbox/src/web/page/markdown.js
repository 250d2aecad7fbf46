import { element } from "./element.js";

const patterns = [
  { expression: /```(?:\w+\n)?([\s\S]+?)```/, render: ([, code]) => element("pre", {}, [code.trim()]) },
  { expression: /`([^`\n]+)`/, render: ([, code]) => element("code", {}, [code]) },
  { expression: /\*\*([\s\S]+?)\*\*/, render: ([, inner], context) => nested("strong", inner, context) },
  { expression: /__([\s\S]+?)__/, render: ([, inner], context) => nested("u", inner, context) },
  { expression: /~~([\s\S]+?)~~/, render: ([, inner], context) => nested("s", inner, context) },
  { expression: /\|\|([\s\S]+?)\|\|/, render: ([, inner], context) => spoiler(inner, context) },
  { expression: /\*([^*\n]+)\*/, render: ([, inner], context) => nested("em", inner, context) },
  { expression: /\b_([^_\n]+)_\b/, render: ([, inner], context) => nested("em", inner, context) },
  { expression: /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/, render: ([, text, url]) => link(url, text) },
  { expression: /<@!?(\d+)>/, render: ([whole, id], { names }) => mention(`@${names.users[id] ?? whole}`) },
  { expression: /<@&(\d+)>/, render: ([whole, id], { names }) => mention(`@${names.roles[id] ?? whole}`) },
  { expression: /<#(\d+)>/, render: ([whole, id], { names }) => mention(`#${names.channels[id] ?? whole}`) },
  { expression: /<\/([^:>]+):(\d+)>/, render: ([, name]) => mention(`/${name}`) },
  { expression: /<a?:(\w+):\d+>/, render: ([, name]) => `:${name}:` },
  { expression: /<t:(-?\d+)(?::[tTdDfFsSR])?>/, render: ([, seconds]) => new Date(seconds * 1000).toLocaleString() },
  { expression: /https?:\/\/[^\s<>]+/, render: ([url]) => link(url, url) },
];

/**
 * Discord's markdown, as far as messages need it: styles, code, links, mentions, headings, quotes and lists.
 * @param {string} text
 * @param {{ names: { users: object, roles: object, channels: object } }} context
 */
export function markdown(text, context) {
  const nodes = [];
  // Code blocks span lines and are left alone; everything else is read line by line.
  for (const [index, part] of text.split(/(```[\s\S]+?```)/).entries()) {
    if (index % 2 === 1) nodes.push(...inline(part, context));
    else nodes.push(...lines(part, context));
  }
  return nodes;
}

/** Lines that are blocks of their own need no line break around them; all others are joined by one. */
function lines(text, context) {
  const nodes = [];
  let afterBlock = true;
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const block = blockOf(line, context);
    if (block === undefined && !afterBlock) nodes.push("\n");
    nodes.push(...(block === undefined ? inline(line, context) : [block]));
    afterBlock = block !== undefined;
  }
  return nodes;
}

function blockOf(line, context) {
  const heading = /^(#{1,3}) (.+)/.exec(line);
  if (heading) return element(`h${heading[1].length + 2}`, {}, inline(heading[2], context));
  const quote = /^> ?(.*)/.exec(line);
  if (quote) return element("blockquote", {}, inline(quote[1], context));
  const item = /^ *[-*] (.+)/.exec(line);
  if (item) return element("div", { className: "item" }, inline(item[1], context));
  const small = /^-# (.+)/.exec(line);
  if (small) return element("small", {}, inline(small[1], context));
  return undefined;
}

function inline(text, context) {
  let first;
  for (const { expression, render } of patterns) {
    const match = expression.exec(text);
    if (match && (first === undefined || match.index < first.match.index)) first = { match, render };
  }
  if (first === undefined) return text === "" ? [] : [text];
  const { match, render } = first;
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return [...(before === "" ? [] : [before]), render(match, context), ...inline(after, context)];
}

function nested(tag, text, context) {
  return element(tag, {}, inline(text, context));
}

function spoiler(text, context) {
  const node = element("span", { className: "spoiler", title: "Click to show" }, inline(text, context));
  node.addEventListener("click", () => node.classList.add("shown"));
  return node;
}

function mention(text) {
  return element("span", { className: "mention" }, [text]);
}

/** A link that opens elsewhere and tells the other site nothing. */
export function link(href, text) {
  return element("a", { href, target: "_blank", rel: "noreferrer noopener" }, [text]);
}
