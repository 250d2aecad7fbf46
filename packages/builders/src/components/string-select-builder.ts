import type { APISelectMenuOption, APIStringSelectComponent } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { emojiFrom } from "../emoji.ts";
import type { EmojiInput } from "../emoji.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";
import { SelectBuilder } from "./select-builder.ts";

/** Something to choose. */
export interface SelectOption {
  /** What the user reads: 1 to 100 characters. */
  label: string;
  /** What the interaction carries: 1 to 100 characters, unique in the menu. */
  value: string;
  /** A line below the label: at most 100 characters. */
  description?: string;
  emoji?: EmojiInput;
  /** Chosen from the start. @defaultValue `false` */
  default?: boolean;
}

/**
 * A menu of your own options.
 * @see {@link https://docs.discord.com/developers/components/reference#string-select | Discord Docs/String Select}
 */
export class StringSelectBuilder extends SelectBuilder {
  #options: APISelectMenuOption[] = [];

  /** Adds an option; at most 25. */
  addOption(label: string, value: string, details: Omit<SelectOption, "label" | "value"> = {}): this {
    this.#options.push(optionFrom({ ...details, label, value }));
    return this;
  }

  addOptions(...options: readonly SelectOption[]): this {
    for (const option of options) this.#options.push(optionFrom(option));
    return this;
  }

  /** Replaces all options. */
  setOptions(options: readonly SelectOption[]): this {
    this.#options = options.map(optionFrom);
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIStringSelectComponent {
    const { custom_id = "", ...rest } = this.select;
    const select: APIStringSelectComponent = { type: 3, custom_id, ...rest, options: copyJson(this.#options) };
    return checked(select, componentSchema, "select", options);
  }
}

function optionFrom({ emoji, ...option }: SelectOption): APISelectMenuOption {
  return emoji === undefined ? option : { ...option, emoji: emojiFrom(emoji) };
}
