import type { ApplicationCommandOptionType, ApplicationCommandType, InteractionType } from "@zignal/types";

/**
 * Discord's types of interactions. The numbers stand here, as loading the API's enums costs start-up time.
 * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type | Discord Docs/Interaction Type}
 */
export const interactionType: {
  readonly ping: InteractionType.Ping;
  readonly applicationCommand: InteractionType.ApplicationCommand;
  readonly messageComponent: InteractionType.MessageComponent;
  readonly autocomplete: InteractionType.ApplicationCommandAutocomplete;
  readonly modalSubmit: InteractionType.ModalSubmit;
} = { ping: 1, applicationCommand: 2, messageComponent: 3, autocomplete: 4, modalSubmit: 5 };

/** Discord asks whether a user may buy a SKU of the Social Layer. It is in Discord's API specification only. */
export const purchaseEligibilityType = 6;

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types | Discord Docs/Command Types} */
export const commandType: {
  readonly slash: ApplicationCommandType.ChatInput;
  readonly user: ApplicationCommandType.User;
  readonly message: ApplicationCommandType.Message;
  readonly entryPoint: ApplicationCommandType.PrimaryEntryPoint;
} = { slash: 1, user: 2, message: 3, entryPoint: 4 };

/** The types of options that hold others. */
export const nestingType: {
  readonly subcommand: ApplicationCommandOptionType.Subcommand;
  readonly group: ApplicationCommandOptionType.SubcommandGroup;
} = { subcommand: 1, group: 2 };

/** @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type | Discord Docs/Callback Type} */
export const callbackType = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocompleteResult: 8,
  modal: 9,
  premiumRequired: 10,
  launchActivity: 12,
  purchaseEligibility: 13,
} as const;
