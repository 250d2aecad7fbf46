import type { IncomingMessage, ServerResponse } from "node:http";
import { ValidationError } from "@zignal/errors";
import type { Actor } from "../actors/actor.ts";
import type { Faults } from "../faults.ts";
import { isJsonObject } from "../world/json.ts";
import type { JsonObject } from "../world/json.ts";
import type { World } from "../world/world.ts";
import { pageFile } from "./page-files.ts";
import { performAction } from "./web-actions.ts";
import { causeFault } from "./web-faults.ts";
import { refusalOf } from "./web-guard.ts";
import { WebView } from "./web-view.ts";

export interface WebHandlerOptions {
  world: World;
  guildId: string;
  faults: Faults;
  host: string;
  /** The port that is listened on, known once it is. */
  port: () => number;
  /** A person by name; the first one for an empty name. */
  actor: (name: string) => Actor;
  /** Figures to show, by name. */
  figures: () => Readonly<Record<string, number>>;
}

/** Discord's own limit of a request with uploads; base64 takes a third more. */
const maxBodyBytes = 135 * 1024 * 1024;

/** Nothing from elsewhere is loaded, nothing inline is run, and no other page may show this one in a frame. */
const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** The page for people, under `/web/`, and the JSON API that it uses, under `/web/api/`. */
export class WebHandler {
  readonly #options: WebHandlerOptions;
  readonly #view: WebView;
  readonly #streams = new Set<ServerResponse>();

  constructor(options: WebHandlerOptions) {
    this.#options = options;
    this.#view = new WebView(options.world, options.guildId);
  }

  /** @returns whether the request was for the page. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/" || url.pathname === "/web") {
      response.writeHead(302, { location: "/web/" }).end();
      return true;
    }
    if (!url.pathname.startsWith("/web/")) return false;
    void this.#answer(request, response, url);
    return true;
  }

  close(): void {
    this.#view.close();
    for (const stream of this.#streams) stream.end();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      const refusal = refusalOf(request, this.#options.host, this.#options.port());
      if (refusal !== undefined) sendJson(response, 403, { message: refusal });
      else if (url.pathname.startsWith("/web/api/")) await this.#api(request, response, url);
      else await sendPage(response, url.pathname.slice("/web/".length) || "index.html");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { message });
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const user = url.searchParams.get("user") ?? "";
    switch (`${request.method ?? "GET"} ${url.pathname.slice("/web/api/".length)}`) {
      case "GET state":
        sendJson(response, 200, this.#view.state(this.#options.actor(user)));
        return;
      case "GET messages":
        sendJson(response, 200, this.#view.messages(this.#options.actor(user), url.searchParams.get("channel") ?? ""));
        return;
      case "GET stats":
        sendJson(response, 200, this.#options.figures());
        return;
      case "GET events":
        this.#stream(response, this.#options.actor(user));
        return;
      case "POST actions": {
        const body = await readJson(request);
        const actor = this.#options.actor(typeof body["user"] === "string" ? body["user"] : "");
        sendJson(response, 200, await performAction(actor, body));
        return;
      }
      case "POST faults": {
        const { fault } = await readJson(request);
        await causeFault(this.#options.faults, typeof fault === "string" ? fault : "");
        sendJson(response, 200, {});
        return;
      }
      default:
        sendJson(response, 404, { message: "The page has no such function." });
    }
  }

  /** Server-sent events: everything the user sees, as `{ t, d }`. */
  #stream(response: ServerResponse, actor: Actor): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    response.write(": welcome\n\n");
    this.#streams.add(response);
    const unsubscribe = this.#options.world.subscribe((event) => {
      if (this.#view.sees(actor, event)) response.write(`data: ${JSON.stringify({ t: event.t, d: event.d })}\n\n`);
    });
    response.on("close", () => {
      unsubscribe();
      this.#streams.delete(response);
    });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

async function sendPage(response: ServerResponse, name: string): Promise<void> {
  const file = await pageFile(name);
  if (file === undefined) sendJson(response, 404, { message: "The page has no such file." });
  else response.writeHead(200, { ...pageHeaders, "content-type": file.contentType }).end(file.content);
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw ValidationError.of("body", `must be at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (!isJsonObject(body)) throw ValidationError.of("body", "must be a JSON object");
  return body;
}
