import { systemClock, ValidationError } from "@zignal/errors";
import type { Clock } from "@zignal/errors";
import { Actor } from "./actors/actor.ts";
import { Faults } from "./faults.ts";
import { resolveGatewayLimits } from "./gateway/gateway-options.ts";
import type { GatewayLimits } from "./gateway/gateway-options.ts";
import { GatewayServer } from "./gateway/gateway-server.ts";
import type { GatewayStatsSnapshot } from "./gateway/gateway-stats.ts";
import { gatewayView } from "./gateway/world-view.ts";
import { listen } from "./http-server.ts";
import type { ListeningServer } from "./http-server.ts";
import type { WorldListener } from "./world/events.ts";
import { seedWorld } from "./world/seed.ts";
import type { SeededWorld } from "./world/seed.ts";
import { World } from "./world/world.ts";

export interface SandboxOptions {
  /** @defaultValue `0`: any free port */
  port?: number;
  /** Address to listen on. @defaultValue `127.0.0.1`: this machine only */
  host?: string;
  /** Seed of ids, hashes and the token: the same seed gives the same token. @defaultValue `1` */
  seed?: number;
  /** Further members of the guild, named `member-1`, `member-2`, … @defaultValue `0` */
  members?: number;
  /** Limits of the gateway; the defaults are Discord's. */
  limits?: { gateway?: GatewayLimits };
  /** Privileged intents that are enabled, as bits. @defaultValue all three */
  privilegedIntents?: number;
  /** Identifies allowed at once. @defaultValue `1` */
  maxConcurrency?: number;
  /** The bot's token. @defaultValue one made from the seed */
  token?: string;
  /** Time, for tests. @defaultValue the machine's */
  clock?: Clock;
}

/** What the sandbox has done so far. */
export interface SandboxStats {
  gateway: GatewayStatsSnapshot;
}

/** A local Discord. */
export interface Sandbox extends AsyncDisposable {
  /** Base of the HTTP API: `http://127.0.0.1:<port>/api/v10`. */
  readonly restUrl: string;
  /** `ws://127.0.0.1:<port>/gateway`. */
  readonly gatewayUrl: string;
  readonly port: number;
  /** The bot's token, without the word `Bot`. */
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly guildId: string;
  /** Ids by name: `general`, `bot-playground`, `Voice Lounge`. */
  readonly channels: Readonly<Record<string, string>>;
  /** Ids by name: `alice`, `bob`, `carol`, and the bot. */
  readonly users: Readonly<Record<string, string>>;
  /** Ids by name. */
  readonly roles: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** The state behind it all. */
  readonly world: World;
  /** A person by user name or id. @throws {ValidationError} */
  user(name: string): Actor;
  /** Calls back with everything that happens. @returns a function that ends it. */
  observe(listener: WorldListener): () => void;
  stats(): SandboxStats;
  close(): Promise<void>;
}

/**
 * Starts a local Discord: HTTP API and gateway, with one guild, a bot and a few people.
 * @throws {ValidationError} naming the option that does not fit.
 * @throws {ZignalError} when the port is in use.
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = "127.0.0.1", seed = 1, members = 0, clock = systemClock } = options;
  requireWhole("seed", seed);
  requireWhole("members", members);
  const { resolved: gatewayLimits, wrong } = resolveGatewayLimits(options.limits?.gateway ?? {});
  if (wrong.length > 0) {
    throw new ValidationError(
      wrong.map((name) => ({
        path: `limits.gateway.${name}`,
        message: "is unknown, or no whole number of at least 1",
      })),
    );
  }
  const world = new World({ clock, seed });
  const seeded = seedWorld(world, applicationOptions(options));
  addMembers(world, seeded.guildId, members);

  const urls = { origin: "", gateway: "" };
  const gateway = new GatewayServer({
    world: gatewayView(world),
    clock,
    limits: gatewayLimits,
    resumeUrl: () => urls.gateway,
  });
  const faults = new Faults(gateway, clock);
  const server = await listen((_request, response) => response.writeHead(404).end(), port, host);
  const authority = `${host.includes(":") ? `[${host}]` : host}:${server.port}`;
  urls.origin = `http://${authority}`;
  urls.gateway = `ws://${authority}/gateway`;
  world.attachments.origin = urls.origin;
  server.server.on("upgrade", (request, socket, head) => {
    const path = new URL(request.url ?? "/", urls.origin).pathname;
    if (path === "/" || path === "/gateway" || path === "/gateway/") gateway.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  return assemble({ world, seeded, gateway, faults, server, urls });
}

function assemble(parts: {
  world: World;
  seeded: SeededWorld;
  gateway: GatewayServer;
  faults: Faults;
  server: ListeningServer;
  urls: { origin: string; gateway: string };
}): Sandbox {
  const { world, seeded, gateway, faults, server, urls } = parts;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      faults.clear();
      gateway.close();
      world.close();
      await server.close();
    })();
    return closing;
  };
  return {
    ...seeded,
    restUrl: `${urls.origin}/api/v10`,
    gatewayUrl: urls.gateway,
    port: server.port,
    faults,
    world,
    user(name) {
      const user = world.users.get(name) ?? world.users.byName(name);
      if (user !== undefined) return new Actor(world, seeded.guildId, user);
      throw ValidationError.of("user", `"${name}" does not exist (known: ${Object.keys(seeded.users).join(", ")})`);
    },
    observe: (listener) => world.subscribe(listener),
    stats: () => ({ gateway: gateway.stats() }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function applicationOptions({ privilegedIntents, maxConcurrency, token }: SandboxOptions): {
  privilegedIntents?: number;
  maxConcurrency?: number;
  token?: string;
} {
  return {
    ...(privilegedIntents === undefined ? {} : { privilegedIntents }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(token === undefined ? {} : { token }),
  };
}

function addMembers(world: World, guildId: string, count: number): void {
  for (let index = 1; index <= count; index++) {
    world.members.add(guildId, world.users.create({ username: `member-${index}` }).id);
  }
}

function requireWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw ValidationError.of(name, `must be a whole number of at least 0 (was ${value})`);
}
