/** How many are remembered. A power of two. */
const recentPlaces = 64;

/** Numbers for guilds, so that a row names its guild in one word. A number is free again when no row uses it. */
export class GuildDirectory {
  readonly #numbers = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];
  /** What was found last, by the last digits of the id: to compare two strings takes less than to hash a new one. */
  readonly #recentIds: string[] = Array.from({ length: recentPlaces }, () => "");
  readonly #recentNumbers: number[] = Array.from({ length: recentPlaces }, () => -1);

  /** The guild's number; `-1` if no row is of this guild. */
  find(guildId: string): number {
    const place = placeOf(guildId);
    const recent = this.#recentNumbers[place];
    if (recent !== undefined && recent >= 0 && this.#recentIds[place] === guildId) return recent;
    const number = this.#numbers.get(guildId) ?? -1;
    if (number >= 0) {
      this.#recentIds[place] = guildId;
      this.#recentNumbers[place] = number;
    }
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
    this.#recentNumbers[placeOf(guildId)] = -1;
    this.#ids[number] = undefined;
    this.#free.push(number);
  }

  clear(): void {
    this.#numbers.clear();
    this.#recentNumbers.fill(-1);
    this.#ids.length = 0;
    this.#uses.length = 0;
    this.#free.length = 0;
  }
}

function placeOf(guildId: string): number {
  const { length } = guildId;
  if (length < 2) return 0;
  return (guildId.charCodeAt(length - 1) * 10 + guildId.charCodeAt(length - 2)) & (recentPlaces - 1);
}
