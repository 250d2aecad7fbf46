import { ValidationError } from "@zignal/errors";
import type { Clock, ValidationIssue } from "@zignal/errors";
import { resolveGatewayLimits } from "./gateway/gateway-options.ts";
import type { GatewayLimits } from "./gateway/gateway-options.ts";
import type { RestLimitsInput } from "./rest/limits.ts";
import type { RequestObserver } from "./rest/request-stats.ts";
import { resolveVoiceOptions } from "./voice/voice-options.ts";
import type { VoiceOptions } from "./voice/voice-options.ts";
import type { NewApplication } from "./world/applications.ts";

export interface SandboxOptions {
  /** @defaultValue `0`: any free port */
  port?: number;
  /** Address to listen on. @defaultValue `127.0.0.1`: this machine only */
  host?: string;
  /** Seed of all that is left to chance, such as hashes; ids and times follow the clock. @defaultValue `1` */
  seed?: number;
  /** Further members of the guild, named `member-1`, `member-2`, … @defaultValue `0` */
  members?: number;
  /** Limits of the gateway and of the HTTP API; the defaults are Discord's, as far as they are known. */
  limits?: { gateway?: GatewayLimits; rest?: RestLimitsInput };
  /** Privileged intents that are enabled, as bits. @defaultValue all three */
  privilegedIntents?: number;
  /** Identifies allowed at once. @defaultValue `1` */
  maxConcurrency?: number;
  /** The bot's token. @defaultValue a new one, of the shape of Discord's */
  token?: string;
  /** How the voice server behaves; it starts when somebody joins a voice channel. */
  voice?: VoiceOptions;
  /** Time, for tests. @defaultValue the machine's */
  clock?: Clock;
  /** Hears of each request to the HTTP API once it is answered. */
  onRequest?: RequestObserver;
}

export interface ResolvedSandboxOptions {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly members: number;
  readonly application: Partial<Omit<NewApplication, "ownerId">>;
  readonly gatewayLimits: Required<GatewayLimits>;
  readonly voice: Required<VoiceOptions>;
}

/** @throws {ValidationError} naming every option that does not fit. */
export function resolveSandboxOptions(options: SandboxOptions): ResolvedSandboxOptions {
  const { port = 0, host = "127.0.0.1", seed = 1, members = 0 } = options;
  const { privilegedIntents, maxConcurrency, token } = options;
  const issues: ValidationIssue[] = [];
  const whole = (path: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    issues.push({ path, message: `must be a whole number ${range} (was ${value})` });
  };
  whole("port", port, 0, 65_535);
  whole("seed", seed, 0);
  whole("members", members, 0);
  if (maxConcurrency !== undefined) whole("maxConcurrency", maxConcurrency, 1);
  if (privilegedIntents !== undefined) whole("privilegedIntents", privilegedIntents, 0);
  if (host === "") issues.push({ path: "host", message: "must not be empty: 127.0.0.1 is this machine only" });
  if (token !== undefined && !/^\S+$/.test(token)) {
    issues.push({ path: "token", message: 'must be text without spaces, without the word "Bot"' });
  }
  const { resolved: gatewayLimits, wrong } = resolveGatewayLimits(options.limits?.gateway ?? {});
  for (const name of wrong) {
    issues.push({ path: `limits.gateway.${name}`, message: "is unknown, or no whole number of at least 1" });
  }
  const voice = resolveVoiceOptions(options.voice ?? {});
  for (const { name, message } of voice.wrong) issues.push({ path: `voice.${name}`, message });
  if (issues.length > 0) throw new ValidationError(issues);
  const application = {
    ...(privilegedIntents === undefined ? {} : { privilegedIntents }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(token === undefined ? {} : { token }),
  };
  return { port, host, seed, members, application, gatewayLimits, voice: voice.resolved };
}
