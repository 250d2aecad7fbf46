import { randomBytes } from "node:crypto";
import type { Identity } from "./identify.ts";
import { ReplayBuffer } from "./replay-buffer.ts";

/** Where a session's dispatches go while it is connected. */
export interface SessionLink {
  /** Where the app has found the gateway. */
  readonly resumeUrl: string;
  sendDispatch(text: string): void;
  /** Another connection has taken the session. */
  displace(): void;
}

/** One gateway session: it outlives its connections, and keeps what they missed. */
export class Session {
  readonly id: string = randomBytes(16).toString("hex");
  readonly identity: Identity;
  readonly buffer: ReplayBuffer;
  #link: SessionLink | undefined;

  constructor(identity: Identity, replayBufferSize: number) {
    this.identity = identity;
    this.buffer = new ReplayBuffer(replayBufferSize);
  }

  get botId(): string {
    return this.identity.application.botId;
  }

  get link(): SessionLink | undefined {
    return this.#link;
  }

  attach(link: SessionLink): void {
    this.#link = link;
  }

  /** Lets go of a connection; one that has been replaced already lets go of nothing. */
  detach(link: SessionLink): boolean {
    if (this.#link !== link) return false;
    this.#link = undefined;
    return true;
  }

  /** @param json - The payload, serialised. */
  dispatch(t: string, json: string): void {
    const { text } = this.buffer.add((seq) => `{"t":"${t}","s":${seq},"op":0,"d":${json}}`);
    this.#link?.sendDispatch(text);
  }
}
