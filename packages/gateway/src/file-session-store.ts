import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CacheError } from "@zignal/errors";
import type { SessionStore, StoredSession } from "./session-store.ts";

export interface FileSessionStoreOptions {
  /** Folder for the sessions of one bot, one file a shard; made when it is missing. */
  directory: string;
}

/**
 * Sessions in files, so that the next process resumes where this one stopped, or was killed. A file is replaced whole,
 * never written in place. The first save of a session is done when `save` returns, before anybody hears of READY: a
 * process that is killed right after it resumes as well. The later ones, which only move the sequence number, do not
 * hold up events. The folder holds no token, but a session id is worth protecting all the same: files are readable by
 * their owner only.
 */
export class FileSessionStore implements SessionStore {
  readonly #directory: string;
  /** What is newest of each file: a write that has been overtaken is thrown away, or an older state could win. */
  readonly #newest = new Map<string, { sessionId: string | undefined }>();
  /** Tells its drafts from those of others: process ids are the same in two containers that share a volume. */
  readonly #writer = randomUUID();
  #drafts = 0;

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
    const isKnown = this.#newest.get(file)?.sessionId === session.sessionId;
    const version = { sessionId: session.sessionId };
    this.#newest.set(file, version);
    this.#drafts += 1;
    const draft = `${file}.${this.#writer}.${this.#drafts}.tmp`;
    const text = JSON.stringify(session);
    try {
      if (isKnown) await this.#write(file, draft, text, version);
      else {
        mkdirSync(this.#directory, { recursive: true });
        writeFileSync(draft, text, { mode: 0o600 });
        renameSync(draft, file);
      }
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new CacheError(`A session could not be written to ${this.#directory}`, { cause: error });
    }
  }

  async remove(shardId: number, shardCount: number): Promise<void> {
    const file = this.#fileOf(shardId, shardCount);
    this.#newest.set(file, { sessionId: undefined });
    try {
      rmSync(file, { force: true });
    } catch (error) {
      throw new CacheError(`A session could not be removed from ${this.#directory}`, { cause: error });
    }
  }

  async #write(file: string, draft: string, text: string, version: object): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await writeFile(draft, text, { mode: 0o600 });
    // In one turn: nothing newer can come between the look and the renaming.
    if (this.#newest.get(file) === version) renameSync(draft, file);
    else rmSync(draft, { force: true });
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
