import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { GatewayError } from "@zignal/errors";
import { Gateway } from "./gateway.ts";
import type { IdentifyGate, IdentifyPermit } from "./identify-gate.ts";
import type { GatewayOptions } from "./options.ts";
import type { SessionStore, StoredSession } from "./session-store.ts";
import { SharedProgress } from "./shared-progress.ts";
import { fromWire, toWire } from "./worker-errors.ts";
import type { FromWorker, ToWorker, WorkerMethod, WorkerStart } from "./worker-protocol.ts";
import { forwarded } from "./worker-protocol.ts";

/** What can not be sent to a worker, and is decided there. */
export type GatewayWorkerOptions = Pick<GatewayOptions, "wanted" | "logger" | "random">;

/**
 * The other end of the option `workers`: called once by the module that a worker loads. The gateway that it is given
 * runs this worker's shards; add the listeners in `setup`. It connects when `setup` is done.
 * @param setup - Called with the worker's gateway and `workers.workerData`.
 * @throws {GatewayError} in a thread that no gateway has started.
 */
export async function gatewayWorker(
  setup: (gateway: Gateway, data: unknown) => void | Promise<void>,
  options: GatewayWorkerOptions = {},
): Promise<void> {
  const start = workerData as WorkerStart | undefined;
  if (parentPort === null || start?.zignal !== "gateway-worker") {
    throw new GatewayError("gatewayWorker() was called in a thread that no gateway has started", {
      recovery: "Name this module as `workers.script` of a Gateway, and let that load it.",
    });
  }
  const end = new WorkerEnd(parentPort, start, options);
  try {
    await setup(end.gateway, start.data);
  } catch (error) {
    return end.fail(error);
  }
  end.run();
}

/** One worker's side of the conversation. */
class WorkerEnd {
  readonly gateway: Gateway;
  readonly #port: MessagePort;
  /** What was asked of the main thread and is not answered. */
  readonly #waiting = new Map<number, PromiseWithResolvers<StoredSession | undefined>>();
  #count = 0;

  constructor(port: MessagePort, { options, shards, info, progress }: WorkerStart, own: GatewayWorkerOptions) {
    this.#port = port;
    const shared = new SharedProgress(shards.ids, progress);
    this.gateway = new Gateway(
      {
        ...options,
        ...own,
        shards,
        rest: { gateway: { getBotGateway: async () => info } },
        identifyGate: this.#gate(),
        sessionStore: this.#store(),
      },
      (shardId) => shared.of(shardId),
    );
    for (const event of forwarded) {
      this.gateway.on(event, (...args: unknown[]) => {
        // So that who hears of it can look at statistics that know of it.
        if (event.startsWith("shard")) this.#pong(0);
        const error = args.find((arg) => arg instanceof Error);
        const plain = args.map((arg) => (arg === error ? undefined : arg));
        this.#post({ type: "tell", event, args: plain, error: error === undefined ? undefined : toWire(error) });
      });
    }
    port.on("message", (message: ToWorker) => this.#onMessage(message));
  }

  run(): void {
    this.#post({ type: "started" });
    this.gateway.connect().catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#post({ type: "failed", error: toWire(error) });
  }

  #post(message: FromWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    this.#port.postMessage(message);
  }

  #pong(id: number): void {
    const { shards: stats, runningHandlers } = this.gateway.getStats();
    this.#post({ type: "pong", id, stats, runningHandlers });
  }

  #onMessage(message: ToWorker): void {
    switch (message.type) {
      case "ping":
        return this.#pong(message.id);
      case "call":
        return void this.#onCall(message.id, message.method, message.args);
      case "permit":
        return this.#settle(message.id, undefined, message.error);
      default:
        return this.#settle(message.id, message.session, message.error);
    }
  }

  #settle(id: number, session: StoredSession | undefined, error: ReturnType<typeof toWire> | undefined): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(session);
    else waiting?.reject(fromWire(error));
  }

  async #onCall(id: number, method: WorkerMethod, args: unknown[]): Promise<void> {
    try {
      const value = await this.#call(method, args);
      this.#post({ type: "reply", id, value, error: undefined });
    } catch (error) {
      this.#post({ type: "reply", id, value: undefined, error: toWire(error) });
    }
  }

  /** The arguments were checked by the types of the main thread's gateway, whose method of the same name was called. */
  async #call(method: WorkerMethod, args: unknown[]): Promise<unknown> {
    const { gateway } = this;
    switch (method) {
      case "restart":
        // Whoever waits for it to be back hears of each shard.
        return void gateway.reconnect().catch(() => undefined);
      case "send":
        return await gateway.send(...(args as Parameters<Gateway["send"]>));
      case "setPresence":
        return await gateway.setPresence(...(args as Parameters<Gateway["setPresence"]>));
      case "requestGuildMembers":
        return await gateway.requestGuildMembers(...(args as Parameters<Gateway["requestGuildMembers"]>));
      case "requestChannelInfo":
        return await gateway.requestChannelInfo(...(args as Parameters<Gateway["requestChannelInfo"]>));
      case "requestSoundboardSounds":
        return await gateway.requestSoundboardSounds(...(args as Parameters<Gateway["requestSoundboardSounds"]>));
      default:
        return await gateway.disconnect(...(args as Parameters<Gateway["disconnect"]>));
    }
  }

  async #ask(message: (id: number) => FromWorker): Promise<StoredSession | undefined> {
    this.#count += 1;
    const id = this.#count;
    const waiting = Promise.withResolvers<StoredSession | undefined>();
    this.#waiting.set(id, waiting);
    this.#post(message(id));
    return await waiting.promise;
  }

  /** One gate for all workers: it stands in the main thread. */
  #gate(): IdentifyGate {
    return {
      update: () => undefined,
      acquire: async (shardId, signal) => {
        signal.throwIfAborted();
        let asked = 0;
        const onAbort = (): void => {
          this.#settle(asked, undefined, toWire(signal.reason));
          this.#post({ type: "permitOver", id: asked, identified: false });
        };
        signal.addEventListener("abort", onAbort, { once: true });
        try {
          await this.#ask((id) => {
            asked = id;
            return { type: "acquire", id, shardId };
          });
        } finally {
          signal.removeEventListener("abort", onAbort);
        }
        return this.#permit(asked);
      },
    };
  }

  #permit(id: number): IdentifyPermit {
    let isOver = false;
    const end = (identified: boolean): void => {
      if (!isOver) this.#post({ type: "permitOver", id, identified });
      isOver = true;
    };
    return { identified: () => end(true), release: () => end(false) };
  }

  /** One store for all workers, and the main thread knows what they have saved. */
  #store(): SessionStore {
    return {
      load: async (shardId, shardCount) => await this.#ask((id) => ({ type: "load", id, shardId, shardCount })),
      save: async (session) => void (await this.#ask((id) => ({ type: "save", id, session }))),
      remove: async (shardId, shardCount) =>
        void (await this.#ask((id) => ({ type: "remove", id, shardId, shardCount }))),
    };
  }
}
