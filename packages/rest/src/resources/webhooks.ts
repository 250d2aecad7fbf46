import type {
  RESTDeleteAPIWebhookWithTokenMessageQuery,
  RESTGetAPIInteractionOriginalResponseResult,
  RESTGetAPIWebhookResult,
  RESTGetAPIWebhookWithTokenMessageQuery,
  RESTGetAPIWebhookWithTokenMessageResult,
  RESTGetAPIWebhookWithTokenResult,
  RESTPatchAPIInteractionOriginalResponseJSONBody,
  RESTPatchAPIInteractionOriginalResponseResult,
  RESTPatchAPIWebhookJSONBody,
  RESTPatchAPIWebhookResult,
  RESTPatchAPIWebhookWithTokenJSONBody,
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPatchAPIWebhookWithTokenMessageQuery,
  RESTPatchAPIWebhookWithTokenMessageResult,
  RESTPatchAPIWebhookWithTokenResult,
  RESTPostAPIWebhookWithTokenGitHubQuery,
  RESTPostAPIWebhookWithTokenJSONBody,
  RESTPostAPIWebhookWithTokenQuery,
  RESTPostAPIWebhookWithTokenSlackQuery,
  RESTPostAPIWebhookWithTokenWaitResult,
} from "@zignal/types";
import type { GitHubWebhookJSONBody, SlackWebhookJSONBody } from "../api-types.ts";
import type { CallOptions, Uploads } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/webhooks`. */
export class Webhooks {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Webhook.
   * `GET /webhooks/{webhook_id}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#get-webhook | Discord Docs}
   */
  getWebhook(webhookId: string, options?: CallOptions): Promise<RESTGetAPIWebhookResult> {
    return this.#caller.call(routes.getWebhook, [webhookId], undefined, options);
  }

  /**
   * Delete Webhook.
   * `DELETE /webhooks/{webhook_id}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#delete-webhook | Discord Docs}
   */
  deleteWebhook(webhookId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteWebhook, [webhookId], undefined, options);
  }

  /**
   * Modify Webhook.
   * `PATCH /webhooks/{webhook_id}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#modify-webhook | Discord Docs}
   */
  updateWebhook(
    webhookId: string,
    body: RESTPatchAPIWebhookJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIWebhookResult> {
    return this.#caller.call(routes.updateWebhook, [webhookId], body, options);
  }

  /**
   * Get Webhook with Token.
   * `GET /webhooks/{webhook_id}/{webhook_token}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#get-webhook-with-token | Discord Docs}
   */
  getWebhookByToken(
    webhookId: string,
    token: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIWebhookWithTokenResult> {
    return this.#caller.call(routes.getWebhookByToken, [webhookId, token], undefined, options);
  }

  /**
   * Create Followup Message, or Execute Webhook.
   * `POST /webhooks/{webhook_id}/{webhook_token}`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/webhook#execute-webhook | Discord Docs}
   */
  executeWebhook(
    webhookId: string,
    token: string,
    body: RESTPostAPIWebhookWithTokenJSONBody & Uploads,
    options: CallOptions & { query: RESTPostAPIWebhookWithTokenQuery & { wait: true } },
  ): Promise<RESTPostAPIWebhookWithTokenWaitResult>;
  executeWebhook(
    webhookId: string,
    token: string,
    body: RESTPostAPIWebhookWithTokenJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIWebhookWithTokenQuery & { wait?: false } },
  ): Promise<undefined>;
  executeWebhook(
    webhookId: string,
    token: string,
    body: RESTPostAPIWebhookWithTokenJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIWebhookWithTokenQuery },
  ): Promise<RESTPostAPIWebhookWithTokenWaitResult | undefined>;
  executeWebhook(
    webhookId: string,
    token: string,
    body: RESTPostAPIWebhookWithTokenJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIWebhookWithTokenQuery },
  ): Promise<RESTPostAPIWebhookWithTokenWaitResult | undefined> {
    return this.#caller.call(routes.executeWebhook, [webhookId, token], body, options);
  }

  /**
   * Delete Webhook with Token.
   * `DELETE /webhooks/{webhook_id}/{webhook_token}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#delete-webhook-with-token | Discord Docs}
   */
  deleteWebhookByToken(webhookId: string, token: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteWebhookByToken, [webhookId, token], undefined, options);
  }

  /**
   * Modify Webhook with Token.
   * `PATCH /webhooks/{webhook_id}/{webhook_token}`
   * @see {@link https://docs.discord.com/developers/resources/webhook#modify-webhook-with-token | Discord Docs}
   */
  updateWebhookByToken(
    webhookId: string,
    token: string,
    body: RESTPatchAPIWebhookWithTokenJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIWebhookWithTokenResult> {
    return this.#caller.call(routes.updateWebhookByToken, [webhookId, token], body, options);
  }

  /**
   * Execute GitHub-Compatible Webhook.
   * `POST /webhooks/{webhook_id}/{webhook_token}/github`
   * @see {@link https://docs.discord.com/developers/resources/webhook#execute-github-compatible-webhook | Discord Docs}
   */
  executeGithubCompatibleWebhook(
    webhookId: string,
    token: string,
    body: GitHubWebhookJSONBody,
    options?: CallOptions & { query?: RESTPostAPIWebhookWithTokenGitHubQuery },
  ): Promise<void> {
    return this.#caller.call(routes.executeGithubCompatibleWebhook, [webhookId, token], body, options);
  }

  /**
   * Get Original Interaction Response.
   * `GET /webhooks/{webhook_id}/{webhook_token}/messages/@original`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#get-original-interaction-response | Discord Docs}
   */
  getOriginalWebhookMessage(
    webhookId: string,
    token: string,
    options?: CallOptions & { query?: RESTGetAPIWebhookWithTokenMessageQuery },
  ): Promise<RESTGetAPIInteractionOriginalResponseResult> {
    return this.#caller.call(routes.getOriginalWebhookMessage, [webhookId, token], undefined, options);
  }

  /**
   * Delete Original Interaction Response.
   * `DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#delete-original-interaction-response | Discord Docs}
   */
  deleteOriginalWebhookMessage(
    webhookId: string,
    token: string,
    options?: CallOptions & { query?: RESTDeleteAPIWebhookWithTokenMessageQuery },
  ): Promise<void> {
    return this.#caller.call(routes.deleteOriginalWebhookMessage, [webhookId, token], undefined, options);
  }

  /**
   * Edit Original Interaction Response.
   * `PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#edit-original-interaction-response | Discord Docs}
   */
  updateOriginalWebhookMessage(
    webhookId: string,
    token: string,
    body: RESTPatchAPIInteractionOriginalResponseJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPatchAPIWebhookWithTokenMessageQuery },
  ): Promise<RESTPatchAPIInteractionOriginalResponseResult> {
    return this.#caller.call(routes.updateOriginalWebhookMessage, [webhookId, token], body, options);
  }

  /**
   * Get Followup Message, or Get Webhook Message.
   * `GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#get-followup-message | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/webhook#get-webhook-message | Discord Docs}
   */
  getWebhookMessage(
    webhookId: string,
    token: string,
    messageId: string,
    options?: CallOptions & { query?: RESTGetAPIWebhookWithTokenMessageQuery },
  ): Promise<RESTGetAPIWebhookWithTokenMessageResult> {
    return this.#caller.call(routes.getWebhookMessage, [webhookId, token, messageId], undefined, options);
  }

  /**
   * Delete Followup Message, or Delete Webhook Message.
   * `DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#delete-followup-message | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/webhook#delete-webhook-message | Discord Docs}
   */
  deleteWebhookMessage(
    webhookId: string,
    token: string,
    messageId: string,
    options?: CallOptions & { query?: RESTDeleteAPIWebhookWithTokenMessageQuery },
  ): Promise<void> {
    return this.#caller.call(routes.deleteWebhookMessage, [webhookId, token, messageId], undefined, options);
  }

  /**
   * Edit Followup Message, or Edit Webhook Message.
   * `PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#edit-followup-message | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/webhook#edit-webhook-message | Discord Docs}
   */
  updateWebhookMessage(
    webhookId: string,
    token: string,
    messageId: string,
    body: RESTPatchAPIWebhookWithTokenMessageJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPatchAPIWebhookWithTokenMessageQuery },
  ): Promise<RESTPatchAPIWebhookWithTokenMessageResult> {
    return this.#caller.call(routes.updateWebhookMessage, [webhookId, token, messageId], body, options);
  }

  /**
   * Execute Slack-Compatible Webhook.
   * `POST /webhooks/{webhook_id}/{webhook_token}/slack`
   * @see {@link https://docs.discord.com/developers/resources/webhook#execute-slack-compatible-webhook | Discord Docs}
   */
  executeSlackCompatibleWebhook(
    webhookId: string,
    token: string,
    body: SlackWebhookJSONBody & Uploads,
    options?: CallOptions & { query?: RESTPostAPIWebhookWithTokenSlackQuery },
  ): Promise<string> {
    return this.#caller.call(routes.executeSlackCompatibleWebhook, [webhookId, token], body, options);
  }
}
