import type {
  APIComponentInLabel,
  APILabelComponent,
  APIModalInteractionResponseCallbackComponent,
  APIModalInteractionResponseCallbackData,
} from "@zignal/types";
import { toJson, toJsonList } from "../buildable.ts";
import type { BuildOptions, Input } from "../buildable.ts";
import { TextDisplayBuilder } from "../components/content-builders.ts";
import { modalComponentSchema, modalSchema } from "../schemas/modal.ts";
import { checked } from "../validation.ts";

/**
 * A field of a modal with its label.
 * @see {@link https://docs.discord.com/developers/components/reference#label | Discord Docs/Label}
 */
export class LabelBuilder {
  readonly #label: string;
  readonly #component: Input<APIComponentInLabel>;
  readonly #description: string | undefined;

  /**
   * @param label - 1 to 45 characters.
   * @param component - Text input, select menu, file upload, radio group, checkbox group or checkbox.
   * @param description - A line below the label: 1 to 100 characters.
   */
  constructor(label: string, component: Input<APIComponentInLabel>, description?: string) {
    this.#label = label;
    this.#component = component;
    this.#description = description;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APILabelComponent {
    const label: APILabelComponent = { type: 18, label: this.#label, component: toJson(this.#component) };
    if (this.#description !== undefined) label.description = this.#description;
    return checked(label, modalComponentSchema, "label", options);
  }
}

/**
 * A form that pops up in answer to an interaction.
 * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal | Discord Docs/Modal}
 */
export class ModalBuilder {
  readonly #components: Input<APIModalInteractionResponseCallbackComponent>[] = [];
  #customId = "";
  #title = "";

  /** What the interaction of the submitted modal carries: 1 to 100 characters. */
  customId(customId: string): this {
    this.#customId = customId;
    return this;
  }

  /** 1 to 45 characters. */
  title(title: string): this {
    this.#title = title;
    return this;
  }

  /** Adds a field with its label; a modal has one to five fields and texts. */
  addLabel(label: string, component: Input<APIComponentInLabel>, description?: string): this {
    return this.add(new LabelBuilder(label, component, description));
  }

  /** Adds a text. */
  addText(content: string): this {
    return this.add(new TextDisplayBuilder(content));
  }

  /** Adds labels, texts, or Discord's JSON of them. */
  add(...components: readonly Input<APIModalInteractionResponseCallbackComponent>[]): this {
    this.#components.push(...components);
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIModalInteractionResponseCallbackData {
    const modal = { custom_id: this.#customId, title: this.#title, components: toJsonList(this.#components) };
    return checked(modal, modalSchema, "modal", options);
  }
}

/** A modal: a builder, or Discord's JSON, in which builders can stand. */
export type ModalInput = Input<APIModalInteractionResponseCallbackData>;

/**
 * Discord's JSON of any modal input.
 * @throws {ValidationError} with every fault, unless `validate` is `false`.
 */
export function modalFrom(input: ModalInput, options?: BuildOptions): APIModalInteractionResponseCallbackData {
  return checked(toJson(input), modalSchema, "modal", options);
}
