import { ValidationError } from "@zignal/errors";

/**
 * The Opus packets of an Ogg file, without its two headers.
 * @throws {ValidationError} when it is no Ogg/Opus.
 * @see {@link https://datatracker.ietf.org/doc/html/rfc3533#section-6 | RFC 3533, section 6}
 */
export function oggOpusFrames(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let partial: Buffer[] = [];
  let offset = 0;
  while (offset + 27 <= file.length) {
    if (file.toString("latin1", offset, offset + 4) !== "OggS") throw broken(`no page begins at byte ${offset}`);
    const segments = file[offset + 26] ?? 0;
    let start = offset + 27 + segments;
    for (const size of file.subarray(offset + 27, start)) {
      partial.push(file.subarray(start, start + size));
      start += size;
      // A packet goes on while its segments are full.
      if (size === 255) continue;
      packets.push(Buffer.concat(partial));
      partial = [];
    }
    if (start > file.length) throw broken("it is cut off");
    offset = start;
  }
  if (packets[0]?.toString("latin1", 0, 8) !== "OpusHead") throw broken("it holds no Opus");
  return packets.slice(2);
}

function broken(problem: string): ValidationError {
  return ValidationError.of("audio", `is no Ogg/Opus file: ${problem}`);
}
