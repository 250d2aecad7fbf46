import type { IncomingMessage } from "node:http";

/**
 * Is this request from the page itself, or from a tool on this machine? The page can drive everything in the sandbox, and
 * any website that a developer visits can send requests to the loopback address: what comes from one is refused.
 * - `Host` must be the sandbox's own address: a foreign name that resolves to loopback (DNS rebinding) is turned away.
 * - `Origin`, where there is one, must be the same, and `Sec-Fetch-Site` must not say that another site asks.
 * - Bodies must be JSON, which no site can send across origins without being asked first.
 * @returns what is wrong, or `undefined`.
 */
export function refusalOf(request: IncomingMessage, host: string, port: number): string | undefined {
  const { host: asked, origin, "sec-fetch-site": site } = request.headers;
  const own = new Set(["127.0.0.1", "localhost", "[::1]", bracketed(host)].map((name) => `${name}:${port}`));
  if (asked === undefined || !own.has(asked.toLowerCase()))
    return `Host must be the sandbox's own address (was ${asked ?? "missing"}).`;
  if (origin !== undefined && origin !== `http://${asked}`) return "Another website may not use the sandbox's page.";
  // "none" is an address typed by hand; other values mean that another site asks.
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return "Another website may not use the sandbox's page.";
  if (request.method !== "POST") return undefined;
  const type = request.headers["content-type"] ?? "";
  return type.split(";")[0]?.trim() === "application/json" ? undefined : "Content-Type must be application/json.";
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host.toLowerCase();
}
