import type { Localizations } from "./locale.ts";

/** Name and description of a subcommand or group, in Discord's JSON. */
export interface OptionHeading {
  name: string;
  description: string;
  name_localizations?: Localizations;
  description_localizations?: Localizations;
}

/** What subcommands and their groups have in common. */
export abstract class OptionListBuilder {
  readonly #heading: OptionHeading;

  constructor(name: string, description: string) {
    this.#heading = { name, description };
  }

  /** The name by locale. */
  nameLocalizations(localizations: Localizations): this {
    this.#heading.name_localizations = localizations;
    return this;
  }

  /** The description by locale. */
  descriptionLocalizations(localizations: Localizations): this {
    this.#heading.description_localizations = localizations;
    return this;
  }

  protected heading(): OptionHeading {
    return { ...this.#heading };
  }
}
