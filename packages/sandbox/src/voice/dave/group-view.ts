import type { Proposal } from "ts-mls/proposal.js";
import { keepsIdentity, readCommit } from "./commit.ts";
import type { ReadCommit } from "./commit.ts";
import type { ExternalSender, SignedProposal } from "./external-sender.ts";
import { identityOf } from "./key-package.ts";
import type { ValidKeyPackage } from "./key-package.ts";

/** A proposal that was sent in this epoch and is not revoked. */
export interface InFlight extends SignedProposal {
  readonly kind: "add" | "remove";
  readonly userId: string;
}

/** A commit that moves the group on. */
export interface AcceptedCommit {
  readonly read: ReadCommit;
  /** Who was in the group before, and processes the commit. */
  readonly members: readonly string[];
  /** Who is welcomed, with the key package that was used up. */
  readonly added: readonly { readonly userId: string; readonly keyPackage: ValidKeyPackage }[];
}

/** How many proposals of former times are remembered. */
const maxFormer = 1000;

interface Leaf {
  readonly userId: string;
  readonly signatureKey: Uint8Array;
}

/**
 * What the voice gateway knows of a group without being in it: the epoch, who sits at which leaf, who waits to be added, and
 * the proposals of this epoch. Pure: no socket, no timer.
 * @see {@link https://daveprotocol.com/#delivery-service | DAVE, Delivery Service}
 */
export class GroupView {
  readonly #groupId: Buffer;
  readonly #sender: ExternalSender;
  readonly #pending = new Map<string, ValidKeyPackage>();
  #leaves: (Leaf | undefined)[] = [];
  #inFlight: InFlight[] = [];
  /** References to every proposal that is not in flight any more: commits to them may still arrive. */
  readonly #former = new Set<string>();
  #epoch = 0n;
  /** Of any group of this call: commits for one that is gone may still arrive. */
  #highestEpoch = 0n;

  constructor(channelId: string, sender: ExternalSender) {
    this.#groupId = identityOf(channelId);
    this.#sender = sender;
  }

  /** `0`: no group is established yet. */
  get epoch(): bigint {
    return this.#epoch;
  }

  get established(): boolean {
    return this.#epoch > 0n;
  }

  get inFlight(): readonly InFlight[] {
    return this.#inFlight;
  }

  /** Who has handed in a key package that no group has used. */
  get pending(): readonly string[] {
    return [...this.#pending.keys()];
  }

  get members(): readonly string[] {
    return this.#leaves.flatMap((leaf) => (leaf === undefined ? [] : [leaf.userId]));
  }

  has(userId: string): boolean {
    return this.#leaves.some((leaf) => leaf?.userId === userId);
  }

  /** Begins anew, without a group. @param options.keepPending - Key packages that were never used stay good. */
  reset({ keepPending }: { keepPending: boolean }): void {
    this.#leaves = [];
    this.#retire(this.#inFlight);
    this.#inFlight = [];
    this.#epoch = 0n;
    if (!keepPending) this.#pending.clear();
  }

  keep(userId: string, keyPackage: ValidKeyPackage): void {
    this.#pending.set(userId, keyPackage);
  }

  forgetPending(userId: string): void {
    this.#pending.delete(userId);
  }

  proposeAdd(userId: string): InFlight | undefined {
    const waiting = this.#pending.get(userId);
    if (waiting === undefined) return undefined;
    return this.#propose("add", userId, { proposalType: "add", add: { keyPackage: waiting.keyPackage } });
  }

  proposeRemove(userId: string): InFlight | undefined {
    const removed = this.#leaves.findIndex((leaf) => leaf?.userId === userId);
    if (removed === -1) return undefined;
    return this.#propose("remove", userId, { proposalType: "remove", remove: { removed } });
  }

  /** Takes proposals back. @returns them. */
  revoke(fits: (proposal: InFlight) => boolean): InFlight[] {
    const revoked = this.#inFlight.filter(fits);
    this.#inFlight = this.#inFlight.filter((proposal) => !revoked.includes(proposal));
    this.#retire(revoked);
    return revoked;
  }

  /**
   * Checks what a client commits to, and moves the group on when it is right.
   * @returns what is wrong with it, as text; nothing when it has only crossed with another commit, or with
   *   proposals of the gateway, which is no fault.
   * @see {@link https://daveprotocol.com/#voice-gateway-commit-validity | DAVE, Voice Gateway Commit Validity}
   */
  commit(userId: string, payload: Buffer): AcceptedCommit | string | undefined {
    const read = readCommit(payload);
    if (typeof read === "string") return read;
    if (!read.groupId.equals(this.#groupId)) return "is for another group";
    if (read.epoch !== this.#epoch && read.epoch <= this.#highestEpoch) return undefined;
    if (read.epoch !== this.#epoch) return `is for epoch ${read.epoch} (the group is in ${this.#epoch})`;
    const proposals = this.#referenced(userId, read);
    if (typeof proposals !== "object") return proposals;
    const leaf = this.#committer(userId, read.leafIndex);
    if (typeof leaf === "string") return leaf;
    const added = proposals
      .filter(({ kind }) => kind === "add")
      .flatMap((proposal) => {
        const keyPackage = this.#pending.get(proposal.userId);
        return keyPackage === undefined ? [] : [{ userId: proposal.userId, keyPackage }];
      });
    const problem = welcomeProblem(read, added) ?? pathProblem(read, proposals);
    if (problem !== undefined) return problem;
    if (!keepsIdentity(read, leaf.signatureKey, identityOf(userId))) return "changes who its committer is";
    const members = this.established ? this.members : [userId];
    this.#apply(leaf, proposals, added);
    return { read, members, added };
  }

  #retire(proposals: readonly InFlight[]): void {
    for (const { reference } of proposals) this.#former.add(reference.toString("hex"));
    for (const oldest of this.#former) {
      if (this.#former.size <= maxFormer) return;
      this.#former.delete(oldest);
    }
  }

  #propose(kind: "add" | "remove", userId: string, proposal: Proposal): InFlight {
    const entry = { kind, userId, ...this.#sender.propose(this.#groupId, this.#epoch, proposal) };
    this.#inFlight.push(entry);
    return entry;
  }

  /** Before there is a group, each who waits has a group of its own, at whose first leaf it sits. */
  #committer(userId: string, leafIndex: number): Leaf | string {
    if (this.established) {
      const leaf = this.#leaves[leafIndex];
      return leaf?.userId === userId ? leaf : `comes from leaf ${leafIndex}, where its sender is not`;
    }
    const own = this.#pending.get(userId);
    if (own === undefined || leafIndex !== 0) return "comes from somebody who can not create the group";
    return { userId, signatureKey: own.signatureKey };
  }

  /** The proposals of a commit, in its order. Nobody can be told to add itself to a group it creates. */
  #referenced(userId: string, { commit }: ReadCommit): InFlight[] | string | undefined {
    const due = this.#inFlight.filter(
      (proposal) => this.established || proposal.kind !== "add" || proposal.userId !== userId,
    );
    const named: InFlight[] = [];
    for (const entry of commit.proposals) {
      if (entry.proposalOrRefType !== "reference") return "carries a proposal of its own";
      const found = due.find(({ reference }) => reference.equals(entry.reference));
      if (found === undefined && this.#former.has(Buffer.from(entry.reference).toString("hex"))) return undefined;
      if (found === undefined) return "refers to a proposal that is not of this epoch";
      if (named.includes(found)) return "refers to a proposal twice";
      named.push(found);
    }
    if (named.length === 0) return "refers to no proposal";
    // Before there is a group, each who comes is proposed at once, whatever is on its way.
    if (named.length < due.length && !this.established) return undefined;
    if (named.length < due.length) return `leaves out ${due.length - named.length} of ${due.length} proposals`;
    return named;
  }

  /** Removals come first, then each new member takes the leftmost free leaf (RFC 9420, sections 7.7 and 12.3). */
  #apply(committer: Leaf, proposals: readonly InFlight[], added: AcceptedCommit["added"]): void {
    const leaves = this.established ? [...this.#leaves] : [committer];
    const removed = new Set(proposals.filter(({ kind }) => kind === "remove").map(({ userId }) => userId));
    for (const [index, leaf] of leaves.entries()) {
      if (leaf !== undefined && removed.has(leaf.userId)) leaves[index] = undefined;
    }
    for (const { userId, keyPackage } of added) {
      const free = leaves.indexOf(undefined);
      const leaf = { userId, signatureKey: keyPackage.signatureKey };
      if (free === -1) leaves.push(leaf);
      else leaves[free] = leaf;
      this.#pending.delete(userId);
    }
    // Who created the group has used its own key package up as well.
    if (!this.established) this.#pending.delete(committer.userId);
    this.#leaves = leaves;
    this.#retire(this.#inFlight);
    this.#inFlight = [];
    this.#epoch += 1n;
    if (this.#epoch > this.#highestEpoch) this.#highestEpoch = this.#epoch;
  }
}

function welcomeProblem({ welcome }: ReadCommit, added: AcceptedCommit["added"]): string | undefined {
  if (added.length === 0) return welcome === undefined ? undefined : "welcomes nobody that it adds";
  if (welcome === undefined) return "adds members and has no welcome";
  const expected = new Set(added.map(({ keyPackage }) => keyPackage.reference.toString("hex")));
  const found = welcome.secrets.map(({ newMember }) => Buffer.from(newMember).toString("hex"));
  const complete = found.length === expected.size && found.every((reference) => expected.has(reference));
  return complete ? undefined : "does not welcome exactly those that it adds";
}

/** Who is removed must not know the next keys: that takes an update path. */
function pathProblem({ commit }: ReadCommit, proposals: readonly InFlight[]): string | undefined {
  if (commit.path !== undefined || proposals.every(({ kind }) => kind === "add")) return undefined;
  return "removes members and has no update path";
}
