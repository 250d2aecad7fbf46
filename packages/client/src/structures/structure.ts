import type { StructureHost } from "./structure-host.ts";

/**
 * A light structure: Discord's object as it came (`raw`), with accessors and what one can do with it. Nothing is copied;
 * a field that Discord adds tomorrow is in `raw` today.
 */
export abstract class Structure<Raw extends object> {
  /** Discord's object, as it came. */
  readonly raw: Raw;
  readonly #host: StructureHost;

  constructor(raw: Raw, host: StructureHost) {
    // Discord at times leaves out what it promises, such as an author: then the accessors answer undefined, and do not throw.
    this.raw = raw ?? {};
    this.#host = host;
  }

  /** What the structure acts through. Private, so that printing a structure prints Discord's object and no more. */
  protected get host(): StructureHost {
    return this.#host;
  }

  toJSON(): Raw {
    return this.raw;
  }
}
