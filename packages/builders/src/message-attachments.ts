import type { FileInput, RESTAPIAttachment } from "@zignal/types";

/** What can be said of an attachment that is there. */
export interface AttachmentEdit {
  /** Alternative text: at most 1024 characters. @defaultValue as it is */
  description?: string;
  /** Hidden until it is clicked? @defaultValue as it is */
  spoiler?: boolean;
}

/** A file to send, with what is said of it beside its name and description. */
export interface AddedFile {
  file: FileInput;
  details?: Partial<RESTAPIAttachment>;
}

/** An attachment to keep, with its changes. */
export function editedAttachment(id: string, { description, spoiler }: AttachmentEdit): RESTAPIAttachment {
  return {
    id,
    ...(description !== undefined && { description }),
    ...(spoiler !== undefined && { is_spoiler: spoiler }),
  };
}

/**
 * The attachments of a message: those that are kept, and those that are sent with it, as Discord drops what is not on the
 * list. `undefined` where the files alone say it all.
 */
export function attachmentsOf(
  kept: readonly RESTAPIAttachment[] | undefined,
  files: readonly AddedFile[],
): RESTAPIAttachment[] | undefined {
  if (kept === undefined && files.every(({ details }) => details === undefined)) return undefined;
  const sent = files.map(({ file: { name, description }, details }, id) => ({
    id,
    filename: name,
    ...(description !== undefined && { description }),
    ...details,
  }));
  return [...(kept ?? []).map((attachment) => ({ ...attachment })), ...sent];
}
