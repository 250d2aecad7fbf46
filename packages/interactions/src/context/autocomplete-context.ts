import { choiceFrom } from "@zignal/builders";
import type { OptionChoice } from "@zignal/builders";
import type { APIApplicationCommandAutocompleteInteraction } from "@zignal/types";
import { callbackType } from "../interaction-type.ts";
import type { Responder } from "../responder.ts";
import { InteractionContext } from "./interaction-context.ts";

/** The most values that Discord shows. */
const maxChoices = 25;

/** What the user is typing. */
export interface FocusedOption {
  name: string;
  /** As typed so far, also for numbers; empty at first. */
  value: string;
}

/** A user is typing the value of an option. Autocomplete can not be deferred. */
export class AutocompleteContext<
  Value extends string | number = string | number,
> extends InteractionContext<APIApplicationCommandAutocompleteInteraction> {
  readonly focused: FocusedOption;
  /** The other options so far, as typed: not resolved, and not checked by Discord. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  /** The name of the command with its group and subcommand. */
  readonly path: string;

  constructor(
    interaction: APIApplicationCommandAutocompleteInteraction,
    responder: Responder,
    path: string,
    focused: FocusedOption,
    options: Readonly<Record<string, string | number | boolean | undefined>>,
  ) {
    super(interaction, responder);
    this.path = path;
    this.focused = focused;
    this.options = options;
  }

  get commandName(): string {
    return this.interaction.data.name;
  }

  /**
   * Proposes values; what is beyond the 25th is left out. A plain value is its own name.
   * @throws {InteractionError} if there is an answer already.
   */
  async respond(choices: readonly (Value | OptionChoice<Value>)[]): Promise<void> {
    const data = { choices: choices.slice(0, maxChoices).map((choice) => choiceFrom<string | number>(choice)) };
    await this.responder.first({ wish: "choices" }, { type: callbackType.autocompleteResult, data });
  }
}
