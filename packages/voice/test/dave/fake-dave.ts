import type { DaveSession } from "../../src/index.ts";

/** A frame as DAVE's would look: the trailer is right, the encryption is a prefix. */
export function daveFrame(key: string, text: string): Buffer {
  const body = Buffer.from(`${key}:${text}`);
  return Buffer.concat([body, Buffer.alloc(8), Buffer.of(0, 12, 0xfa, 0xfa)]);
}

/** A session whose group is what its last commit or welcome says: `bad` is refused, anything else is the key. */
export class FakeDaveSession implements DaveSession {
  readonly version: number;
  readonly channelId: string;
  key: string | undefined;
  epoch: bigint | undefined;
  externalSender: string | undefined;
  members: string[] = ["1", "2"];
  /** Users whom proposals may name. */
  proposalsNeed: string | undefined;

  constructor(version: number, channelId: string) {
    this.version = version;
    this.channelId = channelId;
  }

  get ready(): boolean {
    return this.key !== undefined;
  }

  get privacyCode(): string {
    return this.key ?? "";
  }

  get userIds(): string[] {
    return this.members;
  }

  keyPackage(): Buffer {
    return Buffer.from("key package");
  }

  setExternalSender(payload: Buffer): void {
    if (this.ready) throw new Error("AlreadyInGroup");
    this.externalSender = payload.toString();
  }

  processProposals(
    _operation: number,
    payload: Buffer,
    userIds: readonly string[],
  ): { commit: Buffer | undefined; welcome: Buffer | undefined } {
    if (this.externalSender === undefined) throw new Error("NoGroup");
    const wanted = payload.toString();
    if (!userIds.includes(wanted)) throw new Error("UnexpectedUser");
    return { commit: Buffer.from("commit"), welcome: Buffer.from("welcome") };
  }

  processCommit(commit: Buffer): void {
    this.#enter(commit);
  }

  processWelcome(welcome: Buffer): void {
    this.#enter(welcome);
  }

  encrypt(opus: Uint8Array): Buffer {
    return daveFrame(this.key ?? "none", Buffer.from(opus).toString("latin1"));
  }

  decrypt(_userId: string, frame: Buffer): Buffer {
    const [key, text] = frame.subarray(0, -12).toString("latin1").split(":");
    if (key !== this.key || text === undefined) throw new Error("NoValidCryptor");
    return Buffer.from(text, "latin1");
  }

  async verificationCode(userId: string): Promise<string> {
    return userId;
  }

  async fingerprint(userId: string): Promise<Buffer> {
    return Buffer.from(userId);
  }

  #enter(message: Buffer): void {
    const key = message.toString();
    if (key === "bad") throw new Error("InvalidCommit");
    this.key = key;
    this.epoch = (this.epoch ?? 0n) + 1n;
  }
}
