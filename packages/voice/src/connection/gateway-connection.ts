import type { ReadMessage, VoiceMessage } from "./voice-message.ts";
import { readVoiceMessage } from "./voice-message.ts";
import type { OpenVoiceSocket, VoiceSocket } from "./voice-socket.ts";

export interface GatewayConnectionListener {
  onOpened(): void;
  onMessage(message: VoiceMessage): void;
  onClosed(code: number, reason: string): void;
}

/** The number of the last message that had one; it outlives the connections of a session. */
export class SequenceCounter {
  /** `-1` before the first; 0 is a number like any other, as they wrap around. */
  last = -1;
}

/**
 * One WebSocket to a voice server. A voice connection has one at a time; after {@link drop} or {@link close} nothing
 * is heard of it any more, so that what a replaced socket still brings can not touch its successor.
 */
export class GatewayConnection {
  readonly #listener: GatewayConnectionListener;
  readonly #sequence: SequenceCounter;
  readonly #socket: VoiceSocket;
  #live = true;
  #open = false;
  #lastError: Error | undefined;

  constructor(
    url: string,
    openSocket: OpenVoiceSocket,
    sequence: SequenceCounter,
    listener: GatewayConnectionListener,
  ) {
    this.#listener = listener;
    this.#sequence = sequence;
    this.#socket = openSocket(url, {
      onOpen: () => {
        if (!this.#live) return;
        this.#open = true;
        listener.onOpened();
      },
      onMessage: (data, isBinary) => this.#received(data, isBinary),
      onClose: (code, reason) => {
        if (!this.#live) return;
        this.#live = false;
        listener.onClosed(code, reason === "" ? (this.#lastError?.message ?? "") : reason);
      },
      onError: (error) => {
        this.#lastError = error;
      },
    });
  }

  /** @returns `false` when the connection is not open: the message is lost. */
  send(data: string | Uint8Array): boolean {
    if (!this.#live || !this.#open) return false;
    this.#socket.send(data);
    return true;
  }

  /** Ends the connection without a close frame: the session can be resumed. */
  drop(): void {
    if (!this.#live) return;
    this.#live = false;
    this.#socket.terminate();
  }

  /** Ends the connection, and the session. */
  close(): void {
    if (!this.#live) return;
    this.#live = false;
    // A socket that never opened has nobody to say goodbye to.
    if (this.#open) this.#socket.close(1000);
    else this.#socket.terminate();
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (!this.#live) return;
    const { message, sequence }: ReadMessage = readVoiceMessage(data, isBinary);
    if (sequence !== undefined) this.#sequence.last = sequence;
    this.#listener.onMessage(message);
  }
}
