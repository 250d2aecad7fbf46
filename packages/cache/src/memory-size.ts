import type { Contents } from "./contents.ts";

/** What V8 (64-bit, no pointer compression) takes, in bytes. */
const pointer = 8;
const objectHeader = 24;
const arrayHeader = 32;
const stringHeader = 16;
const boxedNumber = 16;
/** A row of a table: the entry of the map, of the lru list and of the guild's index, with the row object. */
const rowOverhead = 220;

/** How many entities of a kind are measured. */
const samples = 64;

/** Bytes that a value parsed from JSON takes on the heap: as V8 lays objects out, strings counted where they appear. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return stringHeader + roundUp(isOneByte(value) ? value.length : value.length * 2);
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : boxedNumber;
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) {
    let bytes = arrayHeader + pointer * value.length;
    for (const item of value) bytes += sizeOf(item);
    return bytes;
  }
  let bytes = objectHeader;
  for (const field of Object.values(value)) bytes += pointer + sizeOf(field);
  return bytes;
}

/** Bytes of `count` entities, from a sample of up to 64 of them. */
export function estimateBytes(entities: Iterable<object>, count: number): number {
  const stride = Math.max(1, Math.floor(count / samples));
  let measured = 0;
  let bytes = 0;
  let index = 0;
  for (const entity of entities) {
    if (index % stride === 0) {
      bytes += sizeOf(entity);
      measured += 1;
    }
    index += 1;
  }
  return measured === 0 ? 0 : Math.round((bytes / measured + rowOverhead) * count);
}

function isOneByte(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0xff) return false;
  return true;
}

function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Bytes that everything in the cache takes. */
export function memoryBytes(contents: Contents): number {
  const { guilds, channels, threads, roles, members, users, messages } = contents;
  return (
    estimateBytes(guilds.values(), guilds.size) +
    estimateBytes(channels.values(), channels.size) +
    estimateBytes(threads.values(), threads.size) +
    estimateBytes(roles.values(), roles.size) +
    estimateBytes(members.memberships(), members.size) +
    estimateBytes(users.values(), users.size) +
    estimateBytes(messages.values(), messages.size)
  );
}
