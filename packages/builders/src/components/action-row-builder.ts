import type { APIActionRowComponent, APIComponentInMessageActionRow } from "@zignal/types";
import { toJsonList } from "../buildable.ts";
import type { BuildOptions, Input } from "../buildable.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";

/**
 * A row of up to five buttons, or of one select menu.
 * @see {@link https://docs.discord.com/developers/components/reference#action-row | Discord Docs/Action Row}
 */
export class ActionRowBuilder {
  readonly #components: Input<APIComponentInMessageActionRow>[];
  #id: number | undefined;

  constructor(...components: readonly Input<APIComponentInMessageActionRow>[]) {
    this.#components = [...components];
  }

  /** Adds buttons, or a select menu. A builder is built when the row is. */
  add(...components: readonly Input<APIComponentInMessageActionRow>[]): this {
    this.#components.push(...components);
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIActionRowComponent<APIComponentInMessageActionRow> {
    const row: APIActionRowComponent<APIComponentInMessageActionRow> = {
      type: 1,
      components: toJsonList(this.#components),
    };
    if (this.#id !== undefined) row.id = this.#id;
    return checked(row, componentSchema, "action row", options);
  }
}
