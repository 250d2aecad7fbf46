import type { LoggerLike } from "@zignal/errors";
import { type IntentName, Intents } from "@zignal/types/intents";
import { dispatchName, intentsByEvent } from "./event-names.ts";

/** A listener that will never be called, as the intents do not bring its event. */
export interface MissingIntent {
  event: string;
  /** Any one of these brings the event. */
  intents: readonly IntentName[];
  /** Do they have to be enabled for the application first? */
  privileged: boolean;
}

/** The events among `events` that none of `intents` brings. */
export function missingIntents(events: readonly string[], intents: number): MissingIntent[] {
  const missing: MissingIntent[] = [];
  for (const event of events) {
    const candidates = (intentsByEvent as Readonly<Record<string, readonly IntentName[]>>)[dispatchName(event)];
    if (candidates === undefined || candidates.some((name) => (intents & Intents.bits[name]) !== 0)) continue;
    const privileged = candidates.every((name) => (Intents.privileged & Intents.bits[name]) !== 0);
    missing.push({ event, intents: candidates, privileged });
  }
  return missing;
}

/** What to tell the user about it. */
export function describeMissingIntent({ event, intents, privileged }: MissingIntent): string {
  const names = intents.map((name) => `"${name}"`).join(" or ");
  const portal = privileged ? " (privileged: enable it too in the Developer Portal, under Bot)" : "";
  return `A listener for "${event}" will never be called: add the intent ${names}${portal}`;
}

/** Warns of each listener that will never be called. */
export function warnOfMissingIntents(events: readonly string[], intents: number, logger: LoggerLike): void {
  for (const missing of missingIntents(events, intents)) {
    logger.warn({ event: missing.event, intents: missing.intents }, describeMissingIntent(missing));
  }
}
