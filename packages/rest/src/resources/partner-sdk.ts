import type {
  BotProvisionalAccountUnmergeJSONBody,
  BotProvisionalTokenJSONBody,
  ModerationMetadata,
  ProvisionalAccountJSONBody,
  ProvisionalToken,
} from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/partner-sdk`. */
export class PartnerSdk {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Attach moderation results to a direct message between two users.
   * `PUT /partner-sdk/dms/{user_id_1}/{user_id_2}/messages/{message_id}/moderation-metadata`
   * @see {@link https://docs.discord.com/developers/discord-social-sdk/how-to/integrate-moderation | Discord Docs}
   */
  updateUserMessageExternalModerationMetadata(
    userId1: string,
    userId2: string,
    messageId: string,
    body: ModerationMetadata,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(
      routes.updateUserMessageExternalModerationMetadata,
      [userId1, userId2, messageId],
      body,
      options,
    );
  }

  /**
   * Separate a provisional account from its Discord account.
   * `POST /partner-sdk/provisional-accounts/unmerge`
   * @see {@link https://docs.discord.com/developers/discord-social-sdk/development-guides/provisional-accounts/unmerging-accounts | Discord Docs}
   */
  partnerSdkUnmergeProvisionalAccount(body: ProvisionalAccountJSONBody, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.partnerSdkUnmergeProvisionalAccount, [], body, options);
  }

  /**
   * Separate a provisional account from its Discord account, with the bot's token.
   * `POST /partner-sdk/provisional-accounts/unmerge/bot`
   * @see {@link https://docs.discord.com/developers/discord-social-sdk/development-guides/provisional-accounts/unmerging-accounts | Discord Docs}
   */
  botPartnerSdkUnmergeProvisionalAccount(
    body: BotProvisionalAccountUnmergeJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.botPartnerSdkUnmergeProvisionalAccount, [], body, options);
  }

  /**
   * Exchange an external credential for the token of a provisional account.
   * `POST /partner-sdk/token`
   * @see {@link https://docs.discord.com/developers/discord-social-sdk/development-guides/provisional-accounts/external-credentials-exchange | Discord Docs}
   */
  partnerSdkToken(body: ProvisionalAccountJSONBody, options?: CallOptions): Promise<ProvisionalToken> {
    return this.#caller.call(routes.partnerSdkToken, [], body, options);
  }

  /**
   * Get the token of a provisional account, with the bot's token.
   * `POST /partner-sdk/token/bot`
   * @see {@link https://docs.discord.com/developers/discord-social-sdk/development-guides/provisional-accounts/bot-token-endpoint | Discord Docs}
   */
  botPartnerSdkToken(body: BotProvisionalTokenJSONBody, options?: CallOptions): Promise<ProvisionalToken> {
    return this.#caller.call(routes.botPartnerSdkToken, [], body, options);
  }
}
