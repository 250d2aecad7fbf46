import { AudioSourceError } from "./audio-error.ts";
import type { EbmlElement } from "./ebml.ts";
import { EbmlReader, readUnsigned } from "./ebml.ts";
import { frameDurationMs, silenceFrame } from "./frame-output.ts";
import type { OpusHead } from "./opus-head.ts";
import { parseOpusHead } from "./opus-head.ts";
import { opusPacketSamples } from "./opus-packet.ts";
import { parseWebmBlock } from "./webm-block.ts";

/** Elements by their ids in Matroska's specification (RFC 9559). */
const Id = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  contentEncodings: 0x6d80,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
  discardPadding: 0x75a2,
} as const;

const masters: ReadonlySet<number> = new Set([
  Id.segment,
  Id.info,
  Id.tracks,
  Id.trackEntry,
  Id.cluster,
  Id.blockGroup,
]);

const wanted: ReadonlyMap<number, number> = new Map([
  [Id.timestampScale, 8],
  [Id.trackNumber, 8],
  [Id.codecId, 64],
  [Id.codecPrivate, 4096],
  [Id.contentEncodings, 4096],
  [Id.timestamp, 8],
  // 255 laced packets of Opus at most; a video's larger frames are stepped over.
  [Id.block, 512 * 1024],
  [Id.simpleBlock, 512 * 1024],
]);

/** Longest pause that is filled with silence, in milliseconds; a longer one is a cut. */
const longestPauseMs = 10_000;

interface Track {
  number: number;
  codecId: string;
  head: OpusHead | undefined;
  hasEncodings: boolean;
}

const plainHead: OpusHead = { channels: 2, preSkip: 0, inputSampleRate: 48_000, outputGainDb: 0, mappingFamily: 0 };

/** What the tracks of a file say about playing it. */
export type WebmContents = "opus" | "other" | "unknown";

/**
 * Takes the Opus packets of the first Opus track out of a WebM or Matroska file as its bytes come in: clusters of
 * unknown size (live streams), simple blocks and groups, every lacing. Pauses in the timestamps become silence.
 */
export class WebmOpusDemuxer {
  readonly #reader = new EbmlReader({ masters, wanted });
  readonly #tracks: Track[] = [];
  #timestampScaleNs = 1_000_000;
  #clusterTimestamp = 0;
  #clusterSeen = false;
  #skipSamples: number | undefined;
  /** Where the next packet should lie, in milliseconds. */
  #expectedMs: number | undefined;

  /** Known once the first cluster has begun. */
  get contents(): WebmContents {
    if (this.#opusTrack() !== undefined) return "opus";
    return this.#clusterSeen ? "other" : "unknown";
  }

  get head(): OpusHead | undefined {
    const track = this.#opusTrack();
    return track === undefined ? undefined : (track.head ?? plainHead);
  }

  get pendingBytes(): number {
    return this.#reader.pendingBytes;
  }

  /** @throws {AudioSourceError} when the file is damaged beyond reading on. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    for (const element of this.#reader.push(chunk)) yield* this.#onElement(element);
  }

  *#onElement({ id, data }: EbmlElement): Generator<Uint8Array, void> {
    switch (id) {
      case Id.timestampScale:
        this.#timestampScaleNs = readUnsigned(data) || 1_000_000;
        break;
      case Id.cluster:
        this.#clusterSeen = true;
        break;
      case Id.timestamp:
        this.#clusterTimestamp = readUnsigned(data);
        break;
      case Id.block:
      case Id.simpleBlock:
        yield* this.#onBlock(data);
        break;
      default:
        this.#onTrackElement(id, data);
    }
  }

  #onTrackElement(id: number, data: Uint8Array): void {
    if (id === Id.trackEntry) {
      if (this.#tracks.length >= 128) throw new AudioSourceError("The WebM file is damaged: it has over 128 tracks");
      this.#tracks.push({ number: 0, codecId: "", head: undefined, hasEncodings: false });
    }
    const track = this.#tracks.at(-1);
    if (track === undefined) return;
    if (id === Id.trackNumber) track.number = readUnsigned(data);
    if (id === Id.codecId) track.codecId = Buffer.from(data).toString("latin1").replace(/\0+$/, "");
    if (id === Id.codecPrivate) track.head = parseOpusHead(data);
    // Compressed or encrypted blocks: ffmpeg's matter.
    if (id === Id.contentEncodings) track.hasEncodings = true;
  }

  *#onBlock(data: Uint8Array): Generator<Uint8Array, void> {
    const track = this.#opusTrack();
    if (track === undefined) return;
    const block = parseWebmBlock(data);
    if (block === undefined || block.trackNumber !== track.number) return;
    this.#skipSamples ??= (track.head ?? plainHead).preSkip;
    const atMs = ((this.#clusterTimestamp + block.timestamp) * this.#timestampScaleNs) / 1e6;
    yield* this.#silenceUntil(atMs);
    for (const packet of block.frames) {
      const samples = opusPacketSamples(packet);
      if (samples === 0) continue;
      this.#expectedMs = (this.#expectedMs ?? atMs) + samples / 48;
      if (this.#skipSamples >= samples) {
        this.#skipSamples -= samples;
        continue;
      }
      this.#skipSamples = 0;
      yield packet;
    }
  }

  /** Recorders leave silence out: what lies between two blocks is filled, by the container's timestamps. */
  *#silenceUntil(atMs: number): Generator<Uint8Array, void> {
    const expectedMs = this.#expectedMs;
    this.#expectedMs = atMs;
    if (expectedMs === undefined) return;
    const missingMs = atMs - expectedMs;
    if (missingMs > longestPauseMs) return;
    // Timestamps are rounded to whole milliseconds, and some writers are worse.
    if (missingMs < 2 * frameDurationMs) {
      this.#expectedMs = missingMs > -2 * frameDurationMs ? expectedMs : atMs;
      return;
    }
    for (let ms = 0; ms + frameDurationMs <= missingMs; ms += frameDurationMs) yield silenceFrame;
  }

  #opusTrack(): Track | undefined {
    return this.#tracks.find((track) => track.codecId === "A_OPUS" && !track.hasEncodings && track.number > 0);
  }
}
