import type { RESTGetAPIGatewayBotResult, RESTGetAPIGatewayResult } from "@zignal/types";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/gateway`. */
export class Gateway {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Gateway.
   * `GET /gateway`
   * @see {@link https://docs.discord.com/developers/events/gateway#get-gateway | Discord Docs}
   */
  getGateway(options?: CallOptions): Promise<RESTGetAPIGatewayResult> {
    return this.#caller.call(routes.getGateway, [], undefined, options);
  }

  /**
   * Get Gateway Bot.
   * `GET /gateway/bot`
   * @see {@link https://docs.discord.com/developers/events/gateway#get-gateway-bot | Discord Docs}
   */
  getBotGateway(options?: CallOptions): Promise<RESTGetAPIGatewayBotResult> {
    return this.#caller.call(routes.getBotGateway, [], undefined, options);
  }
}
