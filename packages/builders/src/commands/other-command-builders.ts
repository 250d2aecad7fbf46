import type {
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
  RESTPostAPIPrimaryEntryPointApplicationCommandJSONBody,
} from "@zignal/types";
import { copyJson } from "../buildable.ts";
import type { BuildOptions } from "../buildable.ts";
import { contextMenuCommandSchema, entryPointCommandSchema } from "../schemas/command.ts";
import { checked } from "../validation.ts";
import { CommandBuilder } from "./command-builder.ts";

/**
 * A command in the menu of a user.
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#user-commands | Discord Docs/User Commands}
 */
export class UserCommandBuilder extends CommandBuilder {
  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIContextMenuApplicationCommandsJSONBody {
    return checked({ type: 2, ...copyJson(this.command) }, contextMenuCommandSchema, "command", options);
  }
}

/**
 * A command in the menu of a message.
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#message-commands | Discord Docs/Message Commands}
 */
export class MessageCommandBuilder extends CommandBuilder {
  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIContextMenuApplicationCommandsJSONBody {
    return checked({ type: 3, ...copyJson(this.command) }, contextMenuCommandSchema, "command", options);
  }
}

/**
 * The command that opens an app's activity.
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#entry-point-commands | Discord Docs/Entry Point Commands}
 */
export class EntryPointCommandBuilder extends CommandBuilder {
  #description: string | undefined;
  #handler: 1 | 2 | undefined;

  /** 1 to 100 characters. */
  description(description: string): this {
    this.#description = description;
    return this;
  }

  /** Who answers: the app, or Discord, which starts the activity. @defaultValue Discord's: `"app"` */
  handler(handler: "app" | "discord"): this {
    this.#handler = handler === "app" ? 1 : 2;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIPrimaryEntryPointApplicationCommandJSONBody {
    const body: RESTPostAPIPrimaryEntryPointApplicationCommandJSONBody = { type: 4, ...copyJson(this.command) };
    if (this.#description !== undefined) body.description = this.#description;
    if (this.#handler !== undefined) body.handler = this.#handler;
    return checked(body, entryPointCommandSchema, "command", options);
  }
}
