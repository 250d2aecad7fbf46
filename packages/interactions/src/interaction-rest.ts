import type { MessageBody } from "@zignal/builders";
import type {
  APIApplicationCommand,
  APIMessage,
  RESTPostAPIApplicationCommandsJSONBody,
  RESTPostAPIApplicationGuildCommandsJSONBody,
} from "@zignal/types";
import type { DocumentedResponseBody } from "./interaction-response.ts";

/** What the answers and the command sync ask of a REST client: `Rest` of `@zignal/rest` has it all, and so may a fake. */
export interface InteractionRest {
  readonly interactions: {
    createInteractionResponse(
      interactionId: string,
      interactionToken: string,
      body: DocumentedResponseBody,
    ): Promise<unknown>;
  };
  readonly webhooks: {
    executeWebhook(
      applicationId: string,
      interactionToken: string,
      body: MessageBody,
      options?: { query?: { wait?: boolean } },
    ): Promise<unknown>;
    getOriginalWebhookMessage(applicationId: string, interactionToken: string): Promise<APIMessage>;
    getWebhookMessage(applicationId: string, interactionToken: string, messageId: string): Promise<APIMessage>;
    updateOriginalWebhookMessage(
      applicationId: string,
      interactionToken: string,
      body: MessageBody,
    ): Promise<APIMessage>;
    deleteOriginalWebhookMessage(applicationId: string, interactionToken: string): Promise<unknown>;
    updateWebhookMessage(
      applicationId: string,
      interactionToken: string,
      messageId: string,
      body: MessageBody,
    ): Promise<APIMessage>;
    deleteWebhookMessage(applicationId: string, interactionToken: string, messageId: string): Promise<unknown>;
  };
  readonly applications: CommandRest;
}

/** The part that the command sync uses. */
export interface CommandRest {
  getMyApplication(): Promise<{ id: string }>;
  listApplicationCommands(
    applicationId: string,
    options?: { query?: { with_localizations?: boolean } },
  ): Promise<APIApplicationCommand[]>;
  createApplicationCommand(applicationId: string, body: RESTPostAPIApplicationCommandsJSONBody): Promise<unknown>;
  updateApplicationCommand(
    applicationId: string,
    commandId: string,
    body: RESTPostAPIApplicationCommandsJSONBody,
  ): Promise<unknown>;
  deleteApplicationCommand(applicationId: string, commandId: string): Promise<unknown>;
  listGuildApplicationCommands(
    applicationId: string,
    guildId: string,
    options?: { query?: { with_localizations?: boolean } },
  ): Promise<Omit<APIApplicationCommand, "contexts" | "dm_permission" | "integration_types">[]>;
  createGuildApplicationCommand(applicationId: string, guildId: string, body: GuildCommandBody): Promise<unknown>;
  updateGuildApplicationCommand(
    applicationId: string,
    guildId: string,
    commandId: string,
    body: GuildCommandBody,
  ): Promise<unknown>;
  deleteGuildApplicationCommand(applicationId: string, guildId: string, commandId: string): Promise<unknown>;
}

/** A command of a guild: the entry point is global, and so are installation types and contexts. */
export type GuildCommandBody = RESTPostAPIApplicationGuildCommandsJSONBody;
