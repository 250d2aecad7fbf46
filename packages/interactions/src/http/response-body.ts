import type { MessageBody } from "@zignal/builders";
import type { FileInput } from "@zignal/types";
import type { InteractionResponseBody } from "../interaction-response.ts";

/** A file whose content is all there. */
type WholeFile = FileInput & { data: Exclude<FileInput["data"], AsyncIterable<Uint8Array>> };

/** A first answer with its streams read to their ends: what fails or takes its time does so here. */
export async function withFilesRead(body: InteractionResponseBody): Promise<InteractionResponseBody> {
  const message = withFiles(body);
  if (message === undefined || message.files.every(isWhole)) return body;
  // Of the kind that it was.
  return { ...body, data: { ...message, files: await Promise.all(message.files.map(wholeFile)) } } as typeof body;
}

/** A first answer whose streams are read, as the body of an HTTP response: JSON, or multipart where there are files. */
export function responseOf(body: InteractionResponseBody): Response {
  const message = withFiles(body);
  if (message === undefined) return Response.json(body);
  const { files, ...data } = message;
  const attachments = data.attachments ?? files.map(attachmentOf);
  const form = new FormData();
  form.set("payload_json", JSON.stringify({ ...body, data: { ...data, attachments } }));
  for (const [index, file] of files.filter(isWhole).entries()) form.set(`files[${index}]`, blobOf(file), file.name);
  return new Response(form);
}

function withFiles(body: InteractionResponseBody): (MessageBody & { files: FileInput[] }) | undefined {
  if (!("data" in body) || body.data === undefined || !("files" in body.data)) return undefined;
  const { files, ...data } = body.data;
  return files === undefined ? undefined : { ...data, files };
}

function isWhole(file: FileInput): file is WholeFile {
  const { data } = file;
  return typeof data === "string" || data instanceof Blob || data instanceof Uint8Array;
}

async function wholeFile(file: FileInput): Promise<WholeFile> {
  if (isWhole(file)) return file;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of file.data as AsyncIterable<Uint8Array>) parts.push(Uint8Array.from(part));
  return { ...file, data: new Blob(parts) };
}

function attachmentOf(file: FileInput, id: number): { id: number; filename: string; description?: string } {
  const { name, description } = file;
  return description === undefined ? { id, filename: name } : { id, filename: name, description };
}

function blobOf({ data, contentType }: WholeFile): Blob {
  const type = contentType === undefined ? {} : { type: contentType };
  if (data instanceof Blob) return contentType === undefined ? data : new Blob([data], type);
  return new Blob([typeof data === "string" ? data : Uint8Array.from(data)], type);
}
