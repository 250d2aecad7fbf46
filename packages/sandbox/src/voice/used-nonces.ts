/** How many are remembered: more than half an hour of audio. */
const capacity = 100_000;

/** The nonces a client has used under its key. One key and one nonce for two packets give the content of both away. */
export class UsedNonces {
  readonly #tags = new Map<number, number>();

  /**
   * Notes the nonce of a packet.
   * @returns whether it is new, the same packet once more, or the nonce of another packet.
   */
  note(packet: Buffer): "new" | "repeat" | "reused" {
    const nonce = packet.readUInt32BE(packet.length - 4);
    const tag = packet.readUInt32BE(packet.length - 8);
    const known = this.#tags.get(nonce);
    if (known !== undefined) return known === tag ? "repeat" : "reused";
    this.#tags.set(nonce, tag);
    const oldest = this.#tags.keys().next().value;
    if (this.#tags.size > capacity && oldest !== undefined) this.#tags.delete(oldest);
    return "new";
  }
}
