import { ValidationError } from "@zignal/errors";
import type { Compression } from "./decompression.ts";

/** The version of Discord's API that this package speaks. */
const apiVersion = "10";

/**
 * The URL of a connection, with the same query for a first connection and for a resume. A path is kept as it is.
 * @throws {ValidationError} when `base` is no WebSocket URL.
 * @see {@link https://docs.discord.com/developers/events/gateway#connecting | Discord Docs/Connecting}
 */
export function gatewayUrl(base: string, compression: Compression): string {
  const url = parseGatewayUrl(base, "url");
  url.searchParams.set("v", apiVersion);
  url.searchParams.set("encoding", "json");
  if (compression === "none") url.searchParams.delete("compress");
  else url.searchParams.set("compress", compression);
  return url.href;
}

/** @throws {ValidationError} naming `field`. */
export function parseGatewayUrl(text: string, field: string): URL {
  if (!URL.canParse(text)) {
    throw ValidationError.of(
      field,
      `must be a WebSocket URL such as wss://gateway.discord.gg (was ${JSON.stringify(text)})`,
    );
  }
  const url = new URL(text);
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw ValidationError.of(field, `must start with wss:// or ws:// (was ${JSON.stringify(text)})`);
  }
  return url;
}

/** Whether `text` is a URL that a connection can go to. */
export function isGatewayUrl(text: string): boolean {
  return URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol);
}
