import { rateLimitRules } from "./rate-limit-rules.ts";
import type { RateLimitRule } from "./rate-limit-rules.ts";

/** How the HTTP API limits its callers. Discord's own figures are not public; the defaults are what it shows to bots. */
export interface RestLimits {
  /** `false` counts nothing and sends no headers about limits. */
  readonly enabled: boolean;
  /** Requests per second of one bot, over all routes but those that need no bot token. */
  readonly globalPerSecond: number;
  /** Rules by operation id; what has none follows `defaultRule`. */
  readonly rules: Readonly<Record<string, RateLimitRule>>;
  readonly defaultRule: RateLimitRule;
  /** Answers of 401, 403 and 429 (but for shared limits) within 10 minutes before the proxy shuts an address out. */
  readonly invalidRequests: number;
  /** How much one file may weigh, in bytes. */
  readonly maxFileBytes: number;
  /** How much a request may weigh, in bytes. */
  readonly maxRequestBytes: number;
}

/** Overrides of the limits. Rules are merged by operation. */
export type RestLimitsInput = Partial<RestLimits>;

const megabyte = 1024 * 1024;

const defaults: RestLimits = {
  enabled: true,
  globalPerSecond: 50,
  rules: rateLimitRules,
  defaultRule: { bucket: "default", limit: 10, windowMs: 10_000 },
  invalidRequests: 10_000,
  maxFileBytes: 10 * megabyte,
  maxRequestBytes: 25 * megabyte,
};

export function resolveLimits(input: RestLimitsInput = {}): RestLimits {
  return { ...defaults, ...input, rules: { ...defaults.rules, ...input.rules } };
}
