import { CloseCode } from "./opcodes.ts";
import type { Refusal } from "./opcodes.ts";
import type { TransportCompression } from "./payload-encoder.ts";

export interface ConnectionParameters {
  readonly compression: TransportCompression;
  /** Set when the connection must end at once. */
  readonly refusal: Refusal | undefined;
}

/**
 * Reads the query string of a gateway URL. The sandbox speaks version 10 (also when none is asked for) in JSON.
 * What it does not speak is refused with 4012, which no client retries: a wrong URL does not mend itself.
 * @see {@link https://docs.discord.com/developers/events/gateway#connecting-gateway-url-query-string-params | Discord Docs/Gateway URL Query String Params}
 */
export function readConnectionParameters(url: string): ConnectionParameters {
  const query = new URL(url, "ws://localhost").searchParams;
  const version = query.get("v") ?? "10";
  const encoding = query.get("encoding") ?? "json";
  const compress = query.get("compress") ?? "none";
  if (version !== "10") return refused(`API version ${version} is not served; use v=10.`);
  if (encoding !== "json") return refused(`encoding=${encoding} is not served by the sandbox; use encoding=json.`);
  if (compress !== "none" && compress !== "zlib-stream" && compress !== "zstd-stream") {
    return refused(`compress=${compress} is unknown; use zlib-stream or zstd-stream.`);
  }
  return { compression: compress, refusal: undefined };
}

function refused(reason: string): ConnectionParameters {
  // A close frame holds 123 bytes of reason.
  return { compression: "none", refusal: { code: CloseCode.InvalidApiVersion, reason: reason.slice(0, 120) } };
}
