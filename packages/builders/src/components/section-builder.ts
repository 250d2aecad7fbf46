import type { APISectionAccessoryComponent, APISectionComponent, APITextDisplayComponent } from "@zignal/types";
import { toJson, toJsonList } from "../buildable.ts";
import type { BuildOptions, Input } from "../buildable.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";
import { TextDisplayBuilder } from "./content-builders.ts";

/**
 * One to three texts with a button or a thumbnail beside them.
 * @see {@link https://docs.discord.com/developers/components/reference#section | Discord Docs/Section}
 */
export class SectionBuilder {
  readonly #texts: Input<APITextDisplayComponent>[] = [];
  #accessory: Input<APISectionAccessoryComponent> | undefined;
  #id: number | undefined;

  /** Adds texts; at most three. */
  addText(...texts: readonly (string | Input<APITextDisplayComponent>)[]): this {
    for (const text of texts) this.#texts.push(typeof text === "string" ? new TextDisplayBuilder(text) : text);
    return this;
  }

  /** What stands beside the text: a button or a thumbnail. A section must have one. */
  accessory(accessory: Input<APISectionAccessoryComponent>): this {
    this.#accessory = accessory;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APISectionComponent {
    const section = {
      type: 9,
      components: toJsonList(this.#texts),
      ...(this.#accessory !== undefined && { accessory: toJson(this.#accessory) }),
      ...(this.#id !== undefined && { id: this.#id }),
    };
    // A section without an accessory is what validation refuses.
    return checked(section as APISectionComponent, componentSchema, "section", options);
  }
}
