import { setImmediate as nextTurn } from "node:timers/promises";
import { CacheError } from "@zignal/errors";
import type { Contents } from "../contents.ts";
import type { EntityKind } from "../entities.ts";
import type { SnapshotState } from "./snapshot-entries.ts";
import { snapshotTables } from "./snapshot-entries.ts";
import { snapshotEnd, snapshotFrame, snapshotHeader } from "./snapshot-frames.ts";
import { TableCursor } from "./table-cursor.ts";

/** One turn takes entities for about so long, in milliseconds; then others have theirs. */
const turnMs = 1;

/** A frame has at most so many entities: each then takes about as long to parse. */
const largestFrame = 512;

/**
 * The contents as they are when the first chunk is asked for, frame by frame, while events go on being applied.
 * @throws {CacheError} when the cache is cleared meanwhile.
 */
export async function* writeSnapshot(contents: Contents): AsyncGenerator<Uint8Array, void, void> {
  const { generation } = contents;
  const state: SnapshotState = {
    selfId: contents.selfId,
    announced: contents.guilds.announcedIds(),
    voiceInfo: contents.channels.allVoiceInfo(),
  };
  const cursors = snapshotTables(contents).map(({ kind, table, entryOf }) => ({
    kind,
    cursor: new TableCursor(table, entryOf),
  }));
  let frames = 0;
  const frame = (value: unknown): Buffer => {
    frames += 1;
    return snapshotFrame(value);
  };
  try {
    yield snapshotHeader();
    yield frame({ state });
    for (const { kind, cursor } of cursors) {
      for (const entities of turns(kind, cursor)) {
        yield frame(entities);
        // oxlint-disable-next-line no-await-in-loop -- Others have their turn.
        await nextTurn();
      }
      cursor.close();
    }
    if (contents.generation !== generation) {
      throw new CacheError("The cache was cleared while its snapshot was being written; take another one");
    }
    yield snapshotEnd(frames);
  } finally {
    for (const { cursor } of cursors) cursor.close();
  }
}

/** As many entities at a time as fit a turn. */
function* turns(kind: EntityKind, cursor: TableCursor): Generator<{ kind: EntityKind; entities: unknown[] }> {
  let entities: unknown[] = [];
  let start = performance.now();
  for (const entry of cursor.entries()) {
    entities.push(entry);
    if (entities.length < largestFrame && performance.now() - start < turnMs) continue;
    yield { kind, entities };
    entities = [];
    start = performance.now();
  }
  if (entities.length > 0) yield { kind, entities };
}
