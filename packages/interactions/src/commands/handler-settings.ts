import { autoDeferOf } from "../handler-options.ts";
import type { Guard } from "../guards/guard.ts";
import type { MiddlewareList } from "../middleware/context-middleware.ts";

/** How a handler is treated when it is slow. */
export interface HandlerSettings {
  /**
   * Defers the answer by itself when the handler has said nothing after a while, so that Discord's three seconds do
   * not end the interaction. Not for handlers that may show a modal. @defaultValue the handler's: `false`
   */
  autoDefer?: boolean | AutoDeferOptions;
  /** Who may not, and is told so, before anything else happens: see `userPermissions`, `cooldown`, … @defaultValue none */
  guards?: readonly Guard[];
  /**
   * Runs around the handler, after the guards, and adds to its context: see `defineMiddleware`. One that `handler.use`
   * runs for all handlers runs once. @defaultValue none
   */
  middleware?: MiddlewareList;
}

/** The settings of a definition, for what is made of it. @throws {ValidationError} if `autoDefer` comes too late. */
export function settingsOf({ autoDefer, guards, middleware }: HandlerSettings): HandlerSettings {
  if (autoDefer !== undefined) autoDeferOf(autoDefer);
  return {
    ...(autoDefer !== undefined && { autoDefer }),
    ...(guards !== undefined && { guards }),
    ...(middleware !== undefined && { middleware }),
  };
}

export interface AutoDeferOptions {
  /** Only the user sees the answer to come. A later ephemeral reply stays private in either case. @defaultValue `false` */
  ephemeral?: boolean;
  /** Milliseconds to wait for the handler. @defaultValue `2000` */
  afterMs?: number;
}
