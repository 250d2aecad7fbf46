import type { APIMessage } from "@zignal/types";
import type { MessagePayload } from "../world/message-payload.ts";

/** A message as somebody in the sandbox sees it: Discord's message object. */
export type SeenMessage = APIMessage;

/** What names a message: its id and channel, as every message object has them. */
export interface MessageRef {
  readonly id: string;
  readonly channel_id: string;
}

/** The world builds Discord's message object field by field; this is where it gets Discord's own type. */
export function seen(payload: MessagePayload): SeenMessage {
  return payload as object as SeenMessage;
}
