import type { ServerResponse } from "node:http";
import type { AttachmentStore } from "../world/attachments.ts";

const attachmentPath = /^\/(?:ephemeral-)?attachments\/\d+\/(\d+)\/([^/]+)$/;

/** Serves an uploaded file, as the CDN would. @returns `false` if the path is none of an attachment's. */
export function serveAttachment(attachments: AttachmentStore, path: string, response: ServerResponse): boolean {
  const match = attachmentPath.exec(path);
  if (match === null) return false;
  const [, id = "", name = ""] = match;
  const file = attachments.content(id, decodeName(name));
  if (file === undefined) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("This content is no longer available.");
  } else {
    const headers = { "Content-Type": file.contentType, "Content-Length": file.data.byteLength };
    response.writeHead(200, headers).end(file.data);
  }
  return true;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
