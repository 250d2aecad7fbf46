import { choiceFrom } from "@zignal/builders";
import type { OptionChoice } from "@zignal/builders";
import { ValidationError } from "@zignal/errors";
import type { ValidationIssue } from "@zignal/errors";
import type { APIApplicationCommandAutocompleteInteraction } from "@zignal/types";
import { callbackType } from "../interaction-type.ts";
import type { Responder } from "../responder.ts";
import { InteractionContext } from "./interaction-context.ts";

/** The most values that Discord shows. */
const maxChoices = 25;

/** The most characters of a choice's name, and of its text. */
const maxLength = 100;

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
   * @throws {ValidationError} if a name or a text is empty or longer than 100 characters; nothing is sent.
   */
  async respond(choices: readonly (Value | OptionChoice<Value>)[]): Promise<void> {
    const data = { choices: choices.slice(0, maxChoices).map((choice) => choiceFrom<string | number>(choice)) };
    refuseLengths(data.choices);
    await this.responder.first({ wish: "choices" }, { type: callbackType.autocompleteResult, data });
  }
}

/** Discord would show nothing at all; over HTTP it would not even say so. */
function refuseLengths(choices: readonly { name: string; value: string | number }[]): void {
  const issues: ValidationIssue[] = [];
  for (const [index, choice] of choices.entries()) {
    for (const field of ["name", "value"] as const) {
      const text = choice[field];
      if (typeof text !== "string" || (text !== "" && lengthOf(text) <= maxLength)) continue;
      issues.push({
        path: `choices[${index}].${field}`,
        message: `must be 1 to ${maxLength} characters (was ${lengthOf(text)})`,
      });
    }
  }
  if (issues.length > 0) throw new ValidationError(issues);
}

/** In characters as Discord counts them: a pair of surrogates is one. */
function lengthOf(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}
