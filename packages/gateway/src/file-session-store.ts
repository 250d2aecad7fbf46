import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CacheError } from "@zignal/errors";
import type { SessionStore, StoredSession } from "./session-store.ts";

export interface FileSessionStoreOptions {
  /** Folder for the sessions of one bot, one file a shard; made when it is missing. */
  directory: string;
}

/**
 * Sessions in files, so that the next process resumes where this one stopped, or was killed. A file is replaced whole,
 * never written in place. The folder holds no token, but a session id is worth protecting all the same: files are
 * readable by their owner only.
 */
export class FileSessionStore implements SessionStore {
  readonly #directory: string;
  /** Writes of one shard one after the other, or an older state could win. */
  readonly #writes = new Map<string, Promise<void>>();

  constructor({ directory }: FileSessionStoreOptions) {
    this.#directory = path.resolve(directory);
  }

  /** @returns `undefined` as well for a file that is damaged: the shard then identifies. */
  async load(shardId: number, shardCount: number): Promise<StoredSession | undefined> {
    let text: string;
    try {
      text = await readFile(this.#fileOf(shardId, shardCount), "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new CacheError(`The session of shard ${shardId} could not be read from ${this.#directory}`, {
        cause: error,
      });
    }
    try {
      const session: unknown = JSON.parse(text);
      return isSession(session) && session.shardId === shardId && session.shardCount === shardCount
        ? session
        : undefined;
    } catch {
      return undefined;
    }
  }

  async save(session: StoredSession): Promise<void> {
    const file = this.#fileOf(session.shardId, session.shardCount);
    const text = JSON.stringify(session);
    await this.#inOrder(file, async () => {
      await mkdir(this.#directory, { recursive: true });
      const draft = `${file}.${process.pid}.tmp`;
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, file);
    });
  }

  async remove(shardId: number, shardCount: number): Promise<void> {
    const file = this.#fileOf(shardId, shardCount);
    await this.#inOrder(file, async () => {
      await rm(file, { force: true });
    });
  }

  async #inOrder(file: string, write: () => Promise<void>): Promise<void> {
    const previous = this.#writes.get(file) ?? Promise.resolve();
    const current = previous.then(write);
    const settled = current.catch(() => {
      // Reported to whoever asked for this write; the next one tries again.
    });
    this.#writes.set(file, settled);
    try {
      await current;
    } catch (error) {
      throw new CacheError(`A session could not be written to ${this.#directory}`, { cause: error });
    } finally {
      if (this.#writes.get(file) === settled) this.#writes.delete(file);
    }
  }

  #fileOf(shardId: number, shardCount: number): string {
    return path.join(this.#directory, `shard-${shardId}-of-${shardCount}.json`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function isSession(value: unknown): value is StoredSession {
  if (typeof value !== "object" || value === null) return false;
  const session = value as Record<keyof StoredSession, unknown>;
  return (
    Number.isInteger(session.shardId) &&
    Number.isInteger(session.shardCount) &&
    Number.isInteger(session.sequence) &&
    typeof session.fingerprint === "string" &&
    typeof session.sessionId === "string" &&
    typeof session.resumeUrl === "string" &&
    typeof session.savedAt === "number"
  );
}
