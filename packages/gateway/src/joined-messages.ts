/**
 * Takes apart JSON objects that stand one behind the other.
 * @returns Their texts; `undefined` unless `text` consists of two or more, all complete.
 */
export function splitJoined(text: string): string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) {
        parts.push(text.slice(from, at + 1));
        from = at + 1;
      }
    }
    if (depth < 0 || (depth === 0 && char !== "}")) return undefined;
  }
  return parts.length > 1 && from === text.length ? parts : undefined;
}

/** Whether a message may be followed by another: outside of strings, `}{` stands between two objects only. */
export function mayBeJoined(bytes: Buffer, length: number): boolean {
  return bytes.subarray(0, length).indexOf("}{", 0, "latin1") >= 0;
}
