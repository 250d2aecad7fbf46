/**
 * Discord's types of interactions, as numbers: loading them from the API's types costs start-up time.
 * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type | Discord Docs/Interaction Type}
 */
export const interactionType = {
  ping: 1,
  applicationCommand: 2,
  messageComponent: 3,
  autocomplete: 4,
  modalSubmit: 5,
} as const;

/** @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type | Discord Docs/Callback Type} */
export const callbackType = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocompleteResult: 8,
  modal: 9,
  launchActivity: 12,
} as const;

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types | Discord Docs/Command Types} */
export const commandType = { slash: 1, user: 2, message: 3, entryPoint: 4 } as const;
