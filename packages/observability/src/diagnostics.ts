import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** Fields of a message on a diagnostics channel; what they hold is for the reader to check. */
export type Message = Readonly<Record<string, unknown>>;

/** Hears what is published on a channel; what is no object is passed over. @returns an end to it. */
export function listenTo(channel: string, listener: (message: Message) => void): () => void {
  const hear = (message: unknown): void => {
    if (isMessage(message)) listener(message);
  };
  subscribe(channel, hear);
  return () => void unsubscribe(channel, hear);
}

export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}

export function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
