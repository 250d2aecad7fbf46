import type { RESTGetAPISoundboardDefaultSoundsResult } from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/soundboard-default-sounds`. */
export class SoundboardDefaultSounds {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * List Default Soundboard Sounds.
   * `GET /soundboard-default-sounds`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#list-default-soundboard-sounds | Discord Docs}
   */
  getSoundboardDefaultSounds(options?: CallOptions): Promise<RESTGetAPISoundboardDefaultSoundsResult> {
    return this.#caller.call(routes.getSoundboardDefaultSounds, [], undefined, options);
  }
}
