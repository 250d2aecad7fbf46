import { encode } from "ts-mls/codec/tlsEncoder.js";
import { varLenDataEncoder } from "ts-mls/codec/variableLength.js";
import type { GroupView, InFlight } from "./group-view.ts";

export interface ProposerHost {
  /** Can the user follow the group: is it in the call, and was its place in the group not lost or left? */
  isAble(userId: string): boolean;
  /** Whoever was lost begins anew. */
  found(userId: string): void;
  /** Sends op 27. */
  send(userId: string, payload: Uint8Array): void;
}

const vector = encode(varLenDataEncoder);

/** What op 27 does with the proposals it carries. */
const Operation = { Append: 0, Revoke: 1 } as const;

/**
 * Proposes what brings a group to those who are in the call.
 * @see {@link https://daveprotocol.com/#proposal-handling | DAVE, Proposal Handling}
 */
export class Proposer {
  readonly #group: GroupView;
  readonly #host: ProposerHost;

  constructor(group: GroupView, host: ProposerHost) {
    this.#group = group;
    this.#host = host;
  }

  /** Proposes whatever is missing now. */
  propose(): void {
    if (this.#group.established) this.#proposeChanges();
    else this.#proposeGroup();
  }

  /**
   * Takes proposals back, where they were sent. Whatever else is in flight goes with them, to be proposed anew: who is told
   * to add, and then only to revoke, makes a commit without the welcome that those still to be added would need.
   */
  revoke(fits: (proposal: InFlight) => boolean): void {
    if (!this.#group.inFlight.some(fits)) return;
    const revoked = this.#group.revoke(() => true);
    const recipients = this.#group.established ? this.#group.members : this.#group.pending;
    for (const userId of recipients) {
      if (!this.#host.isAble(userId)) continue;
      // Nobody was told of its own addition to a group that it creates itself.
      const told = revoked.filter((proposal) => this.#group.established || proposal.userId !== userId);
      if (told.length === 0) continue;
      const references = told.map(({ reference }) => vector(reference));
      this.#send(userId, Operation.Revoke, vector(Buffer.concat(references)));
    }
  }

  /** Who waits for a first group is proposed to all others who wait, and hears of those proposed before. */
  #proposeGroup(): void {
    const before = [...this.#group.inFlight];
    const known = new Set(before.map(({ userId }) => userId));
    const fresh = this.#group.pending
      .filter((userId) => !known.has(userId))
      .map((userId) => this.#group.proposeAdd(userId))
      .filter((proposal) => proposal !== undefined);
    for (const userId of this.#group.pending) {
      const untold = known.has(userId) ? fresh : [...before, ...fresh];
      this.#append(
        userId,
        untold.filter((proposal) => proposal.userId !== userId),
      );
    }
  }

  /** One batch at a time: who has added and then removes in the same epoch would need a welcome it no longer makes. */
  #proposeChanges(): void {
    const able = this.#group.members.filter((userId) => this.#host.isAble(userId));
    const unable = this.#group.members.filter((userId) => !this.#host.isAble(userId));
    const waiting = this.#group.pending.filter((userId) => !this.#group.has(userId) || unable.includes(userId));
    if (able.length === 0) {
      // Nobody is left who could commit: those who wait begin a group among themselves.
      this.#group.reset({ keepPending: true });
      for (const userId of unable) this.#host.found(userId);
      this.#proposeGroup();
      return;
    }
    if (this.#group.inFlight.length > 0) return;
    const proposals = [
      ...unable.map((userId) => this.#group.proposeRemove(userId)),
      ...waiting.map((userId) => this.#group.proposeAdd(userId)),
    ].filter((proposal) => proposal !== undefined);
    for (const userId of able) this.#append(userId, proposals);
  }

  #append(userId: string, proposals: readonly InFlight[]): void {
    if (proposals.length === 0) return;
    this.#send(userId, Operation.Append, vector(Buffer.concat(proposals.map(({ message }) => message))));
  }

  #send(userId: string, operation: number, content: Uint8Array): void {
    this.#host.send(userId, Buffer.concat([Buffer.from([operation]), content]));
  }
}
