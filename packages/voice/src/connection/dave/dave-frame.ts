const marker = 0xfa;
/** Tag, one byte of nonce, the size itself and the marker. */
const minSupplementalBytes = 12;

/** Whether a frame carries DAVE's trailer. @see {@link https://daveprotocol.com/#payload-format | DAVE, Payload Format} */
export function isDaveFrame(frame: Uint8Array): boolean {
  const { length } = frame;
  if (length < minSupplementalBytes || frame[length - 1] !== marker || frame[length - 2] !== marker) return false;
  const supplementalBytes = frame[length - 3] ?? 0;
  return supplementalBytes >= minSupplementalBytes && supplementalBytes <= length;
}

/** Whether a frame is the silence that is never encrypted: servers send it themselves. */
export function isSilence(frame: Uint8Array): boolean {
  return frame.length === 3 && frame[0] === 0xf8 && frame[1] === 0xff && frame[2] === 0xfe;
}
