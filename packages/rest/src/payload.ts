import type { FileInput } from "@zignal/types";
import { ValidationError } from "@zignal/errors";
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
  if (body === undefined) return files === undefined || files.length === 0 ? undefined : filesForm({}, {}, "", files);
  if (plainForms.has(route.name)) return fieldsForm(body);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    if (route.name === "createChannelInvite" && "target_users_file" in body && body.target_users_file !== undefined) {
      return inviteForm(body);
    }
    const place = placeOfFiles(body);
    if (place !== undefined || (files !== undefined && files.length > 0)) return withFiles(body, place, files ?? []);
  }
  return toJson(body);
}

type Place = "" | "data" | "message";

function placeOfFiles(body: object): Place | undefined {
  if ("files" in body) return "";
  if ("data" in body && isObject(body.data) && "files" in body.data) return "data";
  if ("message" in body && isObject(body.message) && "files" in body.message) return "message";
  return undefined;
}

function withFiles(body: object, place: Place | undefined, more: readonly FileInput[]): Payload {
  const at = place ?? defaultPlace(body);
  const outer = body as Record<string, unknown>;
  const holder = at === "" ? outer : (outer[at] as Record<string, unknown>);
  const { files, ...fields } = holder;
  if (files !== undefined && !Array.isArray(files)) throw ValidationError.of("files", "must be an array of files");
  const all = [...((files ?? []) as FileInput[]), ...more];
  if (all.length === 0) return toJson(at === "" ? fields : { ...outer, [at]: fields });
  return filesForm(outer, fields, at, all);
}

/** Where the message is, in a body that names no files of its own. */
function defaultPlace(body: object): Place {
  if ("data" in body && isObject(body.data) && "type" in body) return "data";
  return "message" in body && isObject(body.message) ? "message" : "";
}

/** `files[n]` and `payload_json`; the attachments are listed unless the body lists them itself. */
function filesForm(
  outer: Record<string, unknown>,
  fields: Record<string, unknown>,
  at: Place,
  files: readonly FileInput[],
): MultipartBody {
  const attachments =
    fields["attachments"] ??
    files.map((file, id) => {
      checkFile(file, `files[${id}]`);
      const { name, description } = file;
      return { id, filename: name, ...(description === undefined ? {} : { description }) };
    });
  const message = { ...fields, attachments };
  const json = toJson(at === "" ? message : { ...outer, [at]: message });
  return multipart([
    { name: "payload_json", text: json, contentType: "application/json" },
    ...files.map((file, id): FormPart => ({ name: `files[${id}]`, file })),
  ]);
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

function toJson(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw ValidationError.of("body", `can not be written as JSON: ${cause instanceof Error ? cause.message : "?"}`, {
      cause,
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
