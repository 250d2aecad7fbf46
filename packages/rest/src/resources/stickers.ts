import type { RESTGetAPIStickerResult } from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/stickers`. */
export class Stickers {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Sticker.
   * `GET /stickers/{sticker_id}`
   * @see {@link https://docs.discord.com/developers/resources/sticker#get-sticker | Discord Docs}
   */
  getSticker(stickerId: string, options?: CallOptions): Promise<RESTGetAPIStickerResult> {
    return this.#caller.call(routes.getSticker, [stickerId], undefined, options);
  }
}
