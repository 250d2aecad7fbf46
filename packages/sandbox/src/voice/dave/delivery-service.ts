import type { Clock, ClockTimer } from "@zignal/errors";
import type { VoiceDisturbance } from "../voice-disturbance.ts";
import { VoiceOpcode } from "../voice-opcodes.ts";
import type { VoiceStats } from "../voice-stats.ts";
import { welcomeFor } from "./commit.ts";
import type { ExternalSender } from "./external-sender.ts";
import { GroupView } from "./group-view.ts";
import type { AcceptedCommit } from "./group-view.ts";
import { readKeyPackage } from "./key-package.ts";
import { Proposer } from "./proposer.ts";
import { Transitions } from "./transitions.ts";

export interface DeliveryHost {
  readonly clock: Clock;
  readonly transitionTimeoutMs: number;
  readonly disturbance: VoiceDisturbance;
  readonly stats: VoiceStats;
  send(userId: string, op: number, d: unknown): void;
  sendBinary(userId: string, op: number, payload: Uint8Array): void;
}

/** How long frames that were sent before a transition may still be on their way, in milliseconds. */
const inFlightMs = 500;

/** How long a member that asks to be added again has for its key package, before it is only removed, in milliseconds. */
const readdGraceMs = 500;

/**
 * The voice gateway's part in end-to-end encryption, for one call: it proposes, picks commits, and times transitions.
 * @see {@link https://daveprotocol.com/ | DAVE protocol}
 */
export class DeliveryService {
  readonly #host: DeliveryHost;
  readonly #sender: ExternalSender;
  readonly #group: GroupView;
  readonly #transitions: Transitions;
  readonly #proposer: Proposer;
  /** Everybody in the call, with the highest version each speaks. */
  readonly #members = new Map<string, number>();
  /** Who could not follow a commit, and is to be removed and added again. */
  readonly #lost = new Map<string, ClockTimer>();
  /** Whose place in the group is of a connection that is gone, though the user may be back. */
  readonly #left = new Set<string>();
  #highest: number;
  /** What media is sent in. */
  #version = 0;
  /** When each was told to send encrypted, in milliseconds. */
  readonly #encrypting = new Map<string, number>();
  /** What it will be sent in once the transition under way is executed. */
  #target = 0;
  /** The transition that the next group begins with; `0` when nothing has to be announced before. */
  #initialTransition = 0;

  constructor(channelId: string, highestVersion: number, sender: ExternalSender, host: DeliveryHost) {
    this.#host = host;
    this.#sender = sender;
    this.#highest = highestVersion;
    this.#group = new GroupView(channelId, sender);
    this.#proposer = new Proposer(this.#group, {
      isAble: (userId) => this.#isAble(userId),
      found: (userId) => this.#found(userId),
      send: (userId, payload) => host.sendBinary(userId, VoiceOpcode.DaveProposals, payload),
    });
    this.#transitions = new Transitions({
      clock: host.clock,
      timeoutMs: host.transitionTimeoutMs,
      execute: (id, version, recipients, late) => this.#execute(id, version, recipients, late),
    });
  }

  /** The version of the call, for Session Description and for who looks at frames. */
  get version(): number {
    return this.#version;
  }

  get epoch(): bigint {
    return this.#group.epoch;
  }

  /** Must this user's frames be encrypted end to end now? Not while the call changes, nor what was on its way then. */
  mustEncrypt(userId: string): boolean {
    if (this.#version === 0 || this.#target !== this.#version || this.#transitions.pending) return false;
    const sinceMs = this.#encrypting.get(userId);
    return sinceMs !== undefined && this.#host.clock.now() - sinceMs >= inFlightMs;
  }

  /** Who is in the group. */
  get groupMembers(): readonly string[] {
    return this.#group.members;
  }

  /**
   * Somebody connects.
   * @returns the version to name in Session Description.
   */
  join(userId: string, maxVersion: number): number {
    const isFirst = this.#members.size === 0;
    this.#members.set(userId, maxVersion);
    if (isFirst) this.#version = this.#target = this.#shared();
    else if (this.#target > this.#shared()) this.#downgrade();
    // Who begins encrypted has nothing else on its way.
    if (this.#target > 0) this.#encrypting.set(userId, Number.NEGATIVE_INFINITY);
    return maxVersion === 0 ? 0 : this.#target;
  }

  /** To be called once Session Description is sent. */
  joined(userId: string): void {
    if (this.#target > 0) this.#host.sendBinary(userId, VoiceOpcode.DaveExternalSender, this.#sender.package);
  }

  leave(userId: string): void {
    if (!this.#members.delete(userId)) return;
    this.#encrypting.delete(userId);
    this.#found(userId);
    if (this.#group.has(userId)) this.#left.add(userId);
    this.#transitions.leave(userId);
    if (this.#members.size === 0) this.#reset();
    else if (this.#target === 0 && this.#shared() > 0) this.#upgrade();
    else if (this.#target > 0) this.#withoutLeaver(userId);
  }

  /** @param version - The highest that the call may use from now on: a downgrade or an upgrade. */
  limit(version: number): void {
    this.#highest = version;
    if (this.#members.size === 0) return;
    if (this.#target > this.#shared()) this.#downgrade();
    else if (this.#target < this.#shared()) this.#upgrade();
  }

  keyPackage(userId: string, payload: Buffer): void {
    if (this.#target === 0) return;
    const read = readKeyPackage(payload, userId);
    if (typeof read === "string") {
      this.#host.stats.reject("keyPackage", userId, read);
      return;
    }
    this.#group.keep(userId, read);
    this.#proposer.revoke((proposal) => proposal.kind === "add" && proposal.userId === userId);
    this.#proposer.propose();
  }

  commit(userId: string, payload: Buffer): void {
    const { disturbance } = this.#host;
    if (disturbance.commits.take()) disturbance.withheld.push(() => this.#commit(userId, payload));
    else this.#commit(userId, payload);
  }

  ready(userId: string, transitionId: number): void {
    this.#transitions.ready(userId, transitionId);
  }

  /** A member could not process a commit or a welcome: it is removed, and added again with its next key package. */
  invalid(userId: string): void {
    this.#host.stats.count("invalidReports");
    this.#transitions.leave(userId);
    if (this.#target === 0 || !this.#group.has(userId) || this.#lost.has(userId)) return;
    this.#group.forgetPending(userId);
    this.#lost.set(
      userId,
      this.#host.clock.setTimeout(() => this.#proposer.propose(), readdGraceMs),
    );
  }

  close(): void {
    this.#reset();
  }

  /** The highest version that everybody speaks. */
  #shared(): number {
    return Math.min(this.#highest, ...this.#members.values());
  }

  #reset(): void {
    this.#transitions.close();
    for (const timer of this.#lost.values()) timer.clear();
    this.#lost.clear();
    this.#left.clear();
    this.#group.reset({ keepPending: false });
    this.#initialTransition = 0;
  }

  #withoutLeaver(userId: string): void {
    this.#group.forgetPending(userId);
    this.#proposer.revoke((proposal) => proposal.kind === "add" && proposal.userId === userId);
    if (!this.#group.established) {
      this.#proposer.propose();
      return;
    }
    const [first, ...others] = this.#members.keys();
    if (first !== undefined && others.length === 0 && this.#group.has(first) && this.#isAble(first))
      this.#soleMemberReset(first);
    else this.#proposer.propose();
  }

  /** @see {@link https://daveprotocol.com/#sole-member-reset | DAVE, Sole member reset} */
  #soleMemberReset(userId: string): void {
    this.#reset();
    this.#host.send(userId, VoiceOpcode.DavePrepareEpoch, { protocol_version: this.#target, epoch: 1 });
    this.#host.send(userId, VoiceOpcode.DavePrepareTransition, { protocol_version: this.#target, transition_id: 0 });
    this.#apply(this.#target, [userId]);
  }

  #downgrade(): void {
    this.#reset();
    this.#target = this.#shared();
    const id = this.#transitions.nextId();
    const able = [...this.#members].filter(([, version]) => version > 0).map(([userId]) => userId);
    for (const userId of able) {
      this.#host.send(userId, VoiceOpcode.DavePrepareTransition, { protocol_version: this.#target, transition_id: id });
    }
    this.#transitions.start(id, this.#target, able);
  }

  #upgrade(): void {
    this.#reset();
    this.#target = this.#shared();
    const alone = this.#members.size === 1;
    const id = (this.#initialTransition = alone ? 0 : this.#transitions.nextId());
    const version = { protocol_version: this.#target };
    for (const userId of this.#members.keys()) {
      this.#host.send(userId, VoiceOpcode.DavePrepareEpoch, { ...version, epoch: 1, transition_id: id });
      this.#host.sendBinary(userId, VoiceOpcode.DaveExternalSender, this.#sender.package);
      if (alone) this.#host.send(userId, VoiceOpcode.DavePrepareTransition, { ...version, transition_id: 0 });
    }
    if (alone) this.#apply(this.#target, [...this.#members.keys()]);
  }

  #commit(userId: string, payload: Buffer): void {
    if (this.#target === 0 || !this.#members.has(userId)) return;
    const accepted = this.#group.commit(userId, payload);
    if (accepted === undefined) return;
    if (typeof accepted === "string") {
      this.#host.stats.reject("commit", userId, accepted);
      return;
    }
    this.#host.stats.count("commits");
    // Who was removed and added again is welcomed instead.
    const anew = new Set(accepted.added.map(({ userId: added }) => added));
    const staying = accepted.members.filter((member) => this.#isAble(member) && !anew.has(member));
    for (const added of anew) this.#found(added);
    for (const left of this.#left) if (!this.#group.has(left)) this.#left.delete(left);
    this.#announce(accepted, staying);
  }

  #announce({ read, added }: AcceptedCommit, staying: readonly string[]): void {
    const isFirst = read.epoch === 0n;
    const id = isFirst ? this.#initialTransition : this.#transitions.nextId();
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(id);
    const { disturbance } = this.#host;
    for (const userId of staying) {
      const commit = disturbance.corruptCommits.take() ? corrupted(read.bytes) : read.bytes;
      this.#host.sendBinary(userId, VoiceOpcode.DaveAnnounceCommit, Buffer.concat([prefix, commit]));
    }
    const welcomed = added.filter(({ userId }) => this.#members.has(userId));
    for (const { userId, keyPackage } of welcomed) {
      if (read.welcome === undefined) continue;
      const welcome = welcomeFor(read.welcome, keyPackage.reference);
      const sent = disturbance.corruptWelcomes.take() ? corrupted(welcome) : welcome;
      this.#host.sendBinary(userId, VoiceOpcode.DaveWelcome, Buffer.concat([prefix, sent]));
    }
    const everybody = [...staying, ...welcomed.map(({ userId }) => userId)];
    if (id === 0) this.#apply(this.#target, everybody);
    else this.#transitions.start(id, this.#target, everybody);
    this.#initialTransition = 0;
    this.#proposer.propose();
  }

  #found(userId: string): void {
    this.#lost.get(userId)?.clear();
    this.#lost.delete(userId);
    this.#left.delete(userId);
  }

  /** A version is in force, for those who are told. */
  #apply(version: number, users: readonly string[]): void {
    this.#version = version;
    if (version === 0) this.#encrypting.clear();
    else
      for (const userId of users)
        if (!this.#encrypting.has(userId)) this.#encrypting.set(userId, this.#host.clock.now());
  }

  #isAble(userId: string): boolean {
    return this.#members.has(userId) && !this.#lost.has(userId) && !this.#left.has(userId);
  }

  #execute(id: number, version: number, recipients: readonly string[], late: readonly string[]): void {
    this.#host.stats.count("transitions");
    if (late.length > 0) this.#host.stats.count("lateTransitions");
    this.#apply(version, recipients);
    if (this.#host.disturbance.executions.take()) return;
    for (const userId of recipients) {
      if (this.#members.has(userId)) this.#host.send(userId, VoiceOpcode.DaveExecuteTransition, { transition_id: id });
    }
  }
}

/** A bit turned over where it hurts: the last byte of an MLS message belongs to a tag, a signature or a ciphertext. */
function corrupted(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const last = copy.length - 1;
  copy[last] = (copy[last] ?? 0) ^ 1;
  return copy;
}
