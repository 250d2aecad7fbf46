import type {
  RESTGetAPIOAuth2CurrentApplicationResult,
  RESTGetAPIOAuth2CurrentAuthorizationResult,
} from "@zignal/types";
import type { OAuth2PublicKeys, OpenIdUserInfo } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/oauth2`. */
export class Oauth2 {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Current Authorization Information.
   * `GET /oauth2/@me`
   * @see {@link https://docs.discord.com/developers/topics/oauth2#get-current-authorization-information | Discord Docs}
   */
  getMyOauth2Authorization(options?: CallOptions): Promise<RESTGetAPIOAuth2CurrentAuthorizationResult> {
    return this.#caller.call(routes.getMyOauth2Authorization, [], undefined, options);
  }

  /**
   * Get Current Bot Application Information.
   * `GET /oauth2/applications/@me`
   * @see {@link https://docs.discord.com/developers/topics/oauth2#get-current-bot-application-information | Discord Docs}
   */
  getMyOauth2Application(options?: CallOptions): Promise<RESTGetAPIOAuth2CurrentApplicationResult> {
    return this.#caller.call(routes.getMyOauth2Application, [], undefined, options);
  }

  /**
   * Get the keys that sign OpenID tokens.
   * `GET /oauth2/keys`
   * @see {@link https://docs.discord.com/developers/topics/oauth2 | Discord Docs}
   */
  getPublicKeys(options?: CallOptions): Promise<OAuth2PublicKeys> {
    return this.#caller.call(routes.getPublicKeys, [], undefined, options);
  }

  /**
   * Get the OpenID claims of the authorised user; needs a bearer token.
   * `GET /oauth2/userinfo`
   * @see {@link https://docs.discord.com/developers/topics/oauth2 | Discord Docs}
   */
  getOpenidConnectUserinfo(options?: CallOptions): Promise<OpenIdUserInfo> {
    return this.#caller.call(routes.getOpenidConnectUserinfo, [], undefined, options);
  }
}
