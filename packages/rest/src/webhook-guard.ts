/** Discord answers 404 with this code when a webhook does not exist (any more). */
const unknownWebhook = 10015;

/** Webhooks come and go; so many of the gone are remembered. */
const maxRemembered = 10_000;

/**
 * Remembers webhooks that are gone: asking again earns a restriction.
 *
 * @see {@link https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans | Discord Docs/Invalid Request Limit}
 */
export class WebhookGuard {
  readonly #gone = new Set<string>();

  /** @param webhook - Id and token, as `id/token`. */
  isGone(webhook: string): boolean {
    return this.#gone.size > 0 && this.#gone.has(webhook);
  }

  /** A 404 came; with another code than Unknown Webhook it says that something else is missing, such as the message. */
  answeredNotFound(webhook: string, discordCode: number | undefined): void {
    if (discordCode !== undefined && discordCode !== unknownWebhook) return;
    this.#gone.add(webhook);
    if (this.#gone.size <= maxRemembered) return;
    const [oldest] = this.#gone;
    if (oldest !== undefined) this.#gone.delete(oldest);
  }
}
