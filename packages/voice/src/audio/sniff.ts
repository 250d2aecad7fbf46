import { AudioSourceError } from "./audio-error.ts";
import { isOpusHead, isPlainOpus, parseOpusHead } from "./opus-head.ts";
import { isWav, parseWavHeader } from "./wav.ts";
import { WebmOpusDemuxer } from "./webm-opus.ts";

/** Who reads a file: one of our demuxers, or ffmpeg for everything else. */
export type Container = "ogg-opus" | "webm-opus" | "wav" | "other";

/** A container that has not shown its contents after so many bytes is left to ffmpeg. */
const sniffLimitBytes = 1024 * 1024;

/**
 * Tells what a file is by its first bytes, never by its name.
 *
 * @param isWhole - Nothing comes after `head`.
 * @returns `undefined` when more bytes are needed.
 */
export function sniffContainer(head: Uint8Array, isWhole: boolean): Container | undefined {
  const result = head.length < 4 ? undefined : byMagic(head);
  if (result !== undefined) return result;
  return isWhole || head.length >= sniffLimitBytes ? "other" : undefined;
}

function byMagic(head: Uint8Array): Container | undefined {
  const magic = Buffer.from(head.subarray(0, 4)).toString("latin1");
  if (magic === "OggS") return sniffOgg(head);
  if (magic === "\x1a\x45\xdf\xa3") return sniffWebm(head);
  if (magic === "RIFF" || magic === "RF64") return sniffWav(head);
  return "other";
}

/** All streams of an Ogg file begin on its first pages, one page each. */
function sniffOgg(head: Uint8Array): Container | undefined {
  for (let offset = 0; offset + 27 <= head.length;) {
    const isFirstPage = ((head[offset + 5] ?? 0) & 2) !== 0;
    if (!isFirstPage) return "other";
    const segments = head[offset + 26] ?? 0;
    const bodyStart = offset + 27 + segments;
    const bodyBytes = head.subarray(offset + 27, bodyStart).reduce((sum, length) => sum + length, 0);
    if (bodyStart + bodyBytes > head.length) return undefined;
    const body = head.subarray(bodyStart, bodyStart + bodyBytes);
    if (isOpusHead(body)) {
      const opusHead = parseOpusHead(body);
      return opusHead !== undefined && isPlainOpus(opusHead) ? "ogg-opus" : "other";
    }
    offset = bodyStart + bodyBytes;
  }
  return undefined;
}

function sniffWebm(head: Uint8Array): Container | undefined {
  const demuxer = new WebmOpusDemuxer();
  try {
    // As far as the first packet.
    demuxer.push(head).next();
  } catch (error) {
    if (error instanceof AudioSourceError) return "other";
    throw error;
  }
  // Blocks may be as long in coming as they like; the tracks decide.
  if (demuxer.contents === "unknown") return undefined;
  return demuxer.contents === "opus" && demuxer.head !== undefined && isPlainOpus(demuxer.head) ? "webm-opus" : "other";
}

function sniffWav(head: Uint8Array): Container | undefined {
  if (head.length < 12) return undefined;
  if (!isWav(head)) return "other";
  const header = parseWavHeader(head);
  if (header === undefined) return undefined;
  return header.format === undefined ? "other" : "wav";
}
