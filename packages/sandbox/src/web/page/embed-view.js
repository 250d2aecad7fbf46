import { element } from "./element.js";
import { link, markdown } from "./markdown.js";

/** An embed, laid out as Discord does. */
export function embedView(embed, context) {
  const color = embed.color ? `#${embed.color.toString(16).padStart(6, "0")}` : undefined;
  const node = element("article", { className: "embed" }, [
    embed.author && element("div", { className: "embed-author" }, [titled(embed.author.name, embed.author.url)]),
    embed.title && element("div", { className: "embed-title" }, [titled(embed.title, embed.url)]),
    embed.description && element("div", { className: "text" }, markdown(embed.description, context)),
    embed.fields?.length > 0 && fieldsView(embed.fields, context),
    embed.image && imageView(embed.image.url, embed.title),
    embed.thumbnail && imageView(embed.thumbnail.url, embed.title),
    (embed.footer || embed.timestamp) && footerView(embed),
  ]);
  if (color) node.style.borderInlineStartColor = color;
  return node;
}

function titled(text, url) {
  return url ? link(url, text) : text;
}

function fieldsView(fields, context) {
  return element(
    "div",
    { className: "embed-fields" },
    fields.map((field) =>
      element("div", { className: field.inline ? "field inline" : "field" }, [
        element("div", { className: "field-name" }, markdown(field.name, context)),
        element("div", { className: "text" }, markdown(field.value, context)),
      ]),
    ),
  );
}

function footerView(embed) {
  const when = embed.timestamp ? new Date(embed.timestamp).toLocaleString() : undefined;
  const text = [embed.footer?.text, when].filter(Boolean).join(" • ");
  return element("div", { className: "embed-footer" }, [text]);
}

/** A picture of the sandbox itself; one from elsewhere stays a link, as the page loads nothing from other hosts. */
export function imageView(url, alt) {
  if (!url) return undefined;
  if (new URL(url, location.href).host !== location.host) return element("div", {}, [link(url, `🖼 ${url}`)]);
  return element("img", { src: url, alt: alt ?? "" });
}
