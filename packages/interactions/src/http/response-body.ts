import type { FileInput } from "@zignal/types";
import type { InteractionResponseBody } from "../interaction-response.ts";

/** A first answer as the body of an HTTP response: JSON, or multipart where there are files. */
export async function responseOf(body: InteractionResponseBody): Promise<Response> {
  if (!("data" in body) || body.data === undefined || !("files" in body.data) || body.data.files === undefined) {
    return Response.json(body);
  }
  const { files, ...data } = body.data;
  const attachments = data.attachments ?? files.map(attachmentOf);
  const form = new FormData();
  form.set("payload_json", JSON.stringify({ ...body, data: { ...data, attachments } }));
  for (const [index, file] of files.entries()) form.set(`files[${index}]`, await blobOf(file), file.name);
  return new Response(form);
}

function attachmentOf(file: FileInput, id: number): { id: number; filename: string; description?: string } {
  const { name, description } = file;
  return description === undefined ? { id, filename: name } : { id, filename: name, description };
}

async function blobOf({ data, contentType }: FileInput): Promise<Blob> {
  const type = contentType === undefined ? {} : { type: contentType };
  if (typeof data === "string") return new Blob([data], type);
  if (data instanceof Blob) return contentType === undefined ? data : new Blob([data], type);
  if (data instanceof Uint8Array) return new Blob([Uint8Array.from(data)], type);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of data) parts.push(Uint8Array.from(part));
  return new Blob(parts, type);
}
