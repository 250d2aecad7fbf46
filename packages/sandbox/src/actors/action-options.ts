import type { FileInput } from "@zignal/types";
import type { MessageBody } from "../world/message-types.ts";
import type { MessageRef } from "./seen-message.ts";

/** A message as a user writes it. */
export interface MessageInput extends Omit<MessageBody, "attachments"> {
  files?: readonly FileInput[];
  /** The message to reply to. */
  replyTo?: MessageRef;
}

export interface CommandOptions {
  /** Name or id of the channel. @defaultValue the first text channel that the user sees */
  channel?: string;
  /** Subcommand, or group and subcommand; can also be written into the name: `"settings show"`. */
  subcommand?: string | readonly string[];
  /** How long to wait for a deferred answer to be filled in, in milliseconds. @defaultValue `15_000` */
  timeoutMs?: number;
}

export interface WaitOptions {
  /** @defaultValue `5000` */
  timeoutMs?: number;
  /** Also looks at what was sent after this message, so that nothing is missed between two calls. */
  after?: MessageRef;
}

/** The name and subcommands of a command, one by one. */
export function commandPath(name: string, { subcommand = [] }: CommandOptions): string[] {
  const path = name.replace(/^\//, "").split(/\s+/);
  return [...path, ...(typeof subcommand === "string" ? subcommand.split(/\s+/) : subcommand)];
}
