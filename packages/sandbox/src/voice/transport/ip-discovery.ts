const size = 74;

/**
 * What a client asks to learn its own address.
 * @returns the SSRC that asks; `undefined` for anything else.
 * @see {@link https://docs.discord.com/developers/topics/voice-connections#ip-discovery | Discord Docs/IP Discovery}
 */
export function readDiscovery(packet: Buffer): number | undefined {
  if (packet.length !== size || packet.readUInt16BE(0) !== 1 || packet.readUInt16BE(2) !== 70) return undefined;
  return packet.readUInt32BE(4);
}

export function discoveryRequest(ssrc: number): Buffer {
  const packet = Buffer.alloc(size);
  packet.writeUInt16BE(1, 0);
  packet.writeUInt16BE(70, 2);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

export function discoveryReply(ssrc: number, address: string, port: number): Buffer {
  const packet = discoveryRequest(ssrc);
  packet.writeUInt16BE(2, 0);
  packet.write(address, 8, 63, "ascii");
  packet.writeUInt16BE(port, 72);
  return packet;
}

export function readDiscoveryReply(packet: Buffer): { address: string; port: number } | undefined {
  if (packet.length !== size || packet.readUInt16BE(0) !== 2 || packet.readUInt16BE(2) !== 70) return undefined;
  const end = packet.indexOf(0, 8);
  return { address: packet.toString("ascii", 8, Math.min(end, 72)), port: packet.readUInt16BE(72) };
}
