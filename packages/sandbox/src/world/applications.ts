import type { JsonObject } from "./json.ts";
import type { SigningKey } from "./signing-key.ts";
import { signingKeyOf } from "./signing-key.ts";
import type { User, UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** An application with its bot. */
export interface Application {
  readonly id: string;
  readonly botId: string;
  readonly ownerId: string;
  name: string;
  description: string;
  icon: string | null;
  /** Signs what is posted to the application; its public half is the application's `verify_key`. */
  readonly signingKey: SigningKey;
  /** The bot token. */
  token: string;
  /** Privileged intents that are enabled for the application, as bits. */
  privilegedIntents: number;
  tags: string[];
  customInstallUrl: string | undefined;
  /** Where interactions are posted, signed, instead of being sent over the gateway. */
  interactionsEndpointUrl: string | null;
  roleConnectionsVerificationUrl: string | null;
  /** Records of the metadata by which guilds give roles. */
  roleConnections: JsonObject[];
  /** How many Identify requests may be made at the same time. */
  maxConcurrency: number;
}

export interface NewApplication {
  name: string;
  ownerId: string;
  /** Privileged intents to enable, as bits. @defaultValue all three */
  privilegedIntents?: number;
  /** @defaultValue 1 */
  maxConcurrency?: number;
  /** @defaultValue one that is made up */
  token?: string;
}

/** Intent bits and the flags by which an application shows that it has them (the limited variants: under 100 guilds). */
const privilegedIntentFlags: readonly (readonly [intent: number, flag: number])[] = [
  [1 << 8, 1 << 13],
  [1 << 1, 1 << 15],
  [1 << 15, 1 << 19],
];

const allPrivilegedIntents = (1 << 1) | (1 << 8) | (1 << 15);

/** The applications, each with a bot user and a token. */
export class ApplicationStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #applications = new Map<string, Application>();

  constructor(context: WorldContext, users: UserStore) {
    this.#context = context;
    this.#users = users;
  }

  create(input: NewApplication): Application {
    // An application's bot has the application's id, as everywhere since 2016.
    const bot = this.#users.create({ username: input.name, bot: true });
    const application: Application = {
      id: bot.id,
      botId: bot.id,
      ownerId: input.ownerId,
      name: input.name,
      description: "",
      icon: null,
      signingKey: signingKeyOf(this.#context.randomText(64, "0123456789abcdef")),
      token: input.token ?? this.#newToken(bot.id),
      privilegedIntents: input.privilegedIntents ?? allPrivilegedIntents,
      tags: [],
      customInstallUrl: undefined,
      interactionsEndpointUrl: null,
      roleConnectionsVerificationUrl: null,
      roleConnections: [],
      maxConcurrency: input.maxConcurrency ?? 1,
    };
    this.#applications.set(application.id, application);
    return application;
  }

  get(id: string): Application | undefined {
    return this.#applications.get(id);
  }

  /** The application whose bot has this user id. */
  byBot(userId: string): Application | undefined {
    for (const application of this.#applications.values()) if (application.botId === userId) return application;
    return undefined;
  }

  /** @param token - A bot token, without the word `Bot`. */
  byToken(token: string): { application: Application; bot: User; privilegedIntents: number } | undefined {
    for (const application of this.#applications.values()) {
      if (application.token === token) {
        return {
          application,
          bot: this.#users.require(application.botId),
          privilegedIntents: application.privilegedIntents,
        };
      }
    }
    return undefined;
  }

  all(): IterableIterator<Application> {
    return this.#applications.values();
  }

  /** Invalidates the token, as Discord does after too many sessions. @returns the new one. */
  resetToken(id: string): string {
    const application = this.#applications.get(id);
    if (application === undefined) throw new Error(`there is no application ${id}`);
    application.token = this.#newToken(application.botId);
    return application.token;
  }

  /** Flags of the application object: which privileged intents it has, and that it has commands. */
  flagsOf(application: Application): number {
    let flags = 0;
    for (const [intent, flag] of privilegedIntentFlags) {
      if ((application.privilegedIntents & intent) !== 0) flags |= flag;
    }
    return flags;
  }

  /** The application object, as `/applications/@me` has it. */
  payload(application: Application, guildCount: number): object {
    return {
      id: application.id,
      name: application.name,
      icon: application.icon,
      description: application.description,
      type: null,
      bot: this.#users.require(application.botId),
      owner: this.#users.require(application.ownerId),
      team: null,
      verify_key: application.signingKey.publicKey,
      flags: this.flagsOf(application),
      flags_new: String(this.flagsOf(application)),
      explicit_content_filter: 0,
      eligible_oauth2_scopes: [],
      bot_public: true,
      bot_require_code_grant: false,
      tags: application.tags,
      redirect_uris: [],
      interactions_endpoint_url: application.interactionsEndpointUrl,
      role_connections_verification_url: application.roleConnectionsVerificationUrl,
      ...(application.customInstallUrl === undefined ? {} : { custom_install_url: application.customInstallUrl }),
      approximate_guild_count: guildCount,
      approximate_user_install_count: 0,
      approximate_user_authorization_count: 0,
      event_webhooks_url: null,
      event_webhooks_status: 1,
      event_webhooks_types: [],
      integration_types_config: { 0: {} },
    };
  }

  /** A token has the shape of Discord's: the bot's id, a time, a signature. */
  #newToken(botId: string): string {
    const id = Buffer.from(botId).toString("base64url");
    return `${id}.${this.#context.randomText(6)}.${this.#context.randomText(38)}`;
  }
}
