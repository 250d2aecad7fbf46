import type { OggPage } from "./ogg-page.ts";

/** Most bytes of a packet that is put together from pages; only comment headers with pictures come near. */
const maxPacketBytes = 8 * 1024 * 1024;

/**
 * Puts the packets of one logical stream together from pages.
 *
 * It follows the first stream that `accepts`, leaves the pages of others out (a video beside the audio), and goes on to
 * the next accepted stream where a file is chained.
 */
export class OggPacketReader {
  readonly #accepts: (firstPacket: Uint8Array) => boolean;
  #serial: number | undefined;
  /** Streams that lie beside each other all begin before any of them goes on. */
  #isBeginning = false;
  #nextSequence = 0;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** The packet that is being put together has lost a part, or is too long: it is dropped at its end. */
  #dropping = false;

  constructor(accepts: (firstPacket: Uint8Array) => boolean) {
    this.#accepts = accepts;
  }

  /** @returns the packets that end on this page; `undefined` when it belongs to another stream. */
  push(page: OggPage): Uint8Array[] | undefined {
    if (!page.beginsStream) this.#isBeginning = false;
    else if (this.#isBeginning || !this.#accepts(page.body.subarray(0, page.lacing[0] ?? 0))) return undefined;
    else {
      this.#isBeginning = true;
      this.#serial = page.serial;
      this.#nextSequence = page.sequence;
      this.#forget();
    }
    if (page.serial !== this.#serial) return undefined;
    const afterGap = page.sequence !== this.#nextSequence;
    this.#nextSequence = (page.sequence + 1) >>> 0;
    if (afterGap || !page.continued) this.#forget();
    // The rest of a packet whose beginning is missing.
    if (page.continued && this.#parts.length === 0) this.#dropping = true;
    return this.#packetsOf(page);
  }

  #packetsOf({ lacing, body }: OggPage): Uint8Array[] {
    const packets: Uint8Array[] = [];
    let start = 0;
    let end = 0;
    for (const length of lacing) {
      end += length;
      if (length === 255) continue;
      const packet = this.#finish(body.subarray(start, end));
      if (packet !== undefined) packets.push(packet);
      start = end;
    }
    if (end > start) this.#keep(body.subarray(start, end));
    return packets;
  }

  #keep(part: Uint8Array): void {
    this.#partBytes += part.length;
    if (this.#partBytes > maxPacketBytes) this.#dropping = true;
    if (this.#dropping) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(lastPart: Uint8Array): Uint8Array | undefined {
    if (this.#parts.length === 0 && !this.#dropping) return lastPart;
    const packet = this.#dropping ? undefined : Buffer.concat([...this.#parts, lastPart]);
    this.#forget();
    return packet;
  }

  #forget(): void {
    if (this.#parts.length > 0) this.#parts = [];
    this.#partBytes = 0;
    this.#dropping = false;
  }
}
