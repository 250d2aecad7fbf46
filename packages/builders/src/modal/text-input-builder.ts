import type { APITextInputComponent } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { modalComponentSchema } from "../schemas/modal.ts";
import { checked } from "../validation.ts";
import { FieldBuilder } from "./field-builder.ts";

/**
 * A text to type in.
 * @see {@link https://docs.discord.com/developers/components/reference#text-input | Discord Docs/Text Input}
 */
export class TextInputBuilder extends FieldBuilder<APITextInputComponent> {
  constructor() {
    super({ type: 4, custom_id: "", style: 1 });
  }

  /** One line, or several. @defaultValue `"short"` */
  style(style: "short" | "paragraph"): this {
    this.data.style = style === "paragraph" ? 2 : 1;
    return this;
  }

  /** Shown while it is empty: at most 100 characters. */
  placeholder(placeholder: string): this {
    this.data.placeholder = placeholder;
    return this;
  }

  /** What it is filled with at first: at most 4000 characters. */
  value(value: string): this {
    this.data.value = value;
    return this;
  }

  /** 0 to 4000 characters. */
  minLength(minLength: number): this {
    this.data.min_length = minLength;
    return this;
  }

  /** 1 to 4000 characters. @defaultValue `4000` */
  maxLength(maxLength: number): this {
    this.data.max_length = maxLength;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APITextInputComponent {
    return checked({ ...this.data }, modalComponentSchema, "text input", options);
  }
}
