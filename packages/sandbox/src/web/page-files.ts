import { readFile } from "node:fs/promises";

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** The page's own files: a list, so that no path can lead anywhere else. */
const names: ReadonlySet<string> = new Set([
  "index.html",
  "style.css",
  "api.js",
  "app.js",
  "command-panel.js",
  "component-view.js",
  "element.js",
  "embed-view.js",
  "faults-panel.js",
  "markdown.js",
  "message-view.js",
  "modal-dialog.js",
]);

/**
 * A file of the page. They are served as they stand in `src/web/page`, which ships with the package beside `dist`.
 * @returns `undefined` when the page has no such file.
 */
export async function pageFile(name: string): Promise<{ content: Buffer; contentType: string } | undefined> {
  if (!names.has(name)) return undefined;
  const folder = import.meta.url.endsWith(".ts") ? "./page/" : "../../src/web/page/";
  const content = await readFile(new URL(folder + name, import.meta.url));
  return { content, contentType: contentTypes[name.split(".").at(-1) ?? ""] ?? "application/octet-stream" };
}
