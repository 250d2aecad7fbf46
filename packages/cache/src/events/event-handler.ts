import type { Contents } from "../contents.ts";
import type { GatewayEventData, GatewayEventName, PreviousState } from "../previous-state.ts";

/**
 * Applies one kind of event and returns what was there before.
 * @param text - The dispatch as it came, where it is at hand.
 */
export type EventHandler<Name extends GatewayEventName> = (
  contents: Contents,
  data: GatewayEventData[Name],
  text?: string,
) => PreviousState<Name>;

/** The handlers of these events, by the event's name. */
export type EventHandlers<Names extends GatewayEventName> = { readonly [Name in Names]: EventHandler<Name> };
