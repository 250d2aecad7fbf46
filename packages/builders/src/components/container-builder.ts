import type { APIComponentInContainer, APIComponentInMessageActionRow, APIContainerComponent } from "@zignal/types";
import { toJsonList } from "../buildable.ts";
import type { BuildOptions, Input } from "../buildable.ts";
import { colorFrom } from "../color.ts";
import type { ColorInput } from "../color.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";
import { ActionRowBuilder } from "./action-row-builder.ts";
import { SeparatorBuilder, TextDisplayBuilder } from "./content-builders.ts";

/**
 * A frame around other components.
 * @see {@link https://docs.discord.com/developers/components/reference#container | Discord Docs/Container}
 */
export class ContainerBuilder {
  readonly #components: Input<APIComponentInContainer>[];
  readonly #data: Pick<APIContainerComponent, "id" | "accent_color" | "spoiler"> = {};

  constructor(...components: readonly Input<APIComponentInContainer>[]) {
    this.#components = [...components];
  }

  /** Adds rows, texts, sections, galleries, separators or files. A builder is built when the container is. */
  add(...components: readonly Input<APIComponentInContainer>[]): this {
    this.#components.push(...components);
    return this;
  }

  /** Adds a text display. */
  addText(content: string): this {
    return this.add(new TextDisplayBuilder(content));
  }

  /** Adds an action row of buttons, or of one select menu. */
  addRow(...components: readonly Input<APIComponentInMessageActionRow>[]): this {
    return this.add(new ActionRowBuilder(...components));
  }

  /** Adds a separator. */
  addSeparator(spacing: "small" | "large" = "small"): this {
    return this.add(new SeparatorBuilder().spacing(spacing));
  }

  /** The stripe at the side. */
  accentColor(color: ColorInput): this {
    this.#data.accent_color = colorFrom(color);
    return this;
  }

  /** Hidden until it is clicked. @defaultValue `false` */
  spoiler(spoiler = true): this {
    this.#data.spoiler = spoiler;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#data.id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIContainerComponent {
    const container: APIContainerComponent = { type: 17, ...this.#data, components: toJsonList(this.#components) };
    return checked(container, componentSchema, "container", options);
  }
}
