import { ValidationError } from "@zignal/errors";
import type { CustomIdPattern } from "./custom-id.ts";
import { hmacSha256 } from "./hmac-sha256.ts";

/** Twelve characters of base64url: 72 bits, more than can be guessed by clicking. */
const signatureLength = 12;

const maxLength = 100;

/**
 * A pattern whose custom ids carry a signature: one that the app has not made with this secret is not found.
 * @throws {ValidationError} if the secret is shorter than 16 characters.
 */
export function signedPattern(pattern: CustomIdPattern, secret: string): CustomIdPattern {
  if (secret.length < 16) throw ValidationError.of("signWith", `must be at least 16 characters (was ${secret.length})`);
  const encoder = new TextEncoder();
  const hmac = hmacSha256(encoder.encode(secret));
  const sign = (customId: string): string => base64url(hmac(encoder.encode(customId))).slice(0, signatureLength);
  return {
    prefix: pattern.prefix,
    textLength: pattern.textLength,
    exact: false,
    match(customId) {
      const end = customId.length - signatureLength;
      if (end < 1) return undefined;
      const content = customId.slice(0, end);
      return isSame(customId.slice(end), sign(content)) ? pattern.match(content) : undefined;
    },
    format(params) {
      const content = pattern.format(params);
      if (content.length + signatureLength > maxLength) {
        throw ValidationError.of(
          "customId",
          `must be at most ${maxLength - signatureLength} characters, as its signature takes ${signatureLength} (was ${content.length})`,
        );
      }
      return content + sign(content);
    },
  };
}

/** Takes as long whatever differs, so that the time tells nothing of the signature. */
function isSame(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let index = 0; index < wanted.length; index++) difference |= given.charCodeAt(index) ^ wanted.charCodeAt(index);
  return difference === 0;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
