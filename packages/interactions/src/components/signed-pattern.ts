import { createHmac, timingSafeEqual } from "node:crypto";
import { ValidationError } from "@zignal/errors";
import type { CustomIdPattern } from "./custom-id.ts";

/** Twelve characters of base64url: 72 bits, more than can be guessed by clicking. */
const signatureLength = 12;

const maxLength = 100;

/**
 * A pattern whose custom ids carry a signature: one that the app has not made with this secret is not found.
 * @throws {ValidationError} if the secret is shorter than 16 characters.
 */
export function signedPattern(pattern: CustomIdPattern, secret: string): CustomIdPattern {
  if (secret.length < 16) throw ValidationError.of("signWith", `must be at least 16 characters (was ${secret.length})`);
  const sign = (customId: string): string =>
    createHmac("sha256", secret).update(customId).digest("base64url").slice(0, signatureLength);
  return {
    prefix: pattern.prefix,
    textLength: pattern.textLength,
    exact: false,
    match(customId) {
      const end = customId.length - signatureLength;
      if (end < 1) return undefined;
      const content = customId.slice(0, end);
      const given = Buffer.from(customId.slice(end));
      const wanted = Buffer.from(sign(content));
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? pattern.match(content) : undefined;
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
