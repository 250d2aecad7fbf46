import type {
  RESTGetAPIStageInstanceResult,
  RESTPatchAPIStageInstanceJSONBody,
  RESTPatchAPIStageInstanceResult,
  RESTPostAPIStageInstanceJSONBody,
  RESTPostAPIStageInstanceResult,
} from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/stage-instances`. */
export class StageInstances {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Create Stage Instance.
   * `POST /stage-instances`
   * @see {@link https://docs.discord.com/developers/resources/stage-instance#create-stage-instance | Discord Docs}
   */
  createStageInstance(
    body: RESTPostAPIStageInstanceJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIStageInstanceResult> {
    return this.#caller.call(routes.createStageInstance, [], body, options);
  }

  /**
   * Get Stage Instance.
   * `GET /stage-instances/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/stage-instance#get-stage-instance | Discord Docs}
   */
  getStageInstance(channelId: string, options?: CallOptions): Promise<RESTGetAPIStageInstanceResult> {
    return this.#caller.call(routes.getStageInstance, [channelId], undefined, options);
  }

  /**
   * Delete Stage Instance.
   * `DELETE /stage-instances/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/stage-instance#delete-stage-instance | Discord Docs}
   */
  deleteStageInstance(channelId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteStageInstance, [channelId], undefined, options);
  }

  /**
   * Modify Stage Instance.
   * `PATCH /stage-instances/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/stage-instance#modify-stage-instance | Discord Docs}
   */
  updateStageInstance(
    channelId: string,
    body: RESTPatchAPIStageInstanceJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIStageInstanceResult> {
    return this.#caller.call(routes.updateStageInstance, [channelId], body, options);
  }
}
