import type {
  RESTPostAPIInteractionCallbackJSONBody,
  RESTPostAPIInteractionCallbackQuery,
  RESTPostAPIInteractionCallbackWithResponseResult,
} from "@zignal/types";
import type { CallOptions, Uploads } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/interactions`. */
export class Interactions {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Create Interaction Response.
   * `POST /interactions/{interaction_id}/{interaction_token}/callback`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response | Discord Docs}
   */
  createInteractionResponse(
    interactionId: string,
    token: string,
    body: RESTPostAPIInteractionCallbackJSONBody & Uploads,
    options: CallOptions & { query: RESTPostAPIInteractionCallbackQuery & { with_response: true } },
  ): Promise<RESTPostAPIInteractionCallbackWithResponseResult>;
  createInteractionResponse(
    interactionId: string,
    token: string,
    body: RESTPostAPIInteractionCallbackJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIInteractionCallbackQuery & { with_response?: false } },
  ): Promise<undefined>;
  createInteractionResponse(
    interactionId: string,
    token: string,
    body: RESTPostAPIInteractionCallbackJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIInteractionCallbackQuery },
  ): Promise<RESTPostAPIInteractionCallbackWithResponseResult | undefined>;
  createInteractionResponse(
    interactionId: string,
    token: string,
    body: RESTPostAPIInteractionCallbackJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIInteractionCallbackQuery },
  ): Promise<RESTPostAPIInteractionCallbackWithResponseResult | undefined> {
    return this.#caller.call(routes.createInteractionResponse, [interactionId, token], body, options);
  }
}
