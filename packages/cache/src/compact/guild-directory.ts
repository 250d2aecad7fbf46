/** Numbers for guilds, so that a row names its guild in one word. A number is free again when no row uses it. */
export class GuildDirectory {
  readonly #numbers = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];
  /** What was found last: all entities of a guild come in a row. */
  #lastId: string | undefined;
  #lastNumber = -1;

  /** The guild's number; `-1` if no row is of this guild. */
  find(guildId: string): number {
    if (guildId === this.#lastId) return this.#lastNumber;
    const number = this.#numbers.get(guildId) ?? -1;
    if (number >= 0) [this.#lastId, this.#lastNumber] = [guildId, number];
    return number;
  }

  idOf(number: number): string | undefined {
    return this.#ids[number];
  }

  /** The guild's number, used once more. */
  retain(guildId: string): number {
    const known = this.find(guildId);
    if (known >= 0) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    const number = this.#free.pop() ?? this.#ids.length;
    this.#numbers.set(guildId, number);
    this.#ids[number] = guildId;
    this.#uses[number] = 1;
    return number;
  }

  release(number: number): void {
    const uses = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = uses;
    const guildId = this.#ids[number];
    if (uses > 0 || guildId === undefined) return;
    this.#numbers.delete(guildId);
    this.#lastId = undefined;
    this.#ids[number] = undefined;
    this.#free.push(number);
  }

  clear(): void {
    this.#numbers.clear();
    this.#lastId = undefined;
    this.#ids.length = 0;
    this.#uses.length = 0;
    this.#free.length = 0;
  }
}
