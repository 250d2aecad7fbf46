import davey from "@snazzah/davey";
import { isDaveFrame } from "../dave-frame.ts";
import { VoiceOpcode } from "../voice-opcodes.ts";

/** What a member answers to a message of the voice gateway. */
export type DaveAnswer =
  | { readonly kind: "json"; readonly op: number; readonly d: unknown }
  | { readonly kind: "binary"; readonly op: number; readonly payload: Uint8Array };

/** `const enum`s of davey, which can not be imported. */
const Audio = 0;

/**
 * One user's end of DAVE, by davey: nothing of it is shared with the delivery service.
 * @see {@link https://daveprotocol.com/ | DAVE protocol}
 */
export class MemberDave {
  readonly #userId: string;
  readonly #channelId: string;
  #session: InstanceType<typeof davey.DAVESession> | undefined;
  /** What media is sent in now, and what it will be once each transition is executed. */
  #version = 0;
  #next = 0;
  readonly #transitions = new Map<number, number>();
  /** A commit that no answer has come to. */
  #sentCommit: DaveAnswer | undefined;
  /** That a commit or welcome could not be processed, until a group is there again. */
  #report: DaveAnswer | undefined;

  constructor(userId: string, channelId: string) {
    this.#userId = userId;
    this.#channelId = channelId;
  }

  /** The version that media is sent in; `0` is without encryption end to end. */
  get version(): number {
    return this.#version;
  }

  /** May frames be sent? Not while a group is still to be made. */
  get ready(): boolean {
    return this.#version === 0 || this.#session?.ready === true;
  }

  /** Thirty digits that all members of the group see alike. */
  get privacyCode(): string {
    return this.#session?.voicePrivacyCode ?? "";
  }

  /** Session Description has named a version. */
  begin(version: number): DaveAnswer[] {
    this.#version = this.#next = version;
    return version === 0 ? [] : [this.#freshKeyPackage(version)];
  }

  /** The connection was lost for a while, and with it perhaps what was sent last: a commit, or a key package. */
  resumed(): DaveAnswer[] {
    if (this.#sentCommit !== undefined) return [this.#sentCommit];
    if (this.#next === 0 || this.#session === undefined || this.#session.ready) return [];
    const payload = this.#session.getSerializedKeyPackage();
    const keyPackage = { kind: "binary", op: VoiceOpcode.DaveKeyPackage, payload } as const;
    return this.#report === undefined ? [keyPackage] : [this.#report, keyPackage];
  }

  /** @param users - Everybody in the call, this member too. */
  binary(op: number, payload: Buffer, users: readonly string[]): DaveAnswer[] {
    switch (op) {
      case VoiceOpcode.DaveExternalSender:
        this.#externalSender(payload);
        return [];
      case VoiceOpcode.DaveProposals:
        return this.#proposals(payload, users);
      case VoiceOpcode.DaveAnnounceCommit:
        return this.#transition(payload, (session, message) => session.processCommit(message));
      case VoiceOpcode.DaveWelcome:
        return this.#transition(payload, (session, message) => session.processWelcome(message));
      default:
        return [];
    }
  }

  prepareTransition(id: number, version: number): DaveAnswer[] {
    if (id === 0) {
      this.#version = this.#next = version;
      return [];
    }
    this.#next = version;
    this.#transitions.set(id, version);
    return [ready(id)];
  }

  executeTransition(id: number): void {
    this.#version = this.#transitions.get(id) ?? this.#version;
    this.#transitions.delete(id);
  }

  prepareEpoch(epoch: number, version: number): DaveAnswer[] {
    this.#next = version;
    return epoch === 1 ? [this.#freshKeyPackage(version)] : [];
  }

  /** @returns `undefined` when it can not be encrypted yet. */
  encrypt(frame: Buffer): Buffer | undefined {
    if (this.#version === 0) return frame;
    return this.#session?.ready === true ? this.#session.encryptOpus(frame) : undefined;
  }

  /** @returns `undefined` when the key for it is not there, or not any more. */
  decrypt(userId: string, frame: Buffer): { opus: Buffer; encrypted: boolean } | undefined {
    if (!isDaveFrame(frame)) return { opus: frame, encrypted: false };
    try {
      const opus = this.#session?.decrypt(userId, Audio, frame);
      return opus === undefined ? undefined : { opus, encrypted: true };
    } catch {
      return undefined;
    }
  }

  #freshKeyPackage(version: number): DaveAnswer {
    this.#sentCommit = undefined;
    if (this.#session === undefined) {
      this.#session = new davey.DAVESession(version, this.#userId, this.#channelId);
    } else this.#session.reinit(version, this.#userId, this.#channelId);
    return { kind: "binary", op: VoiceOpcode.DaveKeyPackage, payload: this.#session.getSerializedKeyPackage() };
  }

  /** In a group, which has its sender already, another one is refused. */
  #externalSender(payload: Buffer): void {
    try {
      this.#session?.setExternalSender(payload);
    } catch {
      // The group of before goes on.
    }
  }

  #proposals(payload: Buffer, users: readonly string[]): DaveAnswer[] {
    const [operation = 0] = payload;
    try {
      const { commit, welcome } = this.#session?.processProposals(operation, payload.subarray(1), [...users]) ?? {};
      if (commit === undefined) return [];
      const message = Buffer.concat(welcome === undefined ? [commit] : [commit, welcome]);
      this.#sentCommit = { kind: "binary", op: VoiceOpcode.DaveCommitWelcome, payload: message };
      return [this.#sentCommit];
    } catch {
      // A proposal that can not be processed is left out: another member's commit will win.
      return [];
    }
  }

  #transition(
    payload: Buffer,
    process: (session: InstanceType<typeof davey.DAVESession>, message: Buffer) => void,
  ): DaveAnswer[] {
    const id = payload.readUInt16BE(0);
    this.#sentCommit = undefined;
    if (this.#session === undefined) return [];
    try {
      process(this.#session, payload.subarray(2));
    } catch {
      this.#report = { kind: "json", op: VoiceOpcode.DaveInvalidCommitWelcome, d: { transition_id: id } };
      return [this.#report, this.#freshKeyPackage(this.#next)];
    }
    this.#report = undefined;
    if (id === 0) {
      this.#version = this.#next;
      return [];
    }
    this.#transitions.set(id, this.#next);
    return [ready(id)];
  }
}

function ready(id: number): DaveAnswer {
  return { kind: "json", op: VoiceOpcode.DaveTransitionReady, d: { transition_id: id } };
}
