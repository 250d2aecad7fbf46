/** The part of a WebSocket that a connection uses. */
export interface GatewaySocket {
  /** Sends a text message. Only called between `onOpen` and `onClose`. */
  send(text: string): void;
  /** Starts the closing handshake; `onClose` follows when the other side answers. */
  close(code: number): void;
  /** Ends the connection at once, in any state, without a word to the other side. */
  terminate(): void;
}

export interface SocketListener {
  onOpen(): void;
  /** One message, text or binary, as it came. */
  onMessage(data: Buffer): void;
  /** Called once, at the latest; 1006 when the connection broke. */
  onClose(code: number, reason: string): void;
  /** What went wrong, for the report; `onClose` follows. */
  onError(error: Error): void;
}

/** Opens a WebSocket; replace it in tests. */
export type OpenSocket = (url: string, listener: SocketListener) => GatewaySocket;
