import type { BackendKey, BackendRecord, CacheBackend, EntityKind } from "../src/index.ts";

/** Records in a Map, as text, behind calls that take their time. */
export class FakeBackend implements CacheBackend {
  readonly records = new Map<string, { record: Omit<BackendRecord, "value">; text: string }>();
  isClosed = false;
  /** Fails the next call. */
  fault: Error | undefined;

  async put(records: readonly BackendRecord[]): Promise<void> {
    await this.#travel();
    for (const { value, ...record } of records) {
      this.records.set(nameOf(record), { record, text: JSON.stringify(value) });
    }
  }

  async remove(keys: readonly BackendKey[]): Promise<void> {
    await this.#travel();
    for (const key of keys) this.records.delete(nameOf(key));
  }

  async get(key: BackendKey): Promise<object | undefined> {
    await this.#travel();
    const record = this.records.get(nameOf(key));
    return record && (JSON.parse(record.text) as object);
  }

  async *list(kind: EntityKind, guildId?: string): AsyncGenerator<BackendRecord> {
    await this.#travel();
    for (const { record, text } of this.records.values()) {
      if (record.kind !== kind || (guildId !== undefined && record.guildId !== guildId)) continue;
      yield { ...record, value: JSON.parse(text) as object };
    }
  }

  async count(kind: EntityKind): Promise<number> {
    await this.#travel();
    return [...this.records.values()].filter(({ record }) => record.kind === kind).length;
  }

  async clear(): Promise<void> {
    await this.#travel();
    this.records.clear();
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  async #travel(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const { fault } = this;
    this.fault = undefined;
    if (fault !== undefined) throw fault;
  }
}

function nameOf({ kind, id }: BackendKey): string {
  return `${kind}/${id}`;
}
