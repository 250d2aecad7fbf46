import { imageSize } from "./image-size.ts";
import { mediaType } from "./media-types.ts";
import type { WorldContext } from "./world-context.ts";

/** A file that was uploaded. */
export interface UploadedFile {
  filename: string;
  data: Uint8Array;
  /** What the uploader called it; guessed from the name where absent. */
  contentType?: string;
  description?: string;
  title?: string;
  durationSecs?: number;
  waveform?: string;
  isSpoiler?: boolean;
}

/** An attachment as Discord sends it. */
export interface Attachment {
  readonly id: string;
  filename: string;
  title?: string;
  description?: string;
  content_type?: string;
  size: number;
  url: string;
  proxy_url: string;
  width?: number | null;
  height?: number | null;
  ephemeral?: boolean;
  duration_secs?: number;
  waveform?: string;
  flags?: number;
}

const spoilerFlag = 1 << 3;

/** How long a link to an attachment stays valid, in milliseconds. */
const linkLifetimeMs = 24 * 60 * 60 * 1000;

/** Uploaded files: their descriptions, and their bytes for whoever fetches them. */
export class AttachmentStore {
  readonly #context: WorldContext;
  readonly #bytes = new Map<
    string,
    { data: Uint8Array; contentType: string; filename: string; attachment: Attachment }
  >();
  /** Origin under which attachments can be fetched, such as `http://127.0.0.1:4600`. */
  origin = "https://cdn.discordapp.com";

  constructor(context: WorldContext) {
    this.#context = context;
  }

  add(channelId: string, file: UploadedFile, options: { ephemeral?: boolean } = {}): Attachment {
    const id = this.#context.newId();
    const filename = safeName(file.filename);
    const contentType = file.contentType ?? mediaType(filename);
    const size = imageSize(file.data);
    const url = this.#url(channelId, id, filename, options.ephemeral === true);
    const flags = file.isSpoiler === true || filename.startsWith("SPOILER_") ? spoilerFlag : 0;
    const attachment: Attachment = {
      id,
      filename,
      size: file.data.byteLength,
      url,
      proxy_url: url,
      ...(contentType === undefined ? {} : { content_type: contentType }),
      ...(size === undefined ? {} : size),
      ...(file.title === undefined ? {} : { title: file.title }),
      ...(file.description === undefined ? {} : { description: file.description }),
      ...(file.durationSecs === undefined ? {} : { duration_secs: file.durationSecs }),
      ...(file.waveform === undefined ? {} : { waveform: file.waveform }),
      ...(options.ephemeral === true ? { ephemeral: true } : {}),
      ...(flags === 0 ? {} : { flags }),
    };
    this.#bytes.set(id, {
      data: file.data,
      contentType: contentType ?? "application/octet-stream",
      filename,
      attachment,
    });
    return attachment;
  }

  get(id: string): Attachment | undefined {
    return this.#bytes.get(id)?.attachment;
  }

  /** The content, if `filename` is the attachment's. */
  content(id: string, filename: string): { data: Uint8Array; contentType: string } | undefined {
    const found = this.#bytes.get(id);
    return found?.filename === filename ? found : undefined;
  }

  #url(channelId: string, id: string, filename: string, ephemeral: boolean): string {
    const issued = Math.floor(this.#context.nowMs() / 1000);
    const expires = issued + linkLifetimeMs / 1000;
    const signature = this.#context.randomText(64, "0123456789abcdef");
    const folder = ephemeral ? "ephemeral-attachments" : "attachments";
    const query = `ex=${expires.toString(16)}&is=${issued.toString(16)}&hm=${signature}&`;
    return `${this.origin}/${folder}/${channelId}/${id}/${encodeURIComponent(filename)}?${query}`;
  }
}

/** Discord keeps letters, digits, dot, dash and underscore of a file's name. */
function safeName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const safe = base
    .normalize("NFC")
    .replaceAll(/\s+/g, "_")
    .replaceAll(/[^\p{L}\p{N}._-]/gu, "");
  return safe === "" ? "unknown" : safe.slice(-260);
}
