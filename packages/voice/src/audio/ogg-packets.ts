import type { OggPage } from "./ogg-page.ts";

/** Most bytes of a packet that is put together from pages; only comment headers with pictures come near. */
const maxPacketBytes = 8 * 1024 * 1024;

/** A packet of one logical stream. */
export interface OggPacket {
  readonly data: Uint8Array;
  /** First packet of its logical stream: a new link of a chained file begins. */
  readonly beginsStream: boolean;
  /** Last one that ends on its page. */
  readonly endsPage: boolean;
  /** Its page's granule position where it is the last one to end there, else -1. */
  readonly granulePosition: bigint;
  /** Its page is the last of the stream. */
  readonly endsStream: boolean;
  /** Pages were missing right before it. */
  readonly afterGap: boolean;
}

/**
 * Puts the packets of one logical stream together from pages.
 *
 * It follows the first stream that `accepts`, leaves the pages of others out (a video beside the audio), and goes on to
 * the next accepted stream where a file is chained.
 */
export class OggPacketReader {
  readonly #accepts: (firstPacket: Uint8Array) => boolean;
  #serial: number | undefined;
  #nextSequence = 0;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** The packet that is being put together has lost a part, or is too long: it is dropped at its end. */
  #dropping = false;

  constructor(accepts: (firstPacket: Uint8Array) => boolean) {
    this.#accepts = accepts;
  }

  push(page: OggPage): OggPacket[] {
    if (page.beginsStream) {
      if (!this.#accepts(page.body.subarray(0, page.lacing[0] ?? 0))) return [];
      this.#serial = page.serial;
      this.#nextSequence = page.sequence;
      this.#forget();
    }
    if (page.serial !== this.#serial) return [];
    const afterGap = page.sequence !== this.#nextSequence;
    this.#nextSequence = (page.sequence + 1) >>> 0;
    if (afterGap || !page.continued) this.#forget();
    // The rest of a packet whose beginning is missing.
    if (page.continued && this.#parts.length === 0) this.#dropping = true;
    return this.#packetsOf(page, afterGap);
  }

  #packetsOf(page: OggPage, afterGap: boolean): OggPacket[] {
    const bodies: Uint8Array[] = [];
    let start = 0;
    let end = 0;
    for (const length of page.lacing) {
      end += length;
      if (length === 255) continue;
      const data = this.#finish(page.body.subarray(start, end));
      if (data !== undefined) bodies.push(data);
      start = end;
    }
    if (end > start) this.#keep(page.body.subarray(start, end));
    return bodies.map((data, index) => ({
      data,
      beginsStream: page.beginsStream && index === 0,
      endsPage: index === bodies.length - 1,
      granulePosition: index === bodies.length - 1 ? page.granulePosition : -1n,
      endsStream: page.endsStream,
      afterGap: afterGap && index === 0,
    }));
  }

  #keep(part: Uint8Array): void {
    this.#partBytes += part.length;
    if (this.#partBytes > maxPacketBytes) this.#dropping = true;
    if (this.#dropping) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(lastPart: Uint8Array): Uint8Array | undefined {
    const isWhole = !this.#dropping;
    const data = this.#parts.length === 0 ? lastPart : Buffer.concat([...this.#parts, lastPart]);
    this.#forget();
    return isWhole ? data : undefined;
  }

  #forget(): void {
    this.#parts = [];
    this.#partBytes = 0;
    this.#dropping = false;
  }
}
