import type {
  APIChatInputApplicationCommandInteraction,
  APIMessage,
  APIMessageApplicationCommandInteraction,
  APIPrimaryEntryPointCommandInteraction,
  APIUserApplicationCommandInteraction,
} from "@zignal/types";
import { resolveUser } from "../commands/resolved.ts";
import type { ResolvedUser } from "../commands/resolved.ts";
import { InteractionError } from "../interaction-error.ts";
import type { Responder } from "../responder.ts";
import { ModalLauncherContext } from "./modal-launcher.ts";

/** A slash command that a user has sent. */
export class SlashCommandContext<
  Options = Readonly<Record<string, unknown>>,
> extends ModalLauncherContext<APIChatInputApplicationCommandInteraction> {
  /** The options by name, resolved: users, members, channels, roles and attachments are whole objects. */
  readonly options: Options;
  /** The name of the command with its group and subcommand, such as `"list add"`. */
  readonly path: string;

  constructor(
    interaction: APIChatInputApplicationCommandInteraction,
    responder: Responder,
    path: string,
    options: Options,
  ) {
    super(interaction, responder);
    this.path = path;
    this.options = options;
  }

  get commandName(): string {
    return this.interaction.data.name;
  }
}

/** A command that was chosen in the menu of a user. */
export class UserCommandContext extends ModalLauncherContext<APIUserApplicationCommandInteraction> {
  get commandName(): string {
    return this.interaction.data.name;
  }

  /** Whose menu it was; with `member` in guilds. */
  get target(): ResolvedUser {
    const { target_id, resolved } = this.interaction.data;
    const user = resolveUser(target_id, resolved);
    if (user === undefined) throw new InteractionError("notPossible", "Discord sent no data of the command's target");
    return user;
  }
}

/** A command that was chosen in the menu of a message. */
export class MessageCommandContext extends ModalLauncherContext<APIMessageApplicationCommandInteraction> {
  get commandName(): string {
    return this.interaction.data.name;
  }

  /** Whose menu it was. */
  get target(): APIMessage {
    const { target_id, resolved } = this.interaction.data;
    const message = resolved.messages[target_id];
    if (message === undefined)
      throw new InteractionError("notPossible", "Discord sent no data of the command's target");
    return message;
  }
}

/** The command that opens the app's activity. */
export class EntryPointCommandContext extends ModalLauncherContext<APIPrimaryEntryPointCommandInteraction> {
  get commandName(): string {
    return this.interaction.data.name;
  }
}
