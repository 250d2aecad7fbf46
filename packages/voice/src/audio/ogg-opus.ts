import { AudioSourceError } from "./audio-error.ts";
import { OggPacketReader } from "./ogg-packets.ts";
import type { OggPage } from "./ogg-page.ts";
import { OggPageReader } from "./ogg-page.ts";
import type { OpusHead } from "./opus-head.ts";
import { isOpusHead, parseOpusHead } from "./opus-head.ts";
import { opusPacketSamples } from "./opus-packet.ts";

/** One logical stream: a file has one, a chained file several after each other. */
interface Link {
  readonly head: OpusHead;
  /** Samples of the link that were read, those to be skipped at the start included. */
  samples: number;
  /** The second header, OpusTags, is still to come. */
  tagsPending: boolean;
  /** Granule position at which the link's first sample lies; not 0 where a live stream was cut. */
  start: number | undefined;
}

/**
 * Takes the Opus packets out of an Ogg file (RFC 7845) as its bytes come in: chained links, packets over many pages, the
 * samples before the start (pre-skip) and after the end (granule position of the last page) left out by whole packets.
 * Holds no more than a page, and a packet that is not whole yet.
 */
export class OggOpusDemuxer {
  readonly #pages = new OggPageReader();
  readonly #packets = new OggPacketReader(isOpusHead);
  #link: Link | undefined;

  /** Pages that were left out because their checksum does not fit. */
  get corruptPages(): number {
    return this.#pages.corrupt;
  }

  /** Of the link that was read last; `undefined` until one has begun. */
  get head(): OpusHead | undefined {
    return this.#link?.head;
  }

  /** @throws {AudioSourceError} when the file is damaged beyond reading on. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    for (const page of this.#pages.push(chunk)) {
      const packets = this.#packets.push(page);
      if (packets !== undefined) yield* this.#onPage(page, packets);
    }
  }

  *#onPage(page: OggPage, packets: readonly Uint8Array[]): Generator<Uint8Array, void> {
    const headers = this.#takeHeaders(page, packets);
    const link = this.#link;
    if (link === undefined || packets.length === headers) return;
    // A page's granule position belongs to its last packet, so that its packets are judged together.
    const granulePosition = Number(page.granulePosition);
    if (link.start === undefined && granulePosition >= 0) {
      let total = 0;
      for (let index = headers; index < packets.length; index++) total += samplesOf(packets[index]);
      // Only a page that is not the last may begin late: a last one below its length means trimming at the end.
      const late = granulePosition - total;
      link.start = late > 0 && !page.endsStream ? late : 0;
    }
    const start = link.start ?? 0;
    const end = page.endsStream && granulePosition >= 0 ? granulePosition - start : Infinity;
    // A live stream that was cut has nothing to skip: its first packets are its audio.
    const skip = start > 0 ? 0 : link.head.preSkip;
    for (let index = headers; index < packets.length; index++) {
      const packet = packets[index];
      const samples = samplesOf(packet);
      const from = link.samples;
      link.samples += samples;
      if (packet !== undefined && samples > 0 && link.samples > skip && from < end) yield packet;
    }
  }

  /** @returns how many of the page's packets are headers. */
  #takeHeaders(page: OggPage, packets: readonly Uint8Array[]): number {
    let taken = 0;
    if (page.beginsStream) {
      const head = parseOpusHead(packets[0] ?? new Uint8Array(0));
      if (head === undefined) throw new AudioSourceError("The Ogg file's Opus header is damaged");
      this.#link = { head, samples: 0, tagsPending: true, start: undefined };
      taken = 1;
    }
    const next = packets[taken];
    if (this.#link?.tagsPending !== true || next === undefined) return taken;
    this.#link.tagsPending = false;
    // A file without OpusTags breaks the rules; its first packet is audio all the same.
    return isOpusTags(next) ? taken + 1 : taken;
  }
}

function samplesOf(packet: Uint8Array | undefined): number {
  return packet === undefined ? 0 : opusPacketSamples(packet);
}

const tagsMagic = Buffer.from("OpusTags");

function isOpusTags(packet: Uint8Array): boolean {
  return tagsMagic.equals(packet.subarray(0, tagsMagic.length));
}
