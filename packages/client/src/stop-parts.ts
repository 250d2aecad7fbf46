import type { InteractionHandler } from "@zignal/interactions";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientVoice } from "./client-voice.ts";
import { runEvery } from "./every-step.ts";

/** What keeps a client going. */
export interface RunningParts {
  readonly voice: Pick<ClientVoice, "leave">;
  readonly gateway: Pick<ClientGateway, "disconnect">;
  readonly interactions: Pick<InteractionHandler, "close">;
}

/** Leaves voice while the gateway can still say so, then the gateway; handlers have `drainTimeoutMs` to finish. */
export async function stopParts(
  { voice, gateway, interactions }: RunningParts,
  options: { readonly keepSessions: boolean; readonly drainTimeoutMs: number },
): Promise<void> {
  await runEvery([
    () => voice.leave(),
    () => {
      const disconnected = gateway.disconnect(options);
      // What handlers wait for would come over the gateway, which waits for handlers.
      return runEvery([() => interactions.close(), () => disconnected]);
    },
  ]);
}
