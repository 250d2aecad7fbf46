import type { FileInput } from "@zignal/types";
import { ValidationError } from "@zignal/errors";
import { isForm, partsOf, toJson } from "./body.ts";
import type { FormPart, MultipartBody } from "./multipart.ts";
import { checkFile, multipart } from "./multipart.ts";
import type { Route } from "./route.ts";

/** What a call sends. */
export type Payload = string | MultipartBody | undefined;

/** Operations that take the fields of their body as fields of a form. */
const plainForms = new Set(["uploadApplicationAttachment", "createGuildSticker", "updateInviteTargetUsers"]);

/**
 * The body as it goes on the wire: JSON as it is, or a form when there are files.
 * Files are taken from `options.files` and from `files` of the body, of its `data` (callbacks) or its `message` (forum posts).
 */
export function encodePayload(route: Route, body: unknown, files: readonly FileInput[] | undefined): Payload {
  if (body === undefined)
    return files === undefined || files.length === 0 ? undefined : filesForm(route, {}, {}, "", files);
  if (isForm(body)) return multipart([...partsOf(body), ...fileParts(files ?? [])]);
  if (plainForms.has(route.name)) return fieldsForm(body);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    if (route.name === "createChannelInvite" && "target_users_file" in body && body.target_users_file !== undefined) {
      return inviteForm(body);
    }
    const fields = body as Record<string, unknown>;
    const message = fields[placeOfMessage(route, fields)];
    const hasFiles = "files" in body || (isObject(message) && "files" in message);
    if (hasFiles || (files !== undefined && files.length > 0)) return withFiles(route, fields, files ?? []);
  }
  return toJson(body);
}

type Place = "" | "data" | "message";

/** The files of the body, of the message in it, and those given beside it: all are the message's. */
function withFiles(route: Route, body: Record<string, unknown>, beside: readonly FileInput[]): Payload {
  const { files, ...outer } = body;
  const at = placeOfMessage(route, outer);
  const { files: inner, ...fields } = at === "" ? { ...outer, files: undefined } : ((outer[at] ?? {}) as typeof outer);
  const all = [...listOf(files), ...listOf(inner), ...beside];
  if (all.length > 0) return filesForm(route, outer, fields, at, all);
  return toJson(at === "" || outer[at] === undefined ? outer : { ...outer, [at]: fields });
}

function listOf(files: unknown): readonly FileInput[] {
  if (files === undefined) return [];
  if (!Array.isArray(files)) throw ValidationError.of("files", "must be an array of files");
  return files as FileInput[];
}

/** Where the message is that files belong to: the body itself, or a part of it. */
function placeOfMessage(route: Route, body: Record<string, unknown>): Place {
  if (route.isInteractionCallback) return "data";
  return "message" in body && isObject(body["message"]) ? "message" : "";
}

/** `files[n]` and `payload_json`; the attachments are listed unless the body lists them itself, or is an edit. */
function filesForm(
  route: Route,
  outer: Record<string, unknown>,
  fields: Record<string, unknown>,
  at: Place,
  files: readonly FileInput[],
): MultipartBody {
  for (const [id, file] of files.entries()) checkFile(file, `files[${id}]`);
  const attachments = fields["attachments"] ?? attachmentsOf(route, files);
  const message = attachments === undefined ? fields : { ...fields, attachments };
  const json = toJson(at === "" ? message : { ...outer, [at]: message });
  return multipart([{ name: "payload_json", text: json, contentType: "application/json" }, ...fileParts(files)]);
}

/**
 * What is listed where the body lists nothing. In an edit a list says which attachments stay: without one the files are added
 * to those that are there, so that only a description, which has no other place, makes one.
 */
function attachmentsOf(route: Route, files: readonly FileInput[]): object[] | undefined {
  if (route.method === "PATCH" && files.every(({ description }) => description === undefined)) return undefined;
  return files.map(({ name, description }, id) => ({
    id,
    filename: name,
    ...(description === undefined ? {} : { description }),
  }));
}

function fileParts(files: readonly FileInput[]): FormPart[] {
  return files.map((file, id) => ({ name: `files[${id}]`, file }));
}

function inviteForm({ target_users_file: file, ...fields }: { target_users_file: unknown }): MultipartBody {
  return multipart([
    { name: "payload_json", text: toJson(fields), contentType: "application/json" },
    { name: "target_users_file", file: file as FileInput },
  ]);
}

function fieldsForm(body: unknown): MultipartBody {
  if (!isObject(body)) throw ValidationError.of("body", "must be an object with the fields of the form");
  const parts: FormPart[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    if (isObject(value)) parts.push({ name, file: value as FileInput });
    else parts.push({ name, text: String(value) });
  }
  return multipart(parts);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
