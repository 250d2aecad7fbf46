/** One member's MLS state and media keys; `@snazzah/davey` in production. Every method but the getters may throw. */
export interface DaveSession {
  /** Whether there is a group, and frames can be encrypted. */
  readonly ready: boolean;
  /** Of the group; `undefined` without one. */
  readonly epoch: bigint | undefined;
  /** 30 digits that all members of the group share; empty without a group. */
  readonly privacyCode: string;
  /** The members of the group. */
  readonly userIds: readonly string[];
  /** A new key package, for one use. */
  keyPackage(): Buffer;
  setExternalSender(payload: Buffer): void;
  /** @param userIds - Who may be added: those that the voice gateway named, and the own user. */
  processProposals(
    operation: number,
    payload: Buffer,
    userIds: readonly string[],
  ): { commit: Buffer | undefined; welcome: Buffer | undefined };
  processCommit(commit: Buffer): void;
  processWelcome(welcome: Buffer): void;
  encrypt(opus: Uint8Array): Buffer;
  decrypt(userId: string, frame: Buffer): Buffer;
  /** 45 digits for this user and another to compare. */
  verificationCode(userId: string): Promise<string>;
  /** What the verification code is made of: 64 bytes. */
  fingerprint(userId: string): Promise<Buffer>;
}

export type CreateDaveSession = (version: number, userId: string, channelId: string) => DaveSession;
