import { systemClock, ValidationError } from "@zignal/errors";
import { Actor } from "./actors/actor.ts";
import { nextEvent } from "./actors/event-waiting.ts";
import { Faults } from "./faults.ts";
import { GatewayServer } from "./gateway/gateway-server.ts";
import type { GatewayStatsSnapshot } from "./gateway/gateway-stats.ts";
import { gatewayView } from "./gateway/world-view.ts";
import { postInteraction } from "./interactions-endpoint.ts";
import { listen } from "./http-server.ts";
import { createRestHandler } from "./rest/handler.ts";
import type { RestStats } from "./rest/request-stats.ts";
import { resolveSandboxOptions } from "./sandbox-options.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { VoiceFaults } from "./voice/voice-faults.ts";
import { VoiceService } from "./voice/voice-service.ts";
import type { VoiceStatsSnapshot } from "./voice/voice-stats.ts";
import { WebHandler } from "./web/web-handler.ts";
import type { WorldEvent, WorldListener } from "./world/events.ts";
import { seedWorld } from "./world/seed.ts";
import type { SeededWorld } from "./world/seed.ts";
import { World } from "./world/world.ts";

/** What the sandbox has done so far. */
export interface SandboxStats {
  rest: RestStats;
  gateway: GatewayStatsSnapshot;
  voice: VoiceStatsSnapshot;
}

/** A local Discord. */
export interface Sandbox extends AsyncDisposable {
  /** Base of the HTTP API: `http://127.0.0.1:<port>/api/v10`. */
  readonly restUrl: string;
  /** `ws://127.0.0.1:<port>/gateway`. */
  readonly gatewayUrl: string;
  /** A page for people: be a user, watch the bot, cause faults. */
  readonly webUrl: string;
  readonly port: number;
  /** The bot's token, without the word `Bot`. It changes when the session starts of a day are spent. */
  readonly token: string;
  readonly applicationId: string;
  /** With which the application's endpoint for interactions checks signatures: 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly botId: string;
  readonly guildId: string;
  /** Ids by name: `general`, `bot-playground`, `Voice Lounge`. */
  readonly channels: Readonly<Record<string, string>>;
  /** Ids by name: `alice`, `bob`, `carol`, and the bot. */
  readonly users: Readonly<Record<string, string>>;
  /** Ids by name: `Members`, `Moderator`, `Admin`, and the bot's own. */
  readonly roles: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** The state behind it all: change it directly where no actor can. */
  readonly world: World;
  /** A person by user name or id. @throws {ValidationError} */
  user(name: string): Actor;
  /** Calls back with everything that happens. @returns a function that ends it. */
  observe(listener: WorldListener): () => void;
  /**
   * The next event of this name that fits.
   * @throws {TimeoutError} when none comes within `timeoutMs` (5000 if not given).
   */
  waitForEvent(t: string, fits?: (d: Record<string, unknown>) => boolean, timeoutMs?: number): Promise<WorldEvent>;
  stats(): SandboxStats;
  /**
   * The certificate of the voice server, PEM: for clients that insist on TLS. Give it to their process as
   * NODE_EXTRA_CA_CERTS. Starts the voice server.
   */
  voiceCertificate(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts a local Discord: HTTP API, gateway and a page for people, with one guild, a bot and a few users.
 * @throws {ValidationError} naming the option that does not fit.
 * @throws {ZignalError} when the port is in use.
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, host, seed, members, application, gatewayLimits, voice: voiceOptions } = resolveSandboxOptions(options);
  const clock = options.clock ?? systemClock;
  const world = new World({ clock, seed });
  const seeded = seedWorld(world, application);
  addMembers(world, seeded.guildId, members);

  const address = { port, origin: "", gatewayUrl: "" };
  // A bot in a container reaches the sandbox under another name, and has to be told that name.
  const urlFor = (asked: string | undefined): string =>
    asked === undefined || discordsOwn.test(asked) ? address.gatewayUrl : gatewayUrlAt(asked);
  const voice = new VoiceService({ world, clock, host, publicHost: reachable(host), options: voiceOptions });
  const gateway = new GatewayServer({ world: gatewayView(world, voice), clock, limits: gatewayLimits, urlFor });
  const faults = new Faults(gateway, clock, new VoiceFaults(voice));
  const rest = createRestHandler({
    world,
    faults,
    clock,
    gatewayUrl: urlFor,
    limits: options.limits?.rest ?? {},
    recommendedShards: gatewayLimits.recommendedShards,
    sessionStartLimit: (id) =>
      gateway.sessionStartLimit({ id, maxConcurrency: world.applications.get(id)?.maxConcurrency ?? 1 }),
    ...(options.onRequest === undefined ? {} : { onRequest: options.onRequest }),
  });
  const stats = (): SandboxStats => ({
    rest: rest.getStats(),
    gateway: gateway.stats(),
    voice: voice.snapshot(),
  });
  const user = actorsOf(world, voice, seeded);
  const web = new WebHandler({
    world,
    guildId: seeded.guildId,
    faults,
    host,
    port: () => address.port,
    actor: (name) => user(name === "" ? "alice" : name),
    figures: () => figuresOf(stats()),
  });
  const server = await listen(
    (request, response) => {
      if (!web.handle(request, response)) void rest(request, response);
    },
    port,
    host,
  );
  const authority = `${reachable(host)}:${server.port}`;
  address.port = server.port;
  address.origin = `http://${authority}`;
  address.gatewayUrl = gatewayUrlAt(authority);
  world.attachments.origin = address.origin;
  world.interactions.post = (to, interaction) => void postInteraction(to, interaction, `${address.origin}/api/v10`);
  server.server.on("upgrade", (request, socket, head) => {
    if (isGatewayPath(request.url)) gateway.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      faults.clear();
      web.close();
      gateway.close();
      world.close();
      await Promise.all([server.close(), voice.close()]);
    })();
    return closing;
  };
  return {
    ...seeded,
    get token() {
      return world.applications.get(seeded.applicationId)?.token ?? seeded.token;
    },
    publicKey: world.applications.get(seeded.applicationId)?.signingKey.publicKey ?? "",
    restUrl: `${address.origin}/api/v10`,
    gatewayUrl: address.gatewayUrl,
    webUrl: `${address.origin}/web/`,
    port: server.port,
    faults,
    world,
    user,
    observe: (listener) => world.subscribe(listener),
    waitForEvent: (t, fits = () => true, timeoutMs) =>
      nextEvent(world, t, (event) => (event.t === t && fits({ ...event.d }) ? event : undefined), timeoutMs),
    stats,
    voiceCertificate: () => voice.certificate(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function actorsOf(world: World, voice: VoiceService, seeded: SeededWorld): (name: string) => Actor {
  return (name) => {
    const user = world.users.get(name) ?? world.users.byName(name);
    if (user !== undefined) return new Actor(world, voice, seeded.guildId, user);
    throw ValidationError.of("user", `"${name}" does not exist (known: ${Object.keys(seeded.users).join(", ")})`);
  };
}

function addMembers(world: World, guildId: string, count: number): void {
  for (let index = 1; index <= count; index++) {
    world.members.add(guildId, world.users.create({ username: `member-${index}` }).id);
  }
}

/** What a library asks for whose requests were led here below its own level: nothing could be reached under that name. */
const discordsOwn = /(?:^|\.)discord(?:app)?\.(?:com|gg)(?::\d+)?$/i;

/** An address to connect to, for one to listen on: "every address" is none that one can connect to. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function gatewayUrlAt(authority: string): string {
  return `ws://${authority}/gateway`;
}

function isGatewayPath(url: string | undefined): boolean {
  const path = new URL(url ?? "/", "ws://localhost").pathname;
  return path === "/" || path === "/gateway" || path === "/gateway/";
}

function figuresOf({ rest, gateway, voice }: SandboxStats): Record<string, number> {
  return {
    connections: gateway.connections,
    sessions: gateway.sessions,
    identifies: gateway.identifies,
    resumes: gateway.resumes,
    replayed: gateway.replayed,
    dispatches: gateway.dispatches,
    requests: rest.requests,
    "429s": rest.byStatus[429] ?? 0,
    "in voice": voice.sessions,
    "audio packets": voice.packetsReceived,
  };
}
