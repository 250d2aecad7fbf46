import type { RESTGetAPIStickerPackResult, RESTGetStickerPacksResult } from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/sticker-packs`. */
export class StickerPacks {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * List Sticker Packs.
   * `GET /sticker-packs`
   * @see {@link https://docs.discord.com/developers/resources/sticker#list-sticker-packs | Discord Docs}
   */
  listStickerPacks(options?: CallOptions): Promise<RESTGetStickerPacksResult> {
    return this.#caller.call(routes.listStickerPacks, [], undefined, options);
  }

  /**
   * Get Sticker Pack.
   * `GET /sticker-packs/{pack_id}`
   * @see {@link https://docs.discord.com/developers/resources/sticker#get-sticker-pack | Discord Docs}
   */
  getStickerPack(packId: string, options?: CallOptions): Promise<RESTGetAPIStickerPackResult> {
    return this.#caller.call(routes.getStickerPack, [packId], undefined, options);
  }
}
