/** `0xff0000`, `"#ff0000"`, `"#f00"` or `[255, 0, 0]`. */
export type ColorInput = number | string | readonly [red: number, green: number, blue: number];

/** Discord's number of a colour. What is no colour becomes `NaN`, which validation names. */
export function colorFrom(color: ColorInput): number {
  if (typeof color === "number") return color;
  if (typeof color === "string") return fromHex(color);
  let value = 0;
  for (const part of color) {
    if (!Number.isInteger(part) || part < 0 || part > 255) return Number.NaN;
    value = value * 256 + part;
  }
  return value;
}

function fromHex(text: string): number {
  const digits = /^#?([\da-f]{6}|[\da-f]{3})$/i.exec(text)?.[1];
  if (digits === undefined) return Number.NaN;
  return Number.parseInt(digits.length === 3 ? digits.replace(/./g, "$&$&") : digits, 16);
}
