import { type Clock, type LoggerLike, ValidationError, VoiceError } from "@zignal/errors";
import { Intents } from "@zignal/types/intents";
import type { JoinVoiceChannelOptions, VoiceConnection, VoiceManager, VoiceManagerOptions } from "@zignal/voice";
import type { ClientGateway } from "./client-gateway.ts";
import { loadOptional } from "./optional-package.ts";

/** What a client's own voice is made with. */
export type ClientVoiceOptions = Omit<VoiceManagerOptions, "gateway">;

export interface ClientVoiceParts {
  readonly gateway: ClientGateway;
  /** A configured manager, options for the client's own, or `false` for none. */
  readonly voice: VoiceManager | ClientVoiceOptions | false | undefined;
  /** The intents' bits. */
  readonly intents: number;
  readonly logger: LoggerLike;
  readonly clock: Clock;
  /** The bot's own user, once it is known. */
  readonly userId: () => string | undefined;
}

/** The events that tell where in voice the bot is, and where its voice server. */
const neededDispatches: ReadonlySet<string> = new Set(["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]);

/** The bot's voice. `@zignal/voice` is loaded when a channel is joined for the first time: a text bot does not pay for it. */
export class ClientVoice {
  readonly #parts: ClientVoiceParts;
  #manager: Promise<VoiceManager> | undefined;
  /** The manager, once it is there. */
  #ready: VoiceManager | undefined;

  constructor(parts: ClientVoiceParts) {
    this.#parts = parts;
    this.#ready = isManager(parts.voice) ? parts.voice : undefined;
  }

  /**
   * Joins a voice channel, or moves there from another one of the guild. Resolves once audio can flow.
   * @throws {ValidationError} naming the option that does not fit, or the intent that is missing.
   * @throws {ZignalError} naming what to install, where `@zignal/voice` is not installed.
   * @throws {VoiceError} naming the step that failed.
   */
  async joinVoiceChannel(options: JoinVoiceChannelOptions): Promise<VoiceConnection> {
    const manager = await this.manager();
    const userId = options.userId ?? this.#parts.userId();
    return manager.joinVoiceChannel({ ...options, ...(userId === undefined ? {} : { userId }) });
  }

  /** Leaves the guild's voice. Returns `false` when there was no connection. */
  leaveVoiceChannel(guildId: string): boolean {
    return this.#ready?.leaveVoiceChannel(guildId) ?? false;
  }

  getConnection(guildId: string): VoiceConnection | undefined {
    return this.#ready?.getConnection(guildId);
  }

  /** The connections that are there or being made, by guild. */
  get connections(): ReadonlyMap<string, VoiceConnection> {
    return this.#ready?.connections ?? new Map<string, VoiceConnection>();
  }

  /** The manager itself. @throws as {@link joinVoiceChannel} does, before anything is joined. */
  manager(): Promise<VoiceManager> {
    if (this.#ready !== undefined) return Promise.resolve(this.#ready);
    if (this.#manager === undefined) {
      const made = this.#make().catch((error: unknown) => {
        if (this.#manager === made) this.#manager = undefined;
        throw error;
      });
      this.#manager = made;
    }
    return this.#manager;
  }

  /** Does the manager need this dispatch? */
  wants(dispatch: string): boolean {
    return (this.#ready !== undefined || this.#manager !== undefined) && neededDispatches.has(dispatch);
  }

  /** Leaves all channels. The next join begins anew. */
  async leave(): Promise<void> {
    const { voice } = this.#parts;
    if (isManager(voice)) {
      // It is somebody else's, and may go on with another client.
      for (const guildId of voice.connections.keys()) voice.leaveVoiceChannel(guildId);
      return;
    }
    const manager = this.#manager;
    this.#manager = undefined;
    this.#ready = undefined;
    // One that could not be made has told whoever asked for it.
    const made = await manager?.catch(() => undefined);
    await made?.close();
  }

  async #make(): Promise<VoiceManager> {
    const { voice, gateway, intents, logger, clock, userId } = this.#parts;
    if (voice === false) throw new VoiceError("Voice is switched off by the option voice: false");
    if ((intents & Intents.bits.guildVoiceStates) === 0) {
      throw ValidationError.of("intents", 'must have "guildVoiceStates" for the bot to join voice channels');
    }
    const { VoiceManager } = await loadOptional("@zignal/voice", "client.voice", () => import("@zignal/voice"));
    const own = userId();
    const options = isManager(voice) ? {} : voice;
    const manager = new VoiceManager({
      logger,
      clock,
      ...(own === undefined ? {} : { userId: own }),
      ...options,
      gateway,
    });
    if (this.#manager !== undefined) this.#ready = manager;
    return manager;
  }
}

function isManager(voice: ClientVoiceParts["voice"]): voice is VoiceManager {
  return typeof voice === "object" && "joinVoiceChannel" in voice;
}
