import type { FileInput } from "@zignal/types";
import type { UploadedFile } from "../world/attachments.ts";

/** Reads a file that somebody uploads into memory. */
export async function readUpload({ name, data, contentType, description }: FileInput): Promise<UploadedFile> {
  return {
    filename: name,
    data: await readAll(data),
    ...(contentType === undefined ? {} : { contentType }),
    ...(description === undefined ? {} : { description }),
  };
}

async function readAll(data: FileInput["data"]): Promise<Uint8Array> {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof Uint8Array) return data;
  if (data instanceof Blob) return new Uint8Array(await data.arrayBuffer());
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks);
}
