import { EventEmitter } from "node:events";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { VoiceError } from "@zignal/errors";
import type { VoiceManagerOptions } from "../connection/manager-options.ts";
import type { VoiceGateway, VoiceStatePayload } from "../connection/voice-gateway.ts";
import { VoiceManager } from "../voice-manager.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-protocol.ts";

/** What a script is given beside its manager. */
export interface VoiceWorkerScope {
  /** `workerData` of the `VoiceWorker`. */
  readonly data: unknown;
  /** Messages to and from the `VoiceWorker`'s `port`. */
  readonly port: MessagePort;
}

/**
 * The other end of a `VoiceWorker`: called once by the module that it loads.
 *
 * @param setup - Called with this thread's manager.
 * @param options - What the manager is made with; its gateway is the main thread's.
 * @throws {VoiceError} in a thread that no `VoiceWorker` has started.
 */
export async function voiceWorker(
  setup: (manager: VoiceManager, scope: VoiceWorkerScope) => void | Promise<void>,
  options: Omit<VoiceManagerOptions, "gateway"> = {},
): Promise<void> {
  const start = workerData as WorkerStart | undefined;
  if (parentPort === null || start?.zignal !== "voice-worker") {
    throw new VoiceError("voiceWorker() was called in a thread that no VoiceWorker has started", {
      recovery: "Name this module as `script` of a VoiceWorker, and let that load it.",
    });
  }
  const gateway = new BridgedGateway(parentPort, start.shardCount);
  try {
    const { userId } = start;
    const manager = new VoiceManager({ ...(userId === undefined ? {} : { userId }), ...options, gateway });
    gateway.onClose = () => manager.close();
    await setup(manager, { data: start.data, port: start.port });
    gateway.post({ type: "started" });
  } catch (error) {
    gateway.post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

/** The main thread's gateway, as the worker sees it. */
class BridgedGateway implements VoiceGateway {
  readonly #port: MessagePort;
  readonly #shardCount: Int32Array;
  readonly #events = new EventEmitter();
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();
  #count = 0;
  onClose: () => Promise<void> = () => Promise.resolve();

  constructor(port: MessagePort, shardCount: Int32Array) {
    this.#port = port;
    this.#shardCount = shardCount;
    port.on("message", (message: ToWorker) => this.#onMessage(message));
  }

  get shardCount(): number {
    return Atomics.load(this.#shardCount, 0);
  }

  async send(shardId: number, payload: VoiceStatePayload): Promise<void> {
    this.#count += 1;
    const waiting = Promise.withResolvers<void>();
    this.#waiting.set(this.#count, waiting);
    this.post({ type: "send", id: this.#count, shardId, payload });
    await waiting.promise;
  }

  on(event: "dispatch", listener: Parameters<VoiceGateway["on"]>[1]): this {
    this.#events.on(event, listener);
    return this;
  }

  off(event: "dispatch", listener: Parameters<VoiceGateway["off"]>[1]): this {
    this.#events.off(event, listener);
    return this;
  }

  post(message: FromWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    this.#port.postMessage(message);
  }

  #onMessage(message: ToWorker): void {
    if (message.type === "dispatch") {
      this.#events.emit("dispatch", message.payload, message.shardId);
    } else if (message.type === "sent") {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve();
      else waiting?.reject(new VoiceError(message.error));
    } else {
      void this.#close();
    }
  }

  async #close(): Promise<void> {
    await this.onClose().catch(() => undefined);
    this.post({ type: "closed" });
  }
}
