import { setImmediate as nextTurn } from "node:timers/promises";
import { CacheError } from "@zignal/errors";
import { accepts } from "../contents.ts";
import type { Contents } from "../contents.ts";
import type { EntityKind, EntityOfKind, GuildEntityKind } from "../entities.ts";
import { guildEntityKinds } from "../entities.ts";
import type { Eviction } from "../eviction.ts";
import type { SnapshotState } from "./snapshot-entries.ts";
import { readFrames } from "./snapshot-frames.ts";

/** One turn takes so long, in milliseconds; then others have theirs. */
const turnMs = 2;

const kindsAfterMembers: ReadonlySet<EntityKind> = new Set<EntityKind>([
  "presences",
  "voiceStates",
  "stageInstances",
  "scheduledEvents",
  "soundboardSounds",
  "messages",
]);

/**
 * Fills empty contents from a snapshot.
 * @throws {CacheError} when the snapshot can not be read to its end, which leaves the contents half filled.
 */
export async function readSnapshot(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  contents: Contents,
  eviction: Eviction,
): Promise<void> {
  let state: SnapshotState | undefined;
  let number = 0;
  let start = performance.now();
  for await (const frame of readFrames(source)) {
    try {
      if (state === undefined) state = stateOf(frame);
      else {
        const { kind, entities } = entitiesOf(frame);
        const add = adders[kind];
        for (const entity of entities) {
          add(contents, entity);
          if (performance.now() - start < turnMs) continue;
          await nextTurn();
          start = performance.now();
        }
        // Before all members have come, their users would be taken for loose ones.
        if (kindsAfterMembers.has(kind)) while (!eviction.enforceUntil(performance.now() + turnMs)) await nextTurn();
      }
    } catch (error) {
      if (error instanceof CacheError) throw error;
      throw new CacheError(`Frame ${number} of the snapshot says nothing that a cache can hold`, { cause: error });
    }
    number += 1;
  }
  if (state === undefined) throw new CacheError("The snapshot is empty; take another one");
  const { selfId, announced, voiceInfo } = state;
  contents.members.trimAllGuilds(contents.limits.maxMembersPerGuild);
  for (const id of announced) contents.guilds.announce(id);
  for (const info of voiceInfo) contents.channels.setVoiceInfo((info as { id: string }).id, info as { id: string });
  const self = selfId === undefined ? undefined : contents.users.peek(selfId);
  if (self !== undefined) contents.setSelf(self);
  while (!eviction.enforceUntil(performance.now() + turnMs)) await nextTurn();
}

/*
 * What a frame holds was written by `snapshot-entries.ts`, and its checksum was right: it is taken for what it says it is.
 */

function stateOf(frame: unknown): SnapshotState {
  const { state } = frame as { state?: SnapshotState };
  if (state === undefined) throw new CacheError("The snapshot does not begin with its state: it is none of a cache");
  return state;
}

function entitiesOf(frame: unknown): { kind: EntityKind; entities: readonly unknown[] } {
  const { kind, entities } = frame as { kind: EntityKind; entities: readonly unknown[] };
  if (!Object.hasOwn(adders, kind)) throw new CacheError(`The snapshot holds "${kind}", which is no kind`);
  return { kind, entities };
}

type Add = (contents: Contents, entity: unknown) => void;

function addOfGuild(kind: GuildEntityKind): Add {
  return (contents, entity) => {
    const [guildId, id, value] = entity as [string, string, EntityOfKind[typeof kind]];
    contents.setOfGuild(kind, guildId, id, value);
  };
}

const addersOfGuilds = Object.fromEntries(guildEntityKinds.map((kind) => [kind, addOfGuild(kind)])) as Record<
  GuildEntityKind,
  Add
>;

const adders: Record<EntityKind, Add> = {
  ...addersOfGuilds,
  users: (contents, entity) => {
    const [user, isRetained] = entity as [EntityOfKind["users"], boolean];
    // Users of members are kept whatever the policy says.
    if (isRetained || accepts(contents.keep.users, () => user)) contents.users.set(user.id, undefined, user);
  },
  guilds: (contents, guild) => contents.setGuild(guild as EntityOfKind["guilds"]),
  channels: (contents, channel) => contents.setChannel(channel as EntityOfKind["channels"]),
  threads: (contents, thread) => contents.setThread(thread as EntityOfKind["threads"]),
  members: (contents, entity) => {
    const [guildId, userId, membership] = entity as [string, string, Omit<EntityOfKind["members"], "user">];
    const { members, users, keep } = contents;
    const row = users.find(userId);
    if (row < 0) throw new CacheError(`The snapshot lacks the user ${userId} of a member; take another one`);
    if (members.find(guildId, userId) >= 0) return;
    if (accepts(keep.members, () => ({ ...membership, user: users.read(row) }))) {
      members.add(guildId, userId, row, membership);
    }
  },
  messages: (contents, entity) => {
    const [message, sinceCreation, known] = entity as [EntityOfKind["messages"], boolean, [string, boolean][]];
    if (!accepts(contents.keep.messages, () => message)) return;
    contents.addMessage(message, sinceCreation, JSON.stringify({ d: message }));
    const row = known.length > 0 ? contents.messages.find(message.id) : -1;
    if (row >= 0) for (const [name, present] of known) contents.messages.noteVoice(row, name, present);
  },
};
