import type { APIApplicationCommand, APIMessage } from "@zignal/types";
import type { CommandRest, InteractionRest } from "../src/index.ts";

/** A call of the fake REST client: its method and its arguments. */
export type RecordedCall = [method: string, ...args: unknown[]];

/** Records every call, and answers as the test says. */
export class RecordingRest implements InteractionRest {
  readonly calls: RecordedCall[] = [];
  /** Called before a call succeeds: throw, or wait. */
  before: (method: string) => unknown = () => undefined;
  /** What Discord has of commands. */
  commands: APIApplicationCommand[] = [];

  get methods(): string[] {
    return this.calls.map(([method]) => method);
  }

  /** The first answers that were sent. */
  get callbacks(): unknown[] {
    return this.calls.filter(([method]) => method === "createInteractionResponse").map(([, , , body]) => body);
  }

  readonly interactions: InteractionRest["interactions"] = {
    createInteractionResponse: (...args) => this.#record("createInteractionResponse", args, undefined),
  };

  readonly webhooks: InteractionRest["webhooks"] = {
    executeWebhook: (...args) => this.#record("executeWebhook", args, message("follow-up")),
    getOriginalWebhookMessage: (...args) => this.#record("getOriginalWebhookMessage", args, message("original")),
    getWebhookMessage: (...args) => this.#record("getWebhookMessage", args, message("follow-up")),
    updateOriginalWebhookMessage: (...args) => this.#record("updateOriginalWebhookMessage", args, message("original")),
    deleteOriginalWebhookMessage: (...args) => this.#record("deleteOriginalWebhookMessage", args, undefined),
    updateWebhookMessage: (...args) => this.#record("updateWebhookMessage", args, message("follow-up")),
    deleteWebhookMessage: (...args) => this.#record("deleteWebhookMessage", args, undefined),
  };

  readonly applications: CommandRest = {
    getMyApplication: () => this.#record("getMyApplication", [], { id: "900" }),
    listApplicationCommands: (...args) => this.#record("listApplicationCommands", args, this.commands),
    createApplicationCommand: (...args) => this.#record("createApplicationCommand", args, undefined),
    updateApplicationCommand: (...args) => this.#record("updateApplicationCommand", args, undefined),
    deleteApplicationCommand: (...args) => this.#record("deleteApplicationCommand", args, undefined),
    listGuildApplicationCommands: (...args) => this.#record("listGuildApplicationCommands", args, this.commands),
    createGuildApplicationCommand: (...args) => this.#record("createGuildApplicationCommand", args, undefined),
    updateGuildApplicationCommand: (...args) => this.#record("updateGuildApplicationCommand", args, undefined),
    deleteGuildApplicationCommand: (...args) => this.#record("deleteGuildApplicationCommand", args, undefined),
  };

  async #record<T>(method: string, args: readonly unknown[], result: T): Promise<T> {
    this.calls.push([method, ...args]);
    await this.before(method);
    return result;
  }
}

/** A message of which nothing but the id matters. */
function message(id: string): APIMessage {
  return { id } as APIMessage;
}
