import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach } from "vitest";
import { createRestHandler } from "../src/rest/handler.ts";
import type { RestHandler, RestHandlerOptions } from "../src/rest/handler.ts";
import type { WorldEvent } from "../src/world/events.ts";
import { seedWorld } from "../src/world/seed.ts";
import type { SeededWorld } from "../src/world/seed.ts";
import type { WorldOptions } from "../src/world/world.ts";
import { World } from "../src/world/world.ts";

/** What the tests read of answers and events: each answer has some of it. */
export interface Body {
  id: string;
  code: number;
  message: string;
  name: string;
  token: string;
  content: string;
  nonce: string;
  url: string;
  filename: string;
  flags: number;
  version: string;
  position: number;
  retry_after: number;
  /** Nested field errors. */
  errors: unknown;
  mentions: Body[];
  attachments: Body[];
  components: Body[];
  embeds: Body[];
  poll: Body;
  results: Body;
  reactions: Body[];
  referenced_message: Body | null;
  message_snapshots: Body[];
  users: Body[];
  user: Body;
  resource: { message: Body };
  channel: Body;
  data: Body;
  resolved: Body;
  roles: string[];
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; the text as `message` where it is none; `null` for an empty body. */
  body: Body;
}

/** An API over a seeded world, on a socket. */
export class RestFixture {
  readonly world: World;
  readonly seeded: SeededWorld;
  readonly handler: RestHandler;
  readonly events: WorldEvent[] = [];
  readonly #server;
  readonly #sockets = new Set<Socket>();
  origin = "";

  constructor(options: Partial<RestHandlerOptions> & { world?: World; worldOptions?: WorldOptions } = {}) {
    this.world = options.world ?? new World({ seed: 7, ...options.worldOptions });
    this.seeded = seedWorld(this.world);
    this.handler = createRestHandler({
      gatewayUrl: () => "ws://127.0.0.1/gateway",
      limits: { enabled: false },
      ...options,
      world: this.world,
    });
    this.#server = createServer((request, response) => void this.handler(request, response));
    this.#server.on("connection", (socket) => this.#sockets.add(socket));
    this.world.subscribe((event) => this.events.push(event));
  }

  get general(): string {
    return this.seeded.channels["general"] ?? "";
  }

  id(user: "alice" | "bob" | "carol"): string {
    return this.seeded.users[user] ?? "";
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.world.attachments.origin = this.origin;
  }

  async close(): Promise<void> {
    this.world.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves once the server has noticed that its last connection is gone. */
  async disconnected(): Promise<void> {
    await Promise.all([...this.#sockets].map(async (socket) => socket.destroyed || once(socket, "close")));
  }

  /** Events of a name, oldest first. */
  of(t: string): Body[] {
    // As it would arrive, so that later changes of the world do not show.
    return this.events.filter((event) => event.t === t).map(({ d }) => parse(JSON.stringify(d)));
  }

  /** A request that is answered with a list. */
  async list(path: string): Promise<Body[]> {
    const { body } = await this.request("GET", path);
    if (!Array.isArray(body)) throw new Error(`${path} answered ${JSON.stringify(body)}, which is no list`);
    return body;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    { token = `Bot ${this.seeded.token}`, base = "/api/v10", headers = {} }: RequestDetails = {},
  ): Promise<Answer> {
    const isRaw = body === undefined || typeof body === "string" || body instanceof FormData;
    const response = await fetch(`${this.origin}${base}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: token }),
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }
}

export interface RequestDetails {
  /** `null` sends none. */
  token?: string | null;
  base?: string;
  headers?: Record<string, string>;
}

function parse(text: string): Body {
  try {
    return JSON.parse(text === "" ? "null" : text);
  } catch {
    return JSON.parse(JSON.stringify({ message: text }));
  }
}

/** Codes of nested field errors by path: `{ "embeds.0.title": "BASE_TYPE_MAX_LENGTH" }`. */
export function fieldErrors({ body }: Answer): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "_errors" && Array.isArray(value)) found[path] = value.map(({ code }) => String(code)).join();
      else visit(value, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(body.errors, "");
  return found;
}

/** Fixtures that are closed after each test. */
export function useRest(): (options?: ConstructorParameters<typeof RestFixture>[0]) => Promise<RestFixture> {
  const started: RestFixture[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((fixture) => fixture.close()));
  });
  return async (options) => {
    const fixture = new RestFixture(options);
    started.push(fixture);
    await fixture.listen();
    return fixture;
  };
}
