import type { Contents } from "../contents.ts";
import type { GatewayEventData, GatewayEventName, PreviousState } from "../previous-state.ts";

/** Applies one kind of event and returns what was there before. */
export type EventHandler<Name extends GatewayEventName> = (
  contents: Contents,
  data: GatewayEventData[Name],
) => PreviousState<Name>;

/** The handlers of these events, by the event's name. */
export type EventHandlers<Names extends GatewayEventName> = { readonly [Name in Names]: EventHandler<Name> };
