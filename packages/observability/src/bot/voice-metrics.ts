import type { Collection } from "./collection.ts";

export function collectVoice(_collection: Collection): void {}
