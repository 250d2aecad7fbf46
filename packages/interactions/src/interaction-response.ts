import type { MessageBody } from "@zignal/builders";
import type { APIApplicationCommandOptionChoice, APIModalInteractionResponseCallbackData } from "@zignal/types";

/**
 * The first answer to an interaction, as Discord's JSON (`files` of a message beside it).
 * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object | Discord Docs/Interaction Response}
 */
export type InteractionResponseBody =
  | { type: 4; data: MessageBody }
  | { type: 5; data?: { flags?: number } }
  | { type: 6 }
  | { type: 7; data: MessageBody }
  | { type: 8; data: { choices: APIApplicationCommandOptionChoice[] } }
  | { type: 9; data: APIModalInteractionResponseCallbackData }
  /** Discord's own offer to upgrade. Deprecated by Discord: premium buttons are what it recommends. */
  | { type: 10 }
  | { type: 12 }
  | { type: 13; data: PurchaseEligibility };

/** A first answer as the types of REST clients know it: without what is in no documentation yet. */
export type DocumentedResponseBody = Exclude<InteractionResponseBody, { type: 13 }>;

/** May a user buy a SKU of the Social Layer? */
export interface PurchaseEligibility {
  eligible: boolean;
  /** `0`: other, `1`: the user owns it, or a part of it, `2`: not on the user's platform. */
  ineligible_reason?: number | null;
  /** At most 255 characters. */
  ineligible_reason_description?: string | null;
}
