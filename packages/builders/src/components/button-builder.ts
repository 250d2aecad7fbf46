import type { APIButtonComponent, APIMessageComponentEmoji, ButtonStyle } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { emojiFrom } from "../emoji.ts";
import type { EmojiInput } from "../emoji.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";

const styles = { primary: 1, secondary: 2, success: 3, danger: 4, link: 5, premium: 6 } as const;

/** A button's look by name. `link` and `premium` come by themselves with `url` and `skuId`. */
export type ButtonStyleName = keyof typeof styles;

interface ButtonData {
  type: 2;
  style?: ButtonStyle;
  id?: number;
  label?: string;
  emoji?: APIMessageComponentEmoji;
  custom_id?: string;
  url?: string;
  sku_id?: string;
  disabled?: boolean;
}

/**
 * A button, for an action row or a section's accessory.
 * @see {@link https://docs.discord.com/developers/components/reference#button | Discord Docs/Button}
 */
export class ButtonBuilder {
  readonly #data: ButtonData = { type: 2 };

  /** What the interaction of a click carries: 1 to 100 characters. Not for `link` and `premium`. */
  customId(customId: string): this {
    this.#data.custom_id = customId;
    return this;
  }

  /** At most 80 characters. */
  label(label: string): this {
    this.#data.label = label;
    return this;
  }

  /** @defaultValue `"primary"`; `"link"` with a URL, `"premium"` with a SKU */
  style(style: ButtonStyleName | ButtonStyle): this {
    this.#data.style = typeof style === "string" ? styles[style] : style;
    return this;
  }

  emoji(emoji: EmojiInput): this {
    this.#data.emoji = emojiFrom(emoji);
    return this;
  }

  /** Opens a web page: at most 512 characters. The button sends no interaction. */
  url(url: string): this {
    this.#data.url = url;
    return this;
  }

  /** Sells this SKU. The button sends no interaction, and has no label, emoji or URL. */
  skuId(skuId: string): this {
    this.#data.sku_id = skuId;
    return this;
  }

  /** @defaultValue `false` */
  disabled(disabled = true): this {
    this.#data.disabled = disabled;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#data.id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIButtonComponent {
    const button = { ...this.#data };
    button.style ??=
      button.url !== undefined ? styles.link : button.sku_id !== undefined ? styles.premium : styles.primary;
    if (button.emoji !== undefined) button.emoji = { ...button.emoji };
    // Which fields go together is what validation says: the type alone can not follow the calls.
    return checked(button as APIButtonComponent, componentSchema, "button", options);
  }
}
