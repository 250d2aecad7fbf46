import type {
  APIFileComponent,
  APIMediaGalleryComponent,
  APIMediaGalleryItem,
  APISeparatorComponent,
  APITextDisplayComponent,
  APIThumbnailComponent,
} from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";

/**
 * Markdown text, in messages and modals.
 * @see {@link https://docs.discord.com/developers/components/reference#text-display | Discord Docs/Text Display}
 */
export class TextDisplayBuilder {
  readonly #data: APITextDisplayComponent;

  /** @param content - Markdown; all text displays of a message have at most 4000 characters together. */
  constructor(content = "") {
    this.#data = { type: 10, content };
  }

  content(content: string): this {
    this.#data.content = content;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#data.id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APITextDisplayComponent {
    return checked({ ...this.#data }, componentSchema, "text display", options);
  }
}

/** How a picture or file is shown. */
export interface MediaOptions {
  /** Alternative text: 1 to 1024 characters. */
  description?: string;
  /** Hidden until it is clicked. @defaultValue `false` */
  spoiler?: boolean;
}

/**
 * A small picture at the side of a section.
 * @see {@link https://docs.discord.com/developers/components/reference#thumbnail | Discord Docs/Thumbnail}
 */
export class ThumbnailBuilder {
  readonly #data: APIThumbnailComponent;

  /** @param url - From the web, or `attachment://name.png` for a file of the same message. */
  constructor(url: string, options: MediaOptions = {}) {
    this.#data = { type: 11, media: { url }, ...options };
  }

  description(description: string): this {
    this.#data.description = description;
    return this;
  }

  spoiler(spoiler = true): this {
    this.#data.spoiler = spoiler;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIThumbnailComponent {
    return checked(copyJson(this.#data), componentSchema, "thumbnail", options);
  }
}

/**
 * One to ten pictures or videos.
 * @see {@link https://docs.discord.com/developers/components/reference#media-gallery | Discord Docs/Media Gallery}
 */
export class MediaGalleryBuilder {
  readonly #items: APIMediaGalleryItem[] = [];
  #id: number | undefined;

  /** Adds a picture or video. @param url - From the web, or `attachment://name.png` for a file of the same message. */
  addItem(url: string, options: MediaOptions = {}): this {
    this.#items.push({ media: { url }, ...options });
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIMediaGalleryComponent {
    const gallery: APIMediaGalleryComponent = { type: 12, items: copyJson(this.#items) };
    if (this.#id !== undefined) gallery.id = this.#id;
    return checked(gallery, componentSchema, "media gallery", options);
  }
}

/**
 * A file of the same message, shown in its place.
 * @see {@link https://docs.discord.com/developers/components/reference#file | Discord Docs/File}
 */
export class FileBuilder {
  readonly #data: APIFileComponent;

  /** @param name - The file's name, or `attachment://` and its name. */
  constructor(name: string, options: { spoiler?: boolean } = {}) {
    this.#data = { type: 13, file: { url: name.includes("://") ? name : `attachment://${name}` }, ...options };
  }

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
  build(options?: BuildOptions): APIFileComponent {
    return checked(copyJson(this.#data), componentSchema, "file", options);
  }
}

/**
 * Space, and a line, between components.
 * @see {@link https://docs.discord.com/developers/components/reference#separator | Discord Docs/Separator}
 */
export class SeparatorBuilder {
  readonly #data: APISeparatorComponent = { type: 14 };

  /** Is a line drawn? @defaultValue `true` */
  divider(divider = true): this {
    this.#data.divider = divider;
    return this;
  }

  /** @defaultValue `"small"` */
  spacing(spacing: "small" | "large"): this {
    this.#data.spacing = spacing === "large" ? 2 : 1;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.#data.id = id;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APISeparatorComponent {
    return checked({ ...this.#data }, componentSchema, "separator", options);
  }
}
