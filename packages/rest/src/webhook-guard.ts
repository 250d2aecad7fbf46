/** Discord answers 404 with this code when a webhook does not exist (any more). */
const unknownWebhook = 10015;

/** How tokens of interactions begin: `interaction:` in base64. */
const interactionToken = "aW50ZXJhY3Rpb246";

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
    // Discord does not know the webhook of an interaction before it was answered; a moment later it does.
    if (webhook.includes(`/${interactionToken}`)) return;
    this.#gone.add(webhook);
    if (this.#gone.size <= maxRemembered) return;
    const [oldest] = this.#gone;
    if (oldest !== undefined) this.#gone.delete(oldest);
  }

  /**
   * An interaction was answered: its webhook exists from now on, also if it was asked too early.
   * @param path - Of the callback: `…/interactions/{id}/{token}/callback`.
   */
  answeredCallback(path: string): void {
    if (this.#gone.size === 0) return;
    const token = decodeURIComponent(path.split("/").at(-2) ?? "");
    for (const webhook of this.#gone) if (webhook.endsWith(`/${token}`)) this.#gone.delete(webhook);
  }
}
