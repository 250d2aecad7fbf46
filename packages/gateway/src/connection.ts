import type { Compression, MessageDecoder, MessageSink } from "./decompression.ts";
import { createDecoder } from "./decompression.ts";
import type { GatewaySocket, OpenSocket } from "./socket.ts";

export interface ConnectionListener {
  /** One gateway message; what it throws makes the data count as corrupted. */
  onMessage: MessageSink;
  /** The data can not be read any further. */
  onCorrupted(error: unknown): void;
  onClosed(code: number, reason: string): void;
}

export interface ConnectionOptions {
  /** Counts the connections of a shard, for the reports. */
  number: number;
  url: string;
  compression: Compression;
  openSocket: OpenSocket;
}

/**
 * One socket and its decompression. A shard has one at a time; after {@link drop} nothing is heard of it any more, so
 * that what a replaced socket still brings can not touch its successor.
 */
export class Connection {
  readonly number: number;
  bytesIn = 0;
  bytesOut = 0;
  readonly #listener: ConnectionListener;
  readonly #decoder: MessageDecoder;
  readonly #socket: GatewaySocket;
  #live = true;
  #open = false;
  #closing = false;
  #lastError: Error | undefined;

  constructor({ number, url, compression, openSocket }: ConnectionOptions, listener: ConnectionListener) {
    this.number = number;
    this.#listener = listener;
    this.#decoder = createDecoder(compression, listener.onMessage, (error) => this.#corrupted(error));
    this.#socket = openSocket(url, {
      onOpen: () => {
        this.#open = true;
      },
      onMessage: (data) => this.#received(data),
      onClose: (code, reason) => this.#closed(code, reason),
      onError: (error) => {
        this.#lastError = error;
      },
    });
  }

  /** Bytes of the messages after decompression. */
  get decompressedBytes(): number {
    return this.#decoder.bytesOut;
  }

  send(text: string): void {
    if (!this.#live || !this.#open || this.#closing) return;
    this.bytesOut += Buffer.byteLength(text);
    this.#socket.send(text);
  }

  /** Ends the connection at once. The session stays alive at Discord, as no close code was sent. */
  drop(): void {
    if (!this.#live) return;
    this.#live = false;
    this.#decoder.close();
    this.#socket.terminate();
  }

  /** Starts the closing handshake; messages are not heard any more, the end is. */
  close(code: number): void {
    this.#closing = true;
    this.#decoder.close();
    this.#socket.close(code);
  }

  #received(data: Buffer): void {
    if (!this.#live || this.#closing) return;
    this.bytesIn += data.length;
    try {
      this.#decoder.push(data);
    } catch (error) {
      this.#corrupted(error);
    }
  }

  #corrupted(error: unknown): void {
    if (this.#live && !this.#closing) this.#listener.onCorrupted(error);
  }

  #closed(code: number, reason: string): void {
    if (!this.#live) return;
    this.#live = false;
    this.#decoder.close();
    this.#listener.onClosed(code, reason === "" ? (this.#lastError?.message ?? "") : reason);
  }
}
