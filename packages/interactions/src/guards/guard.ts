import type { MessageInput } from "@zignal/builders";
import type { InteractionContext } from "../context/interaction-context.ts";

/**
 * Looks at an interaction before its handler runs. What it returns is told to the user, privately, and the handler does
 * not run; `undefined` lets it through.
 */
export type Guard = (ctx: InteractionContext) => MessageInput | undefined | Promise<MessageInput | undefined>;

/** The first refusal. */
export async function refusalOf(
  guards: readonly Guard[] | undefined,
  ctx: InteractionContext,
): Promise<MessageInput | undefined> {
  for (const guard of guards ?? []) {
    const refusal = await guard(ctx);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
