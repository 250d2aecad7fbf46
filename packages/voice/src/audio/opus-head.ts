const magic = Buffer.from("OpusHead");

/**
 * What a container says about its Opus stream before the first packet.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7845#section-5.1 | RFC 7845 §5.1}
 */
export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz to leave out at the start: the encoder needed them to settle. */
  readonly preSkip: number;
  /** Rate of what was encoded, in Hz; says nothing about the decoder's. */
  readonly inputSampleRate: number;
  /** To be applied to what was decoded, in decibel. */
  readonly outputGainDb: number;
  /** 0: mono or stereo in one Opus stream. Others hold several streams in one packet. */
  readonly mappingFamily: number;
}

/** Does a packet look like the first one of an Opus stream? */
export function isOpusHead(packet: Uint8Array): boolean {
  return packet.length >= magic.length && magic.equals(packet.subarray(0, magic.length));
}

/** @returns `undefined` when it is too short, or of a version that nobody has written yet. */
export function parseOpusHead(packet: Uint8Array): OpusHead | undefined {
  if (!isOpusHead(packet) || packet.length < 19) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  // The upper half of the version is the part that breaks readers.
  if (view.getUint8(8) >> 4 !== 0 || view.getUint8(9) === 0) return undefined;
  return {
    channels: view.getUint8(9),
    preSkip: view.getUint16(10, true),
    inputSampleRate: view.getUint32(12, true),
    outputGainDb: view.getInt16(16, true) / 256,
    mappingFamily: view.getUint8(18),
  };
}

export function writeOpusHead({
  channels,
  preSkip,
  inputSampleRate,
  outputGainDb,
  mappingFamily,
}: OpusHead): Uint8Array {
  const packet = Buffer.alloc(19);
  magic.copy(packet);
  packet[8] = 1;
  packet[9] = channels;
  packet.writeUInt16LE(preSkip, 10);
  packet.writeUInt32LE(inputSampleRate, 12);
  packet.writeInt16LE(Math.round(outputGainDb * 256), 16);
  packet[18] = mappingFamily;
  return packet;
}

/** May the packets go to Discord as they are? Several streams in one packet may not: they have to be mixed down. */
export function isPlainOpus(head: OpusHead): boolean {
  return head.mappingFamily === 0 && head.channels <= 2;
}
