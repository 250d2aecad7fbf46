import type { Clock, ErrorSeverity } from "@zignal/errors";
import { HttpError, systemClock, ValidationError, wait } from "@zignal/errors";
import type { Alert, AlertSink } from "./health-monitor.ts";

export interface DiscordWebhookOptions {
  /** Name that the message is sent under. @defaultValue the webhook's own */
  username?: string;
  /** How long one delivery may take, its wait for Discord's rate limit included, in milliseconds. @defaultValue `30_000` */
  timeoutMs?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

const colors: Readonly<Record<ErrorSeverity, number>> = {
  trace: 0x95_a5_a6,
  debug: 0x95_a5_a6,
  info: 0x34_98_db,
  warning: 0xf1_c4_0f,
  error: 0xe7_4c_3c,
  critical: 0x99_2d_22,
  fatal: 0x99_2d_22,
};

/**
 * A sink that tells a Discord channel of alerts, one message each. A 429 is waited for once; whatever else Discord answers
 * is an error, which the health monitor logs. Mentions in an alert ping nobody.
 *
 * @param url - As Discord's "Copy Webhook URL" gives it.
 * @throws {ValidationError} if `url` is not the address of a webhook.
 * @see {@link https://docs.discord.com/developers/resources/webhook#execute-webhook | Execute Webhook}
 */
export function discordWebhook(url: string, options: DiscordWebhookOptions = {}): AlertSink {
  const address = webhookAddress(url);
  const { username, timeoutMs = 30_000, clock = systemClock } = options;
  return async (alert) => {
    const timeout = new AbortController();
    const timer = clock.setTimeout(() => timeout.abort(new Error(`no delivery within ${timeoutMs} ms`)), timeoutMs);
    try {
      const body = JSON.stringify({ ...messageOf(alert), ...(username === undefined ? {} : { username }) });
      const first = await post(address, body, timeout.signal);
      if (first.status !== 429) return refuse(first);
      await wait(clock, waitMs(first), timeout.signal);
      refuse(await post(address, body, timeout.signal));
    } finally {
      timer.clear();
    }
  };
}

function webhookAddress(url: string): string {
  const parsed = URL.parse(url);
  // The URL is a secret: what is wrong with it is said without it.
  if (parsed === null || !/\/webhooks\/\d+\/[\w.-]+$/.test(parsed.pathname))
    throw ValidationError.of(
      "url",
      "must be a webhook's address, such as https://discord.com/api/webhooks/<id>/<token>",
    );
  return parsed.href;
}

function messageOf({ title, message, severity, source, time }: Alert): object {
  return {
    embeds: [
      {
        title: title.slice(0, 256),
        description: message.slice(0, 4096),
        color: colors[severity],
        fields: [
          { name: "Severity", value: severity, inline: true },
          { name: "Source", value: source.slice(0, 1024) || "unknown", inline: true },
        ],
        timestamp: new Date(time).toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

async function post(url: string, body: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
  // Unread bodies hold connections.
  await response.body?.cancel();
  return response;
}

function refuse(response: Response): void {
  if (response.ok) return;
  throw new HttpError(`Discord answered an alert with ${response.status}`, {
    status: response.status,
    method: "POST",
    route: "/webhooks/{webhook_id}/{webhook_token}",
  });
}

/** What Discord asks for; a second when it asks for nothing that can be read. */
function waitMs(response: Response): number {
  const seconds = Number(response.headers.get("retry-after") ?? 1);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : 1_000;
}
