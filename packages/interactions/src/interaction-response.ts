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
  | { type: 12 };
