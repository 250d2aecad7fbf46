import { AudioSourceError } from "./audio-error.ts";
import type { OggPacket } from "./ogg-packets.ts";
import { OggPacketReader } from "./ogg-packets.ts";
import { OggPageReader } from "./ogg-page.ts";
import type { OpusHead } from "./opus-head.ts";
import { isOpusHead, parseOpusHead } from "./opus-head.ts";
import { opusPacketSamples } from "./opus-packet.ts";

/** An Opus packet of a file, with what the container says about it. */
export interface TimedPacket {
  readonly packet: Uint8Array;
  /** The stream's header: a chained file may have another one in each link. */
  readonly head: OpusHead;
}

interface Link {
  readonly head: OpusHead;
  /** Samples of the link that were read, those to be skipped at the start included. */
  samples: number;
  /** Headers that are still to come: OpusTags. */
  tagsPending: boolean;
  /** Granule position at which the link's first sample lies; not 0 where a live stream was cut. */
  start: bigint | undefined;
  /** Samples on pages that were finished before `start` was known. */
  held: OggPacket[];
}

/**
 * Takes the Opus packets out of an Ogg file (RFC 7845) as its bytes come in: chained links, packets over many pages, the
 * samples before the start (pre-skip) and after the end (granule position of the last page) left out by whole packets.
 */
export class OggOpusDemuxer {
  readonly #pages = new OggPageReader();
  readonly #packets = new OggPacketReader(isOpusHead);
  #link: Link | undefined;

  /** Bytes and packets that are held at most: one page, and the packets of one page. */
  get corruptPages(): number {
    return this.#pages.corrupt;
  }

  /** @throws {AudioSourceError} when a header is not one of Opus, or needs a decoder (more than two channels). */
  *push(chunk: Uint8Array): Generator<TimedPacket, void> {
    for (const page of this.#pages.push(chunk)) {
      for (const packet of this.#packets.push(page)) yield* this.#onPacket(packet);
    }
  }

  *#onPacket(packet: OggPacket): Generator<TimedPacket, void> {
    if (packet.beginsStream) {
      const head = parseOpusHead(packet.data);
      if (head === undefined) throw new AudioSourceError("The Ogg file's Opus header is damaged");
      this.#link = { head, samples: 0, tagsPending: true, start: undefined, held: [] };
      return;
    }
    const link = this.#link;
    if (link === undefined) return;
    if (link.tagsPending) {
      link.tagsPending = false;
      // A file without OpusTags breaks the rules; its first packet is audio all the same.
      if (startsWith(packet.data, "OpusTags")) return;
    }
    // A page's granule position belongs to its last packet, so that its packets are judged together.
    link.held.push(packet);
    if (!packet.endsPage) return;
    const held = link.held;
    link.held = [];
    yield* this.#onPage(link, held, packet);
  }

  *#onPage(link: Link, packets: readonly OggPacket[], last: OggPacket): Generator<TimedPacket, void> {
    const durations = packets.map(({ data }) => opusPacketSamples(data));
    const total = durations.reduce((sum, samples) => sum + samples, 0);
    if (link.start === undefined && last.granulePosition >= 0n) {
      // Only a page that is not the last may begin late: a last one below its length means trimming at the end.
      const late = last.granulePosition - BigInt(total);
      link.start = late > 0n && !last.endsStream ? late : 0n;
    }
    const end =
      last.endsStream && last.granulePosition >= 0n ? Number(last.granulePosition - (link.start ?? 0n)) : Infinity;
    // A live stream that was cut has nothing to skip: its first packets are its audio.
    const skip = (link.start ?? 0n) > 0n ? 0 : link.head.preSkip;
    for (const [index, { data }] of packets.entries()) {
      const samples = durations[index] ?? 0;
      const from = link.samples;
      link.samples += samples;
      if (samples === 0 || link.samples <= skip || from >= end) continue;
      yield { packet: data, head: link.head };
    }
  }
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, magic.length)).toString("latin1") === magic;
}
