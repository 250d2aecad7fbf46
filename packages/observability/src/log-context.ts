import { AsyncLocalStorage } from "node:async_hooks";

/** Fields that appear in every record. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The context of one logger: its own fields upon its parent's, which may still change. */
export class LogContext {
  readonly #parent: LogContext | undefined;
  readonly #fields: Map<string, unknown>;

  constructor(fields: LogFields = {}, parent?: LogContext) {
    this.#fields = new Map(Object.entries(fields));
    this.#parent = parent;
  }

  add(name: string, value: unknown): void {
    this.#fields.set(name, value);
  }

  remove(name: string): void {
    this.#fields.delete(name);
  }

  collectInto(target: Record<string, unknown>): void {
    this.#parent?.collectInto(target);
    for (const [name, value] of this.#fields) target[name] = value;
  }
}

/** The context of an asynchronous flow: what runs inside `run`, and all that it starts and awaits. */
export class FlowContext {
  // Made with the first flow: without one, nothing has to be tracked.
  #storage: AsyncLocalStorage<LogFields> | undefined;

  get fields(): LogFields | undefined {
    return this.#storage?.getStore();
  }

  run<T>(fields: LogFields, callback: () => T): T {
    this.#storage ??= new AsyncLocalStorage();
    return this.#storage.run({ ...this.fields, ...fields }, callback);
  }
}
