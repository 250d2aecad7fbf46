import { readFile } from "node:fs/promises";

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/**
 * The page's own files: a list, so that no path can lead anywhere else. They are served as they stand in `src/web/page`,
 * which ships with the package, and which lies at the same distance from `dist/web` as from `src/web`.
 */
const files: Readonly<Record<string, URL>> = {
  "index.html": new URL("../../src/web/page/index.html", import.meta.url),
  "style.css": new URL("../../src/web/page/style.css", import.meta.url),
  "api.js": new URL("../../src/web/page/api.js", import.meta.url),
  "app.js": new URL("../../src/web/page/app.js", import.meta.url),
  "command-panel.js": new URL("../../src/web/page/command-panel.js", import.meta.url),
  "component-view.js": new URL("../../src/web/page/component-view.js", import.meta.url),
  "element.js": new URL("../../src/web/page/element.js", import.meta.url),
  "embed-view.js": new URL("../../src/web/page/embed-view.js", import.meta.url),
  "faults-panel.js": new URL("../../src/web/page/faults-panel.js", import.meta.url),
  "markdown.js": new URL("../../src/web/page/markdown.js", import.meta.url),
  "message-view.js": new URL("../../src/web/page/message-view.js", import.meta.url),
  "modal-dialog.js": new URL("../../src/web/page/modal-dialog.js", import.meta.url),
};

/** A file of the page. @returns `undefined` when the page has no such file. */
export async function pageFile(name: string): Promise<{ content: Buffer; contentType: string } | undefined> {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) return undefined;
  const contentType = contentTypes[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  return { content: await readFile(file), contentType };
}
