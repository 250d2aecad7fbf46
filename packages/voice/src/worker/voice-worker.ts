import { EventEmitter } from "node:events";
import type { MessagePort } from "node:worker_threads";
import { MessageChannel, Worker } from "node:worker_threads";
import { ValidationError, VoiceError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import type { VoiceGateway, VoiceStatePayload } from "../connection/voice-gateway.ts";
import type { ForwardedDispatch, FromWorker, ToWorker, WorkerStart } from "./worker-protocol.ts";

export interface VoiceWorkerOptions {
  /** The bot's main gateway, which stays in this thread. */
  readonly gateway: VoiceGateway;
  /** The module that calls `voiceWorker()`. */
  readonly script: URL | string;
  /** The bot's own user. @defaultValue as READY tells, if this is made before the gateway connects */
  readonly userId?: string;
  /** Handed to the script; anything that can be cloned. @defaultValue `undefined` */
  readonly workerData?: unknown;
  /** Flags of node for the worker. @defaultValue this process' */
  readonly execArgv?: readonly string[];
}

export interface VoiceWorkerEvents {
  /** The worker is over. `error` is what ended it, if it was not `close()`. */
  exit: [error: VoiceError | undefined];
}

/** How long a worker may take to leave its channels, in milliseconds. */
const closeMs = 2_000;

/**
 * Voice in a thread of its own: sockets, encryption, clock and players run there, so that nothing that holds this thread
 * up can be heard. Only what goes over the main gateway passes through here.
 */
export class VoiceWorker extends EventEmitter<VoiceWorkerEvents> {
  /** Messages of your own, to and from the script's `port`. */
  readonly port: MessagePort;
  readonly #gateway: VoiceGateway;
  readonly #worker: Worker;
  readonly #shardCount = new Int32Array(new SharedArrayBuffer(4));
  readonly #started = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  /** Guilds that the worker has the bot in, with their shards: left if it dies. */
  readonly #guilds = new Map<string, number>();
  readonly #onDispatch = (payload: GatewayDispatchPayload, shardId: number): void => this.#forward(payload, shardId);
  #error: VoiceError | undefined;
  #isClosing = false;

  /** @throws {ValidationError} naming the option that does not fit. */
  constructor(options: VoiceWorkerOptions) {
    super();
    const { gateway, script, userId, workerData, execArgv } = options;
    if (typeof gateway?.send !== "function") throw ValidationError.of("gateway", "must have send() and on()");
    if (!(script instanceof URL) && typeof script !== "string") {
      throw ValidationError.of("script", "must be the URL or path of a module that calls voiceWorker()");
    }
    this.#gateway = gateway;
    this.#updateShardCount();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const start: WorkerStart = {
      zignal: "voice-worker",
      data: workerData,
      port: port2,
      userId,
      shardCount: this.#shardCount,
    };
    this.#worker = new Worker(script, {
      name: "zignal voice",
      workerData: start,
      transferList: [port2],
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    });
    this.#worker.on("message", (message: FromWorker) => this.#onMessage(message));
    this.#worker.on("error", (cause) => this.#fail(new VoiceError("The voice worker failed", { cause })));
    this.#worker.once("exit", () => this.#onExit());
    this.#started.promise.catch(() => undefined);
    gateway.on("dispatch", this.#onDispatch);
  }

  /** Resolves when the script's setup is done; rejects with what it failed with. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Leaves all channels and ends the thread. */
  async close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#post({ type: "close" });
      const timer = setTimeout(() => void this.#worker.terminate(), closeMs);
      await this.#exited.promise;
      clearTimeout(timer);
    }
    await this.#exited.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #onMessage(message: FromWorker): void {
    switch (message.type) {
      case "started":
        this.#started.resolve();
        break;
      case "failed":
        this.#fail(new VoiceError(`The voice worker's script failed: ${message.message}`));
        void this.#worker.terminate();
        break;
      case "send":
        void this.#send(message.id, message.shardId, message.payload);
        break;
      case "closed":
        void this.#worker.terminate();
        break;
    }
  }

  async #send(id: number, shardId: number, payload: VoiceStatePayload): Promise<void> {
    const { guild_id: guildId, channel_id: channelId } = payload.d;
    if (channelId === null) this.#guilds.delete(guildId);
    else this.#guilds.set(guildId, shardId);
    let error: string | undefined;
    try {
      await this.#gateway.send(shardId, payload);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    this.#post({ type: "sent", id, error });
  }

  /** Only what voice reads of the three events it needs. */
  #forward(payload: GatewayDispatchPayload, shardId: number): void {
    this.#updateShardCount();
    const forwarded = forwardedDispatch(payload);
    if (forwarded !== undefined) this.#post({ type: "dispatch", payload: forwarded, shardId });
  }

  #updateShardCount(): void {
    Atomics.store(this.#shardCount, 0, this.#gateway.shardCount);
  }

  #post(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    this.#worker.postMessage(message);
  }

  #fail(error: VoiceError): void {
    this.#error ??= error;
    this.#started.reject(error);
  }

  #onExit(): void {
    this.#gateway.off("dispatch", this.#onDispatch);
    this.port.close();
    const error = this.#isClosing ? undefined : (this.#error ?? new VoiceError("The voice worker has ended"));
    if (error !== undefined) this.#started.reject(error);
    // Who has died can not say goodbye: the bot would stay in the channel, silent.
    for (const [guildId, shardId] of this.#guilds) {
      const payload = {
        op: 4 as const,
        d: { guild_id: guildId, channel_id: null, self_mute: false, self_deaf: false },
      };
      this.#gateway.send(shardId, payload).catch(() => undefined);
    }
    this.#exited.resolve();
    this.emit("exit", error);
  }
}

function forwardedDispatch(payload: GatewayDispatchPayload): ForwardedDispatch | undefined {
  switch (payload.t) {
    case "READY":
      return { t: payload.t, d: { user: { id: payload.d.user.id } } };
    case "VOICE_STATE_UPDATE": {
      const { guild_id, user_id, channel_id, session_id } = payload.d;
      return { t: payload.t, d: { guild_id, user_id, channel_id, session_id } };
    }
    case "VOICE_SERVER_UPDATE":
      return { t: payload.t, d: payload.d };
    default:
      return undefined;
  }
}
