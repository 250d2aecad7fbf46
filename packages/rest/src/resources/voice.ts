import type { RESTGetAPIVoiceRegionsResult } from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/voice`. */
export class Voice {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * List Voice Regions.
   * `GET /voice/regions`
   * @see {@link https://docs.discord.com/developers/resources/voice#list-voice-regions | Discord Docs}
   */
  listVoiceRegions(options?: CallOptions): Promise<RESTGetAPIVoiceRegionsResult> {
    return this.#caller.call(routes.listVoiceRegions, [], undefined, options);
  }
}
