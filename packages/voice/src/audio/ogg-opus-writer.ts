import { writeOggPage } from "./ogg-page.ts";
import { writeOpusHead } from "./opus-head.ts";
import { opusPacketSamples } from "./opus-packet.ts";

export interface OggOpusWriterOptions {
  /** Number of the logical stream: any 32 bits. */
  readonly serial: number;
  /** Channels that a player should open. @defaultValue `2` */
  readonly channels?: 1 | 2;
  /** Samples at 48 kHz that players leave out at the start. @defaultValue `0` */
  readonly preSkip?: number;
  /** Comments such as `TITLE=…`. @defaultValue none */
  readonly comments?: readonly string[];
  /** Packets on one page, which has a second of audio at most in any case. @defaultValue `50` */
  readonly packetsPerPage?: number;
}

/** A second, so that players find their way: RFC 7845 §6. */
const mostPageSamples = 48_000;
const vendor = "zignal";
const noBytes = new Uint8Array(0);

/** Makes an Ogg/Opus file (RFC 7845) of Opus packets, page by page; what to do with the bytes is the caller's matter. */
export class OggOpusWriter {
  readonly #options: Required<OggOpusWriterOptions>;
  #sequence = 0;
  #granulePosition = 0n;
  #packets: Uint8Array[] = [];
  #segments = 0;
  #pageSamples = 0;
  #ended = false;

  constructor(options: OggOpusWriterOptions) {
    this.#options = { channels: 2, preSkip: 0, comments: [], packetsPerPage: 50, ...options };
  }

  /** Length of what was written, in samples at 48 kHz. */
  get samples(): number {
    return Number(this.#granulePosition);
  }

  /** The two header pages; they come first. */
  header(): Uint8Array {
    const { channels, preSkip, comments } = this.#options;
    const head = writeOpusHead({ channels, preSkip, inputSampleRate: 48_000, outputGainDb: 0, mappingFamily: 0 });
    return Buffer.concat([this.#page([head], 0n, { begins: true }), ...this.#tagPages(opusTags(comments))]);
  }

  /** @returns a page when the packet filled one, else no bytes. */
  push(packet: Uint8Array): Uint8Array {
    const segments = Math.floor(packet.length / 255) + 1;
    // A packet is never split here, so that one that does not fit begins the next page.
    const full = this.#segments + segments > 255 ? this.#flush(false) : noBytes;
    this.#packets.push(packet);
    this.#segments += segments;
    const samples = opusPacketSamples(packet);
    this.#granulePosition += BigInt(samples);
    this.#pageSamples += samples;
    const isFull = this.#packets.length >= this.#options.packetsPerPage || this.#pageSamples >= mostPageSamples;
    const filled = isFull ? this.#flush(false) : noBytes;
    return full.length === 0 ? filled : Buffer.concat([full, filled]);
  }

  /** The last page. Nothing may be pushed after it. */
  end(): Uint8Array {
    if (this.#ended) return noBytes;
    this.#ended = true;
    return this.#flush(true);
  }

  #flush(ends: boolean): Uint8Array {
    const page = this.#page(this.#packets, this.#granulePosition, { ends });
    this.#packets = [];
    this.#segments = 0;
    this.#pageSamples = 0;
    return page;
  }

  #page(
    packets: readonly Uint8Array[],
    granulePosition: bigint,
    flags: { begins?: boolean; ends?: boolean },
  ): Uint8Array {
    return writeOggPage({
      continued: false,
      beginsStream: flags.begins === true,
      endsStream: flags.ends === true,
      granulePosition,
      serial: this.#options.serial,
      sequence: this.#sequence++,
      lacing: Uint8Array.from(packets.flatMap((packet) => lacingOf(packet.length))),
      body: Buffer.concat(packets),
    });
  }

  /** Long comments go over several pages. */
  #tagPages(tags: Uint8Array): Uint8Array[] {
    const lacing = lacingOf(tags.length);
    const pages: Uint8Array[] = [];
    for (let from = 0; from < lacing.length; from += 255) {
      const part = lacing.slice(from, from + 255);
      const isLast = from + 255 >= lacing.length;
      pages.push(
        writeOggPage({
          continued: from > 0,
          beginsStream: false,
          endsStream: false,
          granulePosition: isLast ? 0n : -1n,
          serial: this.#options.serial,
          sequence: this.#sequence++,
          lacing: Uint8Array.from(part),
          body: tags.subarray(from * 255, from * 255 + part.reduce((sum, length) => sum + length, 0)),
        }),
      );
    }
    return pages;
  }
}

function lacingOf(length: number): number[] {
  return [...Array.from({ length: Math.floor(length / 255) }, () => 255), length % 255];
}

/** RFC 7845 §5.2. */
function opusTags(comments: readonly string[]): Uint8Array {
  return Buffer.concat([
    Buffer.from("OpusTags"),
    lengthAndText(vendor),
    uint32(comments.length),
    ...comments.map(lengthAndText),
  ]);
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
