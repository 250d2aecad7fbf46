/** Opus for "nothing is said"; servers may make it themselves, and never encrypt it end to end. */
export const silenceFrame: Buffer = Buffer.from([0xf8, 0xff, 0xfe]);

/** @see {@link https://daveprotocol.com/#protocol-frame-check | DAVE, Protocol Frame Check} */
export function isDaveFrame(frame: Buffer): boolean {
  const size = frame.at(-3) ?? 0;
  return frame.length >= 12 && frame.at(-1) === 0xfa && frame.at(-2) === 0xfa && size >= 12 && size <= frame.length;
}
