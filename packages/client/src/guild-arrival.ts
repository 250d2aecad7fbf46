import type { Clock } from "@zignal/errors";

/**
 * The guilds that READY has announced and GUILD_CREATE has not brought yet: until then the cache knows them by id alone.
 * @see {@link https://docs.discord.com/developers/events/gateway-events#guild-create | Discord Docs/Guild Create}
 */
export class GuildArrival {
  readonly #awaited = new Set<string>();
  #wake: () => void = () => {};

  /** READY names them. */
  announce(guildIds: readonly string[]): void {
    for (const id of guildIds) this.#awaited.add(id);
  }

  /** It is here, or gone, or in an outage: there is nothing more to wait for. */
  settle(guildId: string): void {
    if (this.#awaited.delete(guildId)) this.#wake();
  }

  /** Waits for none of them any more. */
  giveUp(): void {
    this.#awaited.clear();
    this.#wake();
  }

  /**
   * Waits until all are here, or none has come for `idleMs`: a guild in an outage may stay away for hours.
   * @returns how many are missing.
   */
  async all(idleMs: number, clock: Clock): Promise<number> {
    while (this.#awaited.size > 0) {
      const before = this.#awaited.size;
      const progress = Promise.withResolvers<void>();
      this.#wake = progress.resolve;
      const timer = clock.setTimeout(progress.resolve, idleMs, { ref: true });
      await progress.promise;
      timer.clear();
      if (this.#awaited.size === before) return before;
    }
    return 0;
  }
}
