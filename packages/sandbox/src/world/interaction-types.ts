import type { JsonObject } from "./json.ts";
import type { Message } from "./message-types.ts";

/** @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type | Discord Docs/Interaction Type} */
export const InteractionType = {
  Ping: 1,
  ApplicationCommand: 2,
  MessageComponent: 3,
  Autocomplete: 4,
  ModalSubmit: 5,
} as const;

/** @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type | Discord Docs/Interaction Callback Type} */
export const CallbackType = {
  Pong: 1,
  Message: 4,
  DeferredMessage: 5,
  DeferredUpdate: 6,
  Update: 7,
  AutocompleteResult: 8,
  Modal: 9,
  PremiumRequired: 10,
  LaunchActivity: 12,
} as const;

/** A modal that the bot opened for the user. */
export interface Modal {
  custom_id: string;
  title: string;
  components: JsonObject[];
}

/** What became of an interaction. */
export type InteractionOutcome =
  /** A message; with `deferred`, the one that replaced "thinking…". */
  | { readonly kind: "message"; readonly message: Message; readonly deferred: boolean; readonly ephemeral: boolean }
  /** The message with the component was changed. */
  | { readonly kind: "update"; readonly message: Message }
  /** The press was acknowledged; the message may change later. */
  | { readonly kind: "deferredUpdate" }
  | { readonly kind: "modal"; readonly modal: Modal }
  | { readonly kind: "choices"; readonly choices: JsonObject[] }
  | { readonly kind: "premiumRequired" }
  | { readonly kind: "activity"; readonly instanceId: string }
  | { readonly kind: "pong" }
  /** The deferred answer was deleted before it was filled in. */
  | { readonly kind: "deleted" }
  /** No answer within 3 seconds, or a deferred one not filled in within 15 minutes. */
  | { readonly kind: "expired"; readonly deferred: boolean };

export interface NewInteraction {
  applicationId: string;
  /** Who does it. */
  userId: string;
  channelId: string;
  /** One of {@link InteractionType}. */
  type: number;
  /** Discord's `data`; `resolved` is filled in from the ids in it where it is absent. */
  data?: JsonObject;
  /** The message whose component was used, or on which the modal was opened. */
  message?: Message;
  /** Modals: the interaction that was answered with the modal. */
  triggeredBy?: string;
}

/** What the one who interacts gets back. */
export interface InteractionHandle {
  readonly id: string;
  readonly token: string;
  /** The callback's type when the bot answered, `undefined` when it did not in time. Never rejects. */
  readonly acknowledged: Promise<number | undefined>;
  /** Never rejects. */
  readonly settled: Promise<InteractionOutcome>;
}

/** An interaction as the world keeps it. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly type: number;
  readonly data: JsonObject;
  readonly message: Message | undefined;
  readonly metadata: JsonObject;
  readonly createdAtMs: number;
  /** Callback type, once answered. */
  answeredWith: number | undefined;
  /** Passed its 3 seconds without an answer. */
  missed: boolean;
  /** The message that `@original` names. */
  originalId: string | undefined;
  /** The activity that was launched. */
  activityInstanceId: string | undefined;
  /** Ids of messages sent with the token. */
  readonly messageIds: Set<string>;
}
