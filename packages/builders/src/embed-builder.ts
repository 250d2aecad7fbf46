import type { APIEmbed, APIEmbedField } from "@zignal/types";
import type { BuildOptions } from "./buildable.ts";
import { copyJson } from "./buildable.ts";
import { colorFrom } from "./color.ts";
import type { ColorInput } from "./color.ts";
import { embedSchema } from "./schemas/embed.ts";
import { checked } from "./validation.ts";

/**
 * An embed: the framed block of a message.
 * @see {@link https://docs.discord.com/developers/resources/message#embed-object | Discord Docs/Embed}
 */
export class EmbedBuilder {
  readonly #data: APIEmbed;

  /** @param embed - Where to start from, such as an embed of a received message; it is copied. */
  constructor(embed: APIEmbed = {}) {
    this.#data = copyJson(embed);
  }

  /** At most 256 characters. */
  title(title: string): this {
    this.#data.title = title;
    return this;
  }

  /** Markdown, at most 4096 characters. */
  description(description: string): this {
    this.#data.description = description;
    return this;
  }

  /** What the title links to. */
  url(url: string): this {
    this.#data.url = url;
    return this;
  }

  /** The stripe: a number such as `0xff0000`, `"#ff0000"` or `[255, 0, 0]`. */
  color(color: ColorInput): this {
    this.#data.color = colorFrom(color);
    return this;
  }

  /** The stripe, each part from 0 to 255. */
  colorRgb(red: number, green: number, blue: number): this {
    return this.color([red, green, blue]);
  }

  /**
   * Adds a field; at most 25.
   * @param name - At most 256 characters.
   * @param value - Markdown, at most 1024 characters.
   * @param inline - Beside its neighbours, up to three in a line. @defaultValue `false`
   */
  addField(name: string, value: string, inline = false): this {
    (this.#data.fields ??= []).push({ name, value, inline });
    return this;
  }

  /** Adds several fields. */
  addFields(...fields: readonly APIEmbedField[]): this {
    (this.#data.fields ??= []).push(...fields.map((field) => ({ ...field })));
    return this;
  }

  /** Replaces all fields. */
  setFields(fields: readonly APIEmbedField[]): this {
    this.#data.fields = fields.map((field) => ({ ...field }));
    return this;
  }

  /** The small picture at the right; `attachment://name.png` shows a file of the same message. */
  setThumbnail(url: string): this {
    this.#data.thumbnail = { url };
    return this;
  }

  /** The large picture; `attachment://name.png` shows a file of the same message. */
  setImage(url: string): this {
    this.#data.image = { url };
    return this;
  }

  /** At most 2048 characters. */
  setFooter(text: string, iconUrl?: string): this {
    this.#data.footer = iconUrl === undefined ? { text } : { text, icon_url: iconUrl };
    return this;
  }

  /** At most 256 characters. */
  setAuthor(name: string, options: { url?: string; iconUrl?: string } = {}): this {
    this.#data.author = {
      name,
      ...(options.url !== undefined && { url: options.url }),
      ...(options.iconUrl !== undefined && { icon_url: options.iconUrl }),
    };
    return this;
  }

  /** A moment beside the footer, in each reader's own time. @param when - Milliseconds since 1970, a date, or ISO 8601. @defaultValue now */
  setTimestamp(when: Date | number | string = new Date()): this {
    this.#data.timestamp = typeof when === "string" ? when : isoOf(when);
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIEmbed {
    const embed: APIEmbed = { ...this.#data };
    if (embed.fields !== undefined) embed.fields = embed.fields.map(copyField);
    if (embed.footer !== undefined) embed.footer = { ...embed.footer };
    if (embed.image !== undefined) embed.image = { ...embed.image };
    if (embed.thumbnail !== undefined) embed.thumbnail = { ...embed.thumbnail };
    if (embed.author !== undefined) embed.author = { ...embed.author };
    return checked(embed, embedSchema, "embed", options);
  }
}

function copyField(field: APIEmbedField): APIEmbedField {
  return { ...field };
}

/** What is no date stays as it is, for validation to name. */
function isoOf(when: Date | number): string {
  const date = new Date(when);
  return Number.isNaN(date.getTime()) ? String(when) : date.toISOString();
}
